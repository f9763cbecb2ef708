//! Previews.

use http::Method;
use serde_json::{Value, json};
use testkit::TestServer;

use super::recorded;
use crate::samples::{self, Browser, Respondent, server_with};

#[tokio::test]
async fn a_survey_is_tried_by_its_link_whether_it_is_open_or_not() {
    let options = json!({ "SurveyProtection": "ByInvitation", "PasswordProtection": "Yes", "Password": "x", "BallotBoxStuffingPrevention": "true" });
    let (server, survey) = server_with(options).await;
    let closed = server.put(&format!("/surveys/{survey}")).json(&json!({ "isActive": false })).send().await;
    assert_eq!(closed.status, 200);
    let result = server.get(&format!("/surveys/{survey}/preview-link")).send().await.result();
    let url = result["url"].as_str().unwrap();
    let (_, address) = url.split_once("canvass.test").unwrap();
    let (path, query) = address.split_once('?').unwrap();
    assert_eq!(path, format!("/jfe/preview/{survey}"));

    let browser = Browser::new(&server);
    for _ in 0..2 {
        let mut author = Respondent::open_in(&browser, path, &format!("?{query}")).await;
        assert!(author.page.contains("Preview: answers count as tests."), "{}", author.page);
        assert!(author.page.contains(&format!("action=\"{path}\"")), "{}", author.page);
        author.next(&[("QID1", "1")]).await;
        assert!(
            author.address.starts_with(path) && author.page.contains("Preview: answers"),
            "{}",
            author.page
        );
        author.next(&[("QID3_TEXT", "a try")]).await;
        assert!(author.page.contains("Thank you"), "{}", author.page);
        assert_eq!(browser.cookies(), "", "a try leaves nothing in the browser");
    }
    let values = recorded(&server, &survey).await;
    assert_eq!(values.len(), 2);
    for values in &values {
        assert_eq!((&values["status"], &values["distributionChannel"]), (&json!(1), &json!("preview")));
        assert_eq!((&values["finished"], values.get("ipAddress")), (&json!(1), None));
    }
    let counts = server.get(&format!("/surveys/{survey}")).send().await.result()["responseCounts"].take();
    assert_eq!(counts, json!({ "auditable": 0, "generated": 2, "deleted": 0 }));
}

#[tokio::test]
async fn a_preview_opens_with_a_whole_link_of_its_survey_and_in_time_only() {
    let (server, survey) = server_with(json!({})).await;
    let other = server.import_survey("Other", &samples::survey(&json!({}))).await;
    let result = server.get(&format!("/surveys/{survey}/preview-link")).send().await.result();
    let url = result["url"].as_str().unwrap().to_owned();
    let key = url.split_once("~key=").unwrap().1.to_owned();
    let status = async |survey: &str, query: &str| {
        let answer = server.ask(Method::GET, &format!("/jfe/preview/{survey}{query}")).send().await;
        assert_eq!(answer.header("x-frame-options"), "DENY", "a draft is in nobody's page");
        answer.status
    };
    let with = |key: &str| format!("?Q_CHL=preview&~key={key}");
    assert_eq!(status(&survey, &with(&key)).await, 200);
    for query in ["", "?Q_CHL=preview", "?~key=", "?~key=AAAA", &with(&key[..key.len() - 2])] {
        assert_eq!(status(&survey, query).await, 403, "{query}");
    }
    assert_eq!(status(&other, &with(&key)).await, 403, "a link is of one survey");
    assert_eq!(status("SV_aaaaaaaaaaaaaaa", &with(&key)).await, 403, "what is not there is not told either");
    server.advance(7 * 86_400_000);
    assert_eq!(status(&survey, &with(&key)).await, 403);
}

#[tokio::test]
async fn a_try_that_is_left_is_a_try() {
    let (server, survey) = server_with(json!({})).await;
    let result = server.get(&format!("/surveys/{survey}/preview-link")).send().await.result();
    let (_, address) = result["url"].as_str().unwrap().split_once("canvass.test").unwrap();
    let (path, query) = address.split_once('?').unwrap();
    let mut author = Respondent::open_in(&Browser::new(&server), path, &format!("?{query}")).await;
    author.next(&[("QID1", "1")]).await;
    server.advance(8 * 86_400_000);
    server.run_jobs().await;
    let values = &recorded(&server, &survey).await[0];
    assert_eq!((&values["finished"], &values["status"]), (&json!(0), &json!(1)));
}

#[tokio::test]
async fn a_try_is_counted_in_no_quota() {
    let server = TestServer::start().await;
    let mut file: Value = serde_json::from_slice(&samples::survey(&json!({}))).unwrap();
    let condition = json!({
        "LogicType": "Question", "QuestionID": "QID1", "ChoiceLocator": "q://QID1/SelectableChoice/1",
        "LeftOperand": "q://QID1/SelectableChoice/1", "Operator": "Selected", "Type": "Expression",
    });
    let quota = json!({
        "Name": "One", "ID": "QO_aaaaaaaaaaaaaaa", "Occurrences": 1, "LogicType": "Simple", "QuotaRealm": "Survey",
        "QuotaAction": "EndCurrentSurvey",
        "Logic": { "0": { "0": condition, "Type": "If" }, "Type": "BooleanExpression" },
    });
    let element = json!({ "Element": "QO", "PrimaryAttribute": "QO_aaaaaaaaaaaaaaa", "SecondaryAttribute": "One", "Payload": quota });
    file["SurveyElements"].as_array_mut().unwrap().push(element);
    let survey = server.import_survey("Counted", file.to_string().as_bytes()).await;
    let result = server.get(&format!("/surveys/{survey}/preview-link")).send().await.result();
    let (_, address) = result["url"].as_str().unwrap().split_once("canvass.test").unwrap();
    let (path, query) = address.split_once('?').unwrap();
    let count = async || {
        let quotas = server.get(&format!("/surveys/{survey}/quotas")).send().await.result();
        quotas["elements"][0]["count"].clone()
    };
    for _ in 0..2 {
        let mut author = Respondent::open_in(&Browser::new(&server), path, &format!("?{query}")).await;
        author.next(&[("QID1", "1")]).await;
        author.next(&[]).await;
        assert_eq!(count().await, 0);
    }
    let mut respondent = Respondent::open(&server, &survey, "").await;
    respondent.next(&[("QID1", "1")]).await;
    respondent.next(&[]).await;
    assert_eq!(count().await, 1, "an answer counts");
    assert_eq!(recorded(&server, &survey).await.len(), 3);
}
