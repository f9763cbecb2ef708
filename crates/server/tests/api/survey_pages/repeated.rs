//! Prevention of multiple submission.

use serde_json::{Value, json};
use testkit::TestServer;

use super::recorded;
use crate::samples::{Browser, Respondent, server_with};

async fn server_that_prevents(more: Value) -> (TestServer, String) {
    let mut options = json!({ "BallotBoxStuffingPrevention": "true" });
    options.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    server_with(options).await
}

async fn answer(browser: &Browser<'_>, path: &str) {
    let mut respondent = Respondent::open_in(browser, path, "").await;
    respondent.next(&[("QID1", "1")]).await;
    respondent.next(&[]).await;
    assert!(respondent.page.contains("Thank you"), "{}", respondent.page);
}

#[tokio::test]
async fn a_browser_answers_once_whatever_windows_it_has() {
    let (server, survey) = server_that_prevents(json!({})).await;
    let (browser, path) = (Browser::new(&server), format!("/jfe/form/{survey}"));
    let mut first = Respondent::open_in(&browser, &path, "").await;
    let mut second = Respondent::open_in(&browser, &path, "").await;
    let third = Respondent::open_in(&browser, &path, "").await;
    second.next(&[("QID1", "2")]).await;
    first.next(&[("QID1", "1")]).await;
    let end = first.next(&[]).await;
    let done = end
        .headers
        .get_all("set-cookie")
        .iter()
        .map(|set| set.to_str().unwrap())
        .find(|set| set.starts_with("done"));
    let expected = format!("done=1; Path=/jfe/form/{survey}; Max-Age=15552000; HttpOnly; SameSite=Lax");
    assert_eq!(done, Some(expected.as_str()));
    // A window that was open meanwhile sends nothing more, at its second page and at its first.
    for late in [second.post("next", &[]).await, third.post("next", &[("QID1", "2")]).await] {
        assert_eq!(late.status, 403);
        assert!(late.text().contains("You have answered this survey already"), "{}", late.text());
    }
    for query in ["", "?~again", "?Q_BallotBoxStuffing=false"] {
        assert_eq!(browser.get(&format!("{path}{query}")).await.status, 403, "{query}");
    }
    assert_eq!(recorded(&server, &survey).await.len(), 1);
    answer(&Browser::new(&server), &path).await;
    assert_eq!(recorded(&server, &survey).await.len(), 2, "another browser is another respondent");
}

#[tokio::test]
async fn who_comes_again_is_sent_where_the_author_says() {
    let options = json!({
        "BallotBoxStuffingPreventionBehavior": "Redirect",
        "BallotBoxStuffingPreventionURL": "https://example.org/bye?a=1&b=2",
    });
    let (server, survey) = server_that_prevents(options).await;
    let (browser, path) = (Browser::new(&server), format!("/jfe/form/{survey}"));
    answer(&browser, &path).await;
    let again = browser.get(&path).await.text();
    assert!(
        again
            .contains("<meta http-equiv=\"refresh\" content=\"0; url=https://example.org/bye?a=1&amp;b=2\">"),
        "{again}"
    );
}

#[tokio::test]
async fn who_may_come_again_is_marked() {
    let server = TestServer::start().await;
    let options =
        json!({ "BallotBoxStuffingPrevention": "true", "BallotBoxStuffingPreventionBehavior": "Continue" });
    // Whether the flow declares the mark or not.
    for is_declared in [true, false] {
        let mut file: Value = serde_json::from_slice(&crate::samples::survey(&options)).unwrap();
        if is_declared {
            let field = json!({ "Description": "Q_BallotBoxStuffing", "Type": "Recipient", "Field": "Q_BallotBoxStuffing" });
            file["SurveyElements"][1]["Payload"]["Flow"][0]["EmbeddedData"]
                .as_array_mut()
                .unwrap()
                .push(field);
        }
        let survey = server.import_survey("Marked", file.to_string().as_bytes()).await;
        let (browser, path) = (Browser::new(&server), format!("/jfe/form/{survey}"));
        answer(&browser, &path).await;
        answer(&browser, &path).await;
        let recorded = recorded(&server, &survey).await;
        let mut marks: Vec<Value> =
            recorded.iter().map(|values| values["Q_BallotBoxStuffing"].clone()).collect();
        marks.sort_unstable_by_key(ToString::to_string);
        assert_eq!(marks, [json!("true"), Value::Null]);
    }
}

#[tokio::test]
async fn a_survey_that_prevents_nothing_lets_a_browser_answer_again() {
    let (server, survey) = server_with(json!({ "BallotBoxStuffingPrevention": "false" })).await;
    let (browser, path) = (Browser::new(&server), format!("/jfe/form/{survey}"));
    answer(&browser, &path).await;
    answer(&browser, &path).await;
    assert_eq!(recorded(&server, &survey).await.len(), 2);
}
