//! Save and continue: who comes back goes on; and sessions whose time is over.

use serde_json::json;

use super::recorded;
use crate::samples::{Browser, Respondent, server_with};

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// How long a cookie is to be kept.
fn seconds_of(set: &str) -> i64 {
    set.split_once("Max-Age=").unwrap().1.split(';').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn who_comes_back_goes_on_where_they_were_and_may_begin_again() {
    let (server, survey) = server_with(json!({})).await;
    let (browser, path) = (Browser::new(&server), format!("/jfe/form/{survey}"));
    let mut respondent = Respondent::open_in(&browser, &path, "?branch=North").await;
    assert_eq!(browser.cookies(), "", "who only looks keeps nothing");
    respondent.next(&[("QID1", "1")]).await;
    assert!(browser.cookies().starts_with("session=FS_"), "{}", browser.cookies());

    let mut back = Respondent::open_in(&browser, &path, "?branch=North").await;
    assert!(back.page.contains("Why?") && !back.page.contains("How was it?"), "{}", back.page);
    let again = format!("{path}?branch=North&amp;~again");
    assert!(
        back.page.contains("You go on where you left off.") && back.page.contains(&again),
        "{}",
        back.page
    );
    let other = Respondent::open(&server, &survey, "").await;
    assert!(other.page.contains("How was it?"), "another browser begins");

    let mut anew = Respondent::open_in(&browser, &path, "?branch=North&~again").await;
    assert!(anew.page.contains("How was it?"), "{}", anew.page);
    back.next(&[("QID3_TEXT", "the first")]).await;
    assert!(back.page.contains("Thank you"));
    assert_eq!(browser.cookies(), "", "a finished session is kept no longer");
    anew.next(&[("QID1", "2")]).await;
    anew.next(&[("QID3_TEXT", "the second")]).await;
    let mut texts: Vec<String> = recorded(&server, &survey)
        .await
        .iter()
        .map(|values| values["QID3_TEXT"].as_str().unwrap().to_owned())
        .collect();
    texts.sort_unstable();
    assert_eq!(texts, ["the first", "the second"]);
    let next = Respondent::open_in(&browser, &path, "").await;
    assert!(next.page.contains("How was it?"), "the next visit begins anew");
}

#[tokio::test]
async fn a_cookie_is_for_the_pages_of_its_survey_and_for_no_script() {
    let (server, survey) = server_with(json!({ "PartialData": "+1 day", "AnonymizeResponse": "Yes" })).await;
    let mut respondent = Respondent::open(&server, &survey, "").await;
    let page = respondent.next(&[("QID1", "1")]).await;
    let session = respondent.token.clone();
    let expected = |secure: &str, seconds| {
        format!(
            "session={session}; Path=/jfe/form/{survey}; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"
        )
    };
    let set = page.header("set-cookie");
    assert_eq!(set, expected("", seconds_of(set)), "it names the session, and nobody");
    assert!((86_300..=86_400).contains(&seconds_of(set)), "{set}");
    let secure = server.ask(http::Method::GET, &respondent.address).over_tls(None).send().await;
    let set = secure.header("set-cookie");
    assert_eq!(set, expected("; Secure", seconds_of(set)));
}

#[tokio::test]
async fn a_survey_without_save_and_continue_begins_anew() {
    let (server, survey) = server_with(json!({ "SaveAndContinue": "false" })).await;
    let (browser, path) = (Browser::new(&server), format!("/jfe/form/{survey}"));
    let mut respondent = Respondent::open_in(&browser, &path, "").await;
    respondent.next(&[("QID1", "1")]).await;
    assert_eq!(browser.cookies(), "");
    assert!(Respondent::open_in(&browser, &path, "").await.page.contains("How was it?"));
}

#[tokio::test]
async fn two_windows_have_a_session_each_and_the_last_one_is_come_back_to() {
    let (server, survey) = server_with(json!({})).await;
    let (browser, path) = (Browser::new(&server), format!("/jfe/form/{survey}"));
    let mut one = Respondent::open_in(&browser, &path, "?branch=one").await;
    let mut two = Respondent::open_in(&browser, &path, "?branch=two").await;
    one.next(&[("QID1", "1")]).await;
    two.next(&[("QID1", "2")]).await;
    assert_eq!(Respondent::open_in(&browser, &path, "").await.token, two.token);
    one.next(&[("QID3_TEXT", "one")]).await;
    assert!(browser.cookies().contains(&two.token), "the end of one is not the end of the other");
    two.next(&[("QID3_TEXT", "two")]).await;
    let mut branches: Vec<_> =
        recorded(&server, &survey).await.iter().map(|values| values["branch"].clone()).collect();
    branches.sort_unstable_by_key(ToString::to_string);
    assert_eq!(branches, ["one", "two"]);
}

#[tokio::test]
async fn who_comes_back_by_a_link_in_another_language_goes_on_in_that() {
    let (server, survey) = server_with(json!({ "AvailableLanguages": { "EN": [], "DE": [] } })).await;
    let (browser, path) = (Browser::new(&server), format!("/jfe/form/{survey}"));
    let mut respondent = Respondent::open_in(&browser, &path, "").await;
    respondent.next(&[("QID1", "1")]).await;
    let back = Respondent::open_in(&browser, &path, "?Q_Language=DE").await;
    assert!(
        back.page.contains("<html lang=\"de\"") && back.page.contains("Sie machen weiter"),
        "{}",
        back.page
    );
}

#[tokio::test]
async fn the_time_of_a_survey_that_counts_from_the_start_is_over_whatever_was_sent_since() {
    let options = json!({ "PartialData": "+4 hour", "PartialDataCloseAfter": "SurveyStart" });
    let (server, survey) = server_with(options).await;
    let (browser, path) = (Browser::new(&server), format!("/jfe/form/{survey}"));
    let mut respondent = Respondent::open_in(&browser, &path, "").await;
    server.advance(HOUR_MS);
    let page = respondent.next(&[("QID1", "1")]).await;
    let left = seconds_of(page.header("set-cookie"));
    assert!((10_700..=10_800).contains(&left), "the cookie ends with the session: {left}");
    server.advance(2 * HOUR_MS);
    respondent.back(&[("QID3_TEXT", "still here")]).await;
    respondent.next(&[("QID1", "2")]).await;
    server.advance(HOUR_MS);
    // Nobody has closed it yet, and still nothing more is taken.
    let late = respondent.next(&[("QID3_TEXT", "too late")]).await;
    assert_eq!(late.status, 410, "{}", late.text());
    let partial = &recorded(&server, &survey).await[0];
    assert_eq!((&partial["finished"], &partial["QID1"]), (&json!(0), &json!(20)));
    assert_eq!(partial["QID3_TEXT"], "still here");
    assert!(
        Respondent::open_in(&browser, &path, "").await.page.contains("How was it?"),
        "the next visit begins anew"
    );
    server.run_jobs().await;
    assert_eq!(recorded(&server, &survey).await.len(), 1);
}

#[tokio::test]
async fn the_time_of_a_survey_that_counts_from_the_last_activity_begins_anew_with_each_page() {
    let options = json!({ "PartialData": "+2 days", "PartialDataCloseAfter": "LastActivity" });
    let (server, survey) = server_with(options).await;
    let mut respondent = Respondent::open(&server, &survey, "").await;
    for _ in 0..3 {
        server.advance(DAY_MS);
        respondent.next(&[("QID1", "1")]).await;
        respondent.back(&[]).await;
        server.run_jobs().await;
    }
    assert_eq!(recorded(&server, &survey).await.len(), 0);
    server.advance(2 * DAY_MS);
    assert_eq!(respondent.reload().await.status, 410);
    server.run_jobs().await;
    assert_eq!(recorded(&server, &survey).await[0]["finished"], 0);
}

#[tokio::test]
async fn partial_answers_that_are_to_be_deleted_are_kept_for_as_long_as_the_survey_says() {
    let (server, survey) = server_with(json!({ "PartialData": "No", "PartialDeletion": "+1 day" })).await;
    let (browser, path) = (Browser::new(&server), format!("/jfe/form/{survey}"));
    let mut respondent = Respondent::open_in(&browser, &path, "").await;
    respondent.next(&[("QID1", "1")]).await;
    server.advance(DAY_MS - HOUR_MS);
    assert!(Respondent::open_in(&browser, &path, "").await.page.contains("Why?"));
    server.advance(2 * HOUR_MS);
    server.run_jobs().await;
    assert!(Respondent::open_in(&browser, &path, "").await.page.contains("How was it?"));
    assert_eq!(recorded(&server, &survey).await.len(), 0);
}
