//! Answering a survey on its pages, as a browser without JavaScript does.

use http::Method;
use serde_json::{Value, json};
use testkit::TestServer;

use crate::samples::{self, Respondent, server_with};

const DAY_MS: i64 = 86_400_000;

/// The `values` and `displayedFields` of every response of the survey.
async fn responses(server: &TestServer, survey: &str) -> Vec<Value> {
    let text = server.export(survey, json!({ "format": "ndjson" })).await;
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn a_survey_is_answered_page_by_page_and_recorded_once() {
    let (server, survey) = server_with(json!({})).await;
    let mut respondent =
        Respondent::open(&server, &survey, "?branch=North&RecipientEmail=x%40example.org").await;
    assert!(respondent.page.contains("How was it?") && respondent.page.contains("Which?"));
    assert!(!respondent.page.contains("Why?"), "the second page comes later");
    assert!(!respondent.page.contains("<script>"), "no inline script");

    // What must be answered is asked for again, and what was given is kept.
    let again = respondent.next(&[("QID2", "2")]).await;
    assert_eq!(again.status, 200);
    assert!(respondent.page.contains("How was it?") && respondent.page.contains("class=\"question wrong\""));
    let green = respondent
        .page
        .split("<input")
        .find(|input| input.contains("name=\"QID2\"") && input.contains("value=\"2\""));
    assert!(green.unwrap().split('>').next().unwrap().contains("checked"), "{}", respondent.page);
    assert_eq!(responses(&server, &survey).await.len(), 0);

    respondent.next(&[("QID1", "3"), ("QID1_3_TEXT", "so so"), ("QID2", "2"), ("QID2", "1")]).await;
    assert!(respondent.page.contains("Why?") && respondent.page.contains("Taste"));

    respondent.back(&[("QID3_TEXT", "half a thought")]).await;
    assert!(
        respondent.page.contains("How was it?") && respondent.page.contains("so so"),
        "{}",
        respondent.page
    );
    respondent.next(&[("QID1", "1"), ("QID2", "1"), ("QID2", "3")]).await;
    assert!(respondent.page.contains("half a thought"), "what was typed before going back is there again");

    let last = [("QID3_TEXT", "because of <b>you</b> & me"), ("QID4_1", "2"), ("QID5_1", "0.5")];
    let end = respondent.next(&last).await;
    assert_eq!(end.status, 200);
    assert!(!respondent.page.contains("<form"), "the end asks for nothing: {}", respondent.page);
    let twice = respondent.next(&last).await;
    assert_eq!(twice.status, 200);
    assert!(!twice.text().contains("<form"));

    let recorded = responses(&server, &survey).await;
    assert_eq!(recorded.len(), 1, "the last page was sent twice and counts once");
    let values = &recorded[0]["values"];
    assert_eq!(values["QID1"], 10);
    assert_eq!(values.get("QID1_3_TEXT"), None, "the text belongs to a choice that was taken back");
    assert_eq!(values["QID2"], json!(["1", "3"]));
    assert_eq!(values["QID3_TEXT"], "because of <b>you</b> & me");
    assert_eq!((&values["QID4_1"], values.get("QID4_2")), (&json!(2), None));
    assert_eq!(values["QID5_1"], 0.5);
    assert_eq!(values["branch"], "North", "a link may set declared fields");
    assert_eq!(values.get("recipientEmail"), None, "but not who somebody is");
    assert_eq!(
        (&values["finished"], &values["progress"], &values["status"]),
        (&json!(1), &json!(100), &json!(0))
    );
    assert_eq!(
        (&values["distributionChannel"], &values["userLanguage"]),
        (&json!("anonymous"), &json!("EN"))
    );
    let mut order: Vec<&str> =
        values["QID2_DO"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
    order.sort_unstable();
    assert_eq!(order, ["1", "2", "3"]);
    let displayed: Vec<&str> = recorded[0]["displayedFields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|field| field.as_str().unwrap())
        .collect();
    for field in ["QID1", "QID2", "QID3_TEXT", "QID4_1", "QID4_2", "QID5_1"] {
        assert!(displayed.contains(&field), "{field} of {displayed:?}");
    }
    let counts = server.get(&format!("/surveys/{survey}")).send().await.result()["responseCounts"].take();
    assert_eq!(counts, json!({ "auditable": 1, "generated": 0, "deleted": 0 }));
}

#[tokio::test]
async fn a_page_that_cannot_be_answered_says_so() {
    let (server, survey) = server_with(json!({})).await;
    let path = format!("/jfe/form/{survey}");
    let unknown = server.ask(Method::GET, "/jfe/form/SV_aaaaaaaaaaaaaaa").send().await;
    assert_eq!(unknown.status, 404);
    let nonsense = server.ask(Method::GET, "/jfe/form/nonsense").send().await;
    assert_eq!(nonsense.status, 404);
    // A name that no session has, and what is no name at all, a NUL among it, which no database takes as text.
    let gone = format!("FS_{}", "0".repeat(32));
    for token in ["", "FS_gone", "%00", "FS_%00", "%FF%FE", "no%20seal", &gone, &"A".repeat(100_000)] {
        let stale = server.ask(Method::POST, &path);
        let form = format!("~token={token}&~page=%00&direction=next&QID1=1&QID3_TEXT=%00");
        let stale = stale.bytes("application/x-www-form-urlencoded", form).send().await;
        assert_eq!(stale.status, 410, "{token:.20}");
        assert!(stale.header("content-type").starts_with("text/html"));
    }
    for session in ["FS_gone", "%00", "FS_%00", "%FF", &gone, &format!("{gone}/more")] {
        let answer = server.ask(Method::GET, &format!("{path}/{session}")).send().await;
        assert_eq!(answer.status, 410, "{session}");
    }
    assert_eq!(server.ask(Method::POST, &format!("{path}/{gone}")).send().await.status, 405);
    let huge =
        server.ask(Method::POST, &path).bytes("application/x-www-form-urlencoded", vec![b'a'; 3 << 20]);
    assert_eq!(huge.send().await.status, 413);
    let head = server.ask(Method::HEAD, &path).send().await;
    assert_eq!(head.status, 200);
    assert_eq!(server.ask(Method::DELETE, &path).send().await.status, 405);
}

#[tokio::test]
async fn a_closed_survey_takes_no_answers() {
    let (server, survey) = server_with(json!({})).await;
    let closed = server.put(&format!("/surveys/{survey}")).json(&json!({ "isActive": false })).send().await;
    assert_eq!(closed.status, 200);
    let answer = server.ask(Method::GET, &format!("/jfe/form/{survey}")).send().await;
    assert_eq!(answer.status, 200);
    assert!(!answer.text().contains("<form") && !answer.text().contains("How was it?"), "{}", answer.text());
}

#[tokio::test]
async fn an_anonymous_survey_keeps_no_address_and_has_no_column_for_it() {
    let (server, survey) = server_with(json!({ "AnonymizeResponse": "Yes" })).await;
    let mut respondent = Respondent::open(&server, &survey, "?RecipientFirstName=Ada").await;
    respondent.next(&[("QID1", "2")]).await;
    respondent.next(&[]).await;
    let csv = server.export(&survey, json!({ "format": "csv" })).await;
    for name in ["IPAddress", "RecipientFirstName", "RecipientEmail", "LocationLatitude"] {
        assert!(!csv.contains(name), "{name}");
    }
    let recorded = responses(&server, &survey).await;
    assert_eq!(recorded[0]["values"]["QID1"], 20);
    assert_eq!(recorded[0]["values"].get("ipAddress"), None);
}

#[tokio::test]
async fn a_session_left_for_a_week_becomes_a_partial_response() {
    let (server, survey) = server_with(json!({})).await;
    let mut left = Respondent::open(&server, &survey, "?branch=South").await;
    left.next(&[("QID1", "1")]).await;
    let _opened_only = Respondent::open(&server, &survey, "").await;
    let mut finished = Respondent::open(&server, &survey, "").await;
    finished.next(&[("QID1", "2")]).await;
    finished.next(&[]).await;
    server.run_jobs().await;
    assert_eq!(responses(&server, &survey).await.len(), 1, "the week is not over");

    server.advance(8 * DAY_MS);
    server.run_jobs().await;
    let recorded = responses(&server, &survey).await;
    assert_eq!(recorded.len(), 2, "a session without an answer leaves nothing");
    let partial = &recorded.iter().find(|one| one["values"]["finished"] == 0).unwrap()["values"];
    assert_eq!((&partial["QID1"], &partial["branch"]), (&json!(10), &json!("South")));
    let progress = partial["progress"].as_i64().unwrap();
    assert!((1..100).contains(&progress), "{progress}");
    assert!(partial["duration"].as_i64().unwrap() < 3600, "it ended when the last page was sent");

    assert_eq!(left.next(&[("QID3_TEXT", "too late")]).await.status, 410);
    server.run_jobs().await;
    assert_eq!(responses(&server, &survey).await.len(), 2);
}

#[tokio::test]
async fn a_survey_that_keeps_no_partial_answers_lets_them_go() {
    let (server, survey) = server_with(json!({ "PartialData": "No" })).await;
    let mut left = Respondent::open(&server, &survey, "").await;
    left.next(&[("QID1", "1")]).await;
    server.advance(8 * DAY_MS);
    server.run_jobs().await;
    assert_eq!(responses(&server, &survey).await.len(), 0);
}

#[tokio::test]
async fn a_survey_that_costs_without_end_is_answered_and_costs_little() {
    let server = TestServer::start().await;
    let mut file: Value = serde_json::from_slice(&samples::survey(&json!({}))).unwrap();
    let flow = file["SurveyElements"][1]["Payload"]["Flow"].as_array_mut().unwrap();
    for number in 0..60 {
        let field =
            json!({ "Type": "Custom", "Field": "branch", "Value": "${e://Field/branch}${e://Field/branch}" });
        flow.insert(1, json!({ "Type": "EmbeddedData", "FlowID": format!("FL_{}", number + 10), "EmbeddedData": [field] }));
    }
    file["SurveyElements"][3]["Payload"]["QuestionText"] =
        json!("How was it in ${e://Field/branch}?".repeat(100));
    let condition = json!({ "LogicType": "Question", "LeftOperand": "q://QID3/ChoiceTextEntryValue",
        "Operator": "MatchesRegex", "RightOperand": "(unclosed", "Type": "Expression" });
    file["SurveyElements"][5]["Payload"]["Validation"]["Settings"] = json!({ "Type": "CustomValidation",
        "CustomValidation": { "Logic": { "0": { "0": condition, "Type": "If" }, "Type": "BooleanExpression" } } });
    let survey = server.import_survey("Costly", file.to_string().as_bytes()).await;
    let mut respondent = Respondent::open(&server, &survey, "?branch=North").await;
    assert!(respondent.page.len() < 200_000, "{} bytes", respondent.page.len());
    respondent.next(&[("QID1", "2")]).await;
    respondent.next(&[("QID3_TEXT", "because")]).await;
    let recorded = responses(&server, &survey).await;
    assert_eq!(recorded[0]["values"]["QID3_TEXT"], "because", "what cannot be read lets pass");
    assert!(recorded[0]["values"]["branch"].as_str().unwrap().len() <= 64 << 10);
}

#[tokio::test]
async fn a_page_with_more_inputs_than_any_is_told_so_and_nothing_is_lost() {
    let (server, survey) = server_with(json!({})).await;
    let mut respondent = Respondent::open(&server, &survey, "").await;
    respondent.next(&[("QID1", "2")]).await;
    let many = vec![("x", "1"); model::limits::surveys::FORM_PAIRS];
    let refused = respondent.next(&many).await;
    assert_eq!(refused.status, 413);
    assert!(respondent.page.contains("too much for one page"), "{}", respondent.page);
    respondent.next(&[("QID3_TEXT", "short")]).await;
    let values = &responses(&server, &survey).await[0]["values"];
    assert_eq!((&values["QID1"], &values["QID3_TEXT"]), (&json!(20), &json!("short")));
}

/// What an author or a link sets is no answer because its name looks like one's.
#[tokio::test]
async fn embedded_data_named_like_a_question_is_kept_and_shown() {
    let server = TestServer::start().await;
    let mut file: Value = serde_json::from_slice(&samples::survey(&json!({}))).unwrap();
    let elements = file["SurveyElements"].as_array_mut().unwrap();
    let part = |elements: &[Value], code: &str| {
        elements.iter().position(|element| element["Element"] == code).unwrap()
    };
    let flow = part(elements, "FL");
    elements[flow]["Payload"]["Flow"][0]["EmbeddedData"] = json!([
        { "Description": "prev_QID3", "Type": "Recipient", "Field": "prev_QID3" },
        { "Description": "QID99", "Type": "Recipient", "Field": "QID99" },
        { "Description": "QID3", "Type": "Recipient", "Field": "QID3" },
        { "Description": "QIDcopy", "Type": "Custom", "Field": "QIDcopy", "Value": "set ${e://Field/prev_QID3}" },
    ]);
    let question = part(elements, "SQ");
    elements[question]["Payload"]["QuestionText"] = json!("Before: ${e://Field/QIDcopy}, ${e://Field/QID99}");
    let survey = server.import_survey("Sample", file.to_string().as_bytes()).await;
    let mut respondent = Respondent::open(&server, &survey, "?prev_QID3=good&QID99=fair&QID3=poor").await;
    assert!(respondent.page.contains("Before: set good, fair"), "{}", respondent.page);
    respondent.next(&[("QID1", "1")]).await;
    respondent.next(&[("QID3_TEXT", "an answer")]).await;
    let recorded = &responses(&server, &survey).await[0];
    let value = |name: &str| recorded["values"][name].as_str().unwrap_or_default().to_owned();
    assert_eq!(
        ["prev_QID3", "QID99", "QID3", "QIDcopy", "QID3_TEXT"].map(value),
        ["good", "fair", "poor", "set good", "an answer"]
    );
    let displayed = recorded["displayedFields"].as_array().unwrap();
    assert!(displayed.contains(&json!("QID3_TEXT")) && !displayed.contains(&json!("QID99")), "{displayed:?}");
}
