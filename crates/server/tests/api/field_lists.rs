//! The lists of fields that make stored responses readable: none where there is nothing to answer, and a bound.

use model::limits::{FIELD_NAME, UNDECLARED_FIELDS};
use serde_json::{Map, Value, json};
use testkit::TestServer;

use crate::samples::{self, Respondent};

/// A survey that only tells something.
fn notice() -> Vec<u8> {
    let element = |code: &str, primary: &str, payload: Value| json!({ "SurveyID": "SV_aaaaaaaaaaaaaaa", "Element": code, "PrimaryAttribute": primary, "Payload": payload });
    let question = json!({
        "QuestionID": "QID1", "QuestionType": "DB", "Selector": "TB", "DataExportTag": "Q1",
        "QuestionText": "Please wait.", "QuestionDescription": "Please wait.",
    });
    let shown = json!([{ "Type": "Question", "QuestionID": "QID1" }]);
    let block = json!([{ "Type": "Default", "ID": "BL_aaaaaaaaaaaaaaa", "Description": "All", "BlockElements": shown }]);
    let flow = json!([{ "Type": "Block", "ID": "BL_aaaaaaaaaaaaaaa", "FlowID": "FL_2" }]);
    let elements = [
        element("BL", "Survey Blocks", block),
        element("FL", "Survey Flow", json!({ "Type": "Root", "FlowID": "FL_1", "Flow": flow })),
        element("SQ", "QID1", question),
    ];
    let entry = json!({ "SurveyID": "SV_aaaaaaaaaaaaaaa", "SurveyName": "Notice", "SurveyStatus": "Active" });
    serde_json::to_vec(&json!({ "SurveyEntry": entry, "SurveyElements": elements })).unwrap()
}

#[tokio::test]
async fn a_survey_without_any_field_is_answered_exported_and_read() {
    let server = TestServer::start().await;
    let survey = server.import_survey("Notice", &notice()).await;
    let mut respondent = Respondent::open(&server, &survey, "").await;
    assert!(respondent.page.contains("Please wait."));
    respondent.next(&[]).await;
    assert!(!respondent.page.contains("<form"), "{}", respondent.page);
    let csv = server.export(&survey, json!({ "format": "csv" })).await;
    assert_eq!(csv.lines().count(), 4, "three rows of header and one response: {csv}");
    let rows = server.export(&survey, json!({ "format": "ndjson" })).await;
    let row: Value = serde_json::from_str(rows.trim()).unwrap();
    let path = format!("/surveys/{survey}/responses/{}", row["responseId"].as_str().unwrap());
    let read = server.get(&path).send().await;
    assert_eq!((read.status, &read.result()["values"]["finished"]), (200, &json!(1)), "{}", read.text());
}

/// Gives the id of the response, or what was refused.
async fn record(server: &TestServer, survey: &str, body: &Value) -> Result<String, (u16, String, String)> {
    let answer = server.post(&format!("/surveys/{survey}/responses")).json(body).send().await;
    match answer.status {
        200 => Ok(answer.result()["responseId"].as_str().unwrap().to_owned()),
        status => Err((status, answer.error_code(), answer.error_message())),
    }
}

fn keys(numbers: std::ops::Range<usize>) -> Value {
    Value::Object(numbers.map(|number| (format!("key_{number}"), json!("x"))).collect::<Map<_, _>>())
}

#[tokio::test]
async fn fields_that_nobody_declared_are_bounded_and_each_is_written_once() {
    let server = TestServer::start().await;
    let survey = server.import_survey("Sample", &samples::survey(&json!({}))).await;
    let first = record(&server, &survey, &json!({ "values": { "QID3_TEXT": "why" } })).await.unwrap();
    let declared = server.field_lists(&survey).await[0].fields.len();
    for number in 0..30 {
        record(&server, &survey, &json!({ "values": keys(number..number + 1) })).await.unwrap();
    }
    let rows: Vec<usize> = server.field_lists(&survey).await.iter().map(|list| list.fields.len()).collect();
    assert_eq!(rows, [&[declared][..], &[1; 30]].concat(), "a new key is all that its version writes");

    let last = UNDECLARED_FIELDS - 1;
    let full = record(&server, &survey, &json!({ "values": keys(0..last) })).await.unwrap();
    record(&server, &survey, &json!({ "values": {}, "embeddedData": keys(last..last + 1) })).await.unwrap();
    for (member, name) in [("values", "values.key_9999"), ("embeddedData", "embeddedData.key_9999")] {
        let mut body = json!({ "values": {} });
        body[member] = json!({ "key_9999": "x" });
        let (status, code, message) = record(&server, &survey, &body).await.unwrap_err();
        assert_eq!((status, code.as_str()), (400, "QVAL_1"));
        let bound = UNDECLARED_FIELDS.to_string();
        assert!(message.contains(name) && message.contains(&bound), "{message}");
    }
    // What is there already, and what the survey declares, is taken as before.
    record(&server, &survey, &json!({ "values": { "key_7": "y", "branch": "North" } })).await.unwrap();

    // Every response is read by the list it was written with.
    let values = async |id: &str| {
        let path = format!("/surveys/{survey}/responses/{id}");
        server.get(&path).send().await.result()["values"].clone()
    };
    assert_eq!(values(&first).await["QID3_TEXT"], "why");
    assert_eq!(values(&full).await[format!("key_{}", last - 1)], "x");
    let csv = server.export(&survey, json!({ "format": "csv" })).await;
    let header = csv.lines().next().unwrap();
    assert_eq!(header.split(',').filter(|name| name.starts_with("key_")).count(), UNDECLARED_FIELDS);
    assert_eq!(csv.lines().count(), 3 + 34);
}

#[tokio::test]
async fn what_no_export_would_have_is_no_field() {
    let server = TestServer::start().await;
    let survey = server.import_survey("Sample", &samples::survey(&json!({}))).await;
    let long = "k".repeat(FIELD_NAME + 1);
    for name in ["QID99_TEXT", "SC_99", "FL_99_DO", &long] {
        let refused = record(&server, &survey, &json!({ "values": { name: "x" } })).await.unwrap_err();
        assert_eq!((refused.0, refused.1.as_str()), (400, "QVAL_1"), "{name}");
        assert!(refused.2.contains(&format!("values.{name}")), "{}", refused.2);
    }
    record(&server, &survey, &json!({ "values": { &long[1..]: "x" } })).await.unwrap();
}

#[tokio::test]
async fn an_import_with_too_many_new_columns_says_so_and_keeps_nothing() {
    let server = TestServer::start().await;
    let survey = server.import_survey("Sample", &samples::survey(&json!({}))).await;
    let names: Vec<String> = (0..=UNDECLARED_FIELDS).map(|number| format!("key_{number}")).collect();
    let file = format!("Q3,{}\nwhy,{}\n", names.join(","), vec!["x"; names.len()].join(","));
    let told = server.import_responses(&survey, "", "text/csv", file.as_bytes()).await;
    let text = told.to_string();
    assert!(text.contains(&format!("key_{UNDECLARED_FIELDS}")) && text.contains("failed"), "{text}");
    assert_eq!(server.export(&survey, json!({ "format": "csv" })).await.lines().count(), 3);
}
