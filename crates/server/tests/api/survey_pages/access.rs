//! Who is let into a survey.

use http::Method;
use serde_json::{Value, json};
use testkit::{Answer, TestServer};

use super::recorded;
use crate::samples::{self, Browser, Respondent, server_with};

/// The value of the hidden input of this name.
fn hidden<'p>(page: &'p str, name: &str) -> &'p str {
    page.split_once(&format!("name=\"{name}\" value=\"")).unwrap().1.split('"').next().unwrap()
}

async fn unlock(browser: &Browser<'_>, path: &str, token: &str, password: &str) -> Answer {
    browser.post(path, &format!("~token={token}&~password={password}")).await
}

#[tokio::test]
async fn a_survey_with_a_password_asks_for_it_and_brings_the_link_along() {
    let options = json!({ "PasswordProtection": "Yes", "Password": "open sesame" });
    let (server, survey) = server_with(options).await;
    let (browser, path) = (Browser::new(&server), format!("/jfe/form/{survey}"));
    let asked = browser.get(&format!("{path}?branch=North")).await;
    let page = asked.text();
    assert_eq!(asked.status, 200);
    assert!(page.contains("type=\"password\"") && !page.contains("How was it?"), "{page}");
    let token = hidden(&page, "~token").to_owned();

    // What was sealed for the password's page begins nothing by itself.
    let forced = browser.post(&path, &format!("~token={token}&direction=next&QID1=1")).await;
    assert_eq!(forced.status, 410, "{}", forced.text());
    for wrong in ["", "open", "open%20sesame%20", "OPEN%20SESAME"] {
        let refused = unlock(&browser, &path, &token, wrong).await;
        assert_eq!(refused.status, 403, "{wrong}");
        assert!(
            refused.text().contains("This is not the password") && !refused.text().contains("How was it?")
        );
    }
    assert_eq!(unlock(&browser, &path, "AAAA", "open%20sesame").await.status, 410);
    let first = unlock(&browser, &path, &token, "open%20sesame").await;
    assert_eq!(first.status, 200);
    let mut respondent = Respondent::at(&browser, &path, first.text());
    respondent.next(&[("QID1", "1")]).await;
    let back = Respondent::open_in(&browser, &path, "").await;
    assert!(back.page.contains("Why?"), "who comes back to a session has given it: {}", back.page);
    respondent.next(&[]).await;
    assert_eq!(recorded(&server, &survey).await[0]["branch"], "North");
}

#[tokio::test]
async fn an_address_guesses_ten_passwords_and_locks_nobody_else_out() {
    let options = json!({ "SurveyProtection": "PasswordProtected", "Password": "open" });
    // Each process counts guesses by itself.
    let server = TestServer::alone(server::Settings::default()).await;
    let survey = server.import_survey("Sample", &samples::survey(&options)).await;
    let path = format!("/jfe/form/{survey}");
    let page = server.ask(Method::GET, &path).send().await.text();
    let token = hidden(&page, "~token").to_owned();
    let guess = async |address: &str, password: &str| {
        let form = format!("~token={token}&~password={password}");
        let ask = server.ask(Method::POST, &path).from(address);
        ask.bytes("application/x-www-form-urlencoded", form).send().await
    };
    for _ in 0..5 {
        assert_eq!(guess("192.0.2.1", "open").await.status, 200, "right ones do not count");
    }
    for _ in 0..10 {
        assert_eq!(guess("192.0.2.1", "wrong").await.status, 403);
    }
    let refused = guess("192.0.2.1", "open").await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, "900"));
    assert!(refused.text().contains("try again in 15 minutes"), "{}", refused.text());
    assert_eq!(guess("198.51.100.7", "open").await.status, 200);
    server.advance(900_000);
    assert_eq!(guess("192.0.2.1", "open").await.status, 200);
}

#[tokio::test]
async fn a_survey_is_open_to_those_who_come_from_its_page() {
    let options = json!({ "RefererCheck": "Yes", "RefererURL": "https://intranet.example/surveys" });
    let (server, survey) = server_with(options).await;
    let path = format!("/jfe/form/{survey}");
    for referrer in ["", "https://evil.example/", "https://intranet.example.evil.example/surveys"] {
        let refused = Browser::new(&server).saying("Referer", referrer).get(&path).await;
        assert_eq!(refused.status, 403, "{referrer}");
        assert!(refused.text().contains("opened from another page"), "{}", refused.text());
    }
    let browser = Browser::new(&server).saying("Referer", "https://intranet.example/");
    let mut respondent = Respondent::open_in(&browser, &path, "").await;
    respondent.next(&[("QID1", "1")]).await;
    assert!(respondent.page.contains("Why?"));
}

#[tokio::test]
async fn a_survey_by_invitation_has_no_link_for_all() {
    let (server, survey) = server_with(json!({ "SurveyProtection": "ByInvitation" })).await;
    let refused = Browser::new(&server).get(&format!("/jfe/form/{survey}")).await;
    assert_eq!(refused.status, 403);
    assert!(
        refused.text().contains("by invitation only") && !refused.text().contains("<form"),
        "{}",
        refused.text()
    );
}

#[tokio::test]
async fn a_survey_says_whether_it_is_closed_not_open_yet_or_over() {
    let (server, survey) = server_with(json!({})).await;
    let (browser, path) = (Browser::new(&server), format!("/jfe/form/{survey}"));
    let day = |days: i64| model::Moment(server.app.now().0 + days * 86_400_000).iso();
    for (change, words) in [
        (json!({ "isActive": false }), "This survey is closed"),
        (
            json!({ "isActive": true, "expiration": { "startDate": day(1), "endDate": day(2) } }),
            "not open yet",
        ),
        (json!({ "expiration": { "startDate": day(-2), "endDate": day(-1) } }), "This survey is over"),
    ] {
        let changed = server.put(&format!("/surveys/{survey}")).json(&change).send().await;
        assert_eq!(changed.status, 200, "{}", changed.text());
        let page = browser.get(&path).await;
        assert_eq!(page.status, 200);
        assert!(page.text().contains(words) && !page.text().contains("<form"), "{words}: {}", page.text());
    }
}

#[tokio::test]
async fn the_dates_of_a_survey_file_hold() {
    let dates = |starts: &str, ends: &str| json!({ "SurveyExpiration": "DateRange", "SurveyStartDate": starts, "SurveyExpirationDate": ends });
    for (options, words) in [
        (dates("2999-01-01 00:00:00", "2999-02-01 00:00:00"), "not open yet"),
        (dates("2001-01-01 00:00:00", "2001-02-01 00:00:00"), "This survey is over"),
        (dates("2001-01-01 00:00:00", "2999-02-01 00:00:00"), "How was it?"),
        (dates("0000-00-00 00:00:00", "0000-00-00 00:00:00"), "How was it?"),
    ] {
        let (server, survey) = server_with(options).await;
        let page = Browser::new(&server).get(&format!("/jfe/form/{survey}")).await.text();
        assert!(page.contains(words), "{words}: {page}");
    }
}

/// No door says more of a survey than it must.
#[tokio::test]
async fn nothing_of_a_survey_is_told_to_those_who_are_kept_out() {
    for options in [
        json!({ "PasswordProtection": "Yes", "Password": "open sesame" }),
        json!({ "SurveyProtection": "ByInvitation" }),
        json!({ "RefererCheck": "Yes", "RefererURL": "https://intranet.example/secret-path" }),
    ] {
        let mut all: Value = json!({ "SurveyTitle": "A secret study", "Header": "Our secret" });
        all.as_object_mut().unwrap().extend(options.as_object().unwrap().clone());
        let (server, survey) = server_with(all).await;
        let page = Browser::new(&server).get(&format!("/jfe/form/{survey}")).await.text();
        assert!(!page.contains("ecret") && !page.contains("sesame") && !page.contains("Sample"), "{page}");
    }
}
