//! What is got can be put back, and changes nothing.

use serde_json::{Value, json};
use testkit::TestServer;

use super::{Survey, TRASH};
use crate::samples;

#[tokio::test]
async fn parts_of_an_odd_file_are_put_back_as_they_came() {
    let server = TestServer::start().await;
    let mut file: Value = serde_json::from_slice(&samples::survey(&json!({}))).unwrap();
    for element in file["SurveyElements"].as_array_mut().unwrap() {
        if element["PrimaryAttribute"] == "QID1" {
            element["Payload"]["QuestionText_Unsafe"] = json!("How <b>was</b> it?");
        }
        match element["Element"].as_str() {
            Some("BL") => drop(element["Payload"][1].as_object_mut().unwrap().shift_remove("BlockElements")),
            Some("FL") => {
                let more = [
                    json!({ "Type": "Group", "FlowID": "FL_3", "Flow": [] }),
                    json!({ "Type": "Group", "Description": "No id" }),
                    json!({ "Type": "Mystery", "FlowID": "FL_7" }),
                ];
                element["Payload"]["Flow"].as_array_mut().unwrap().extend(more);
                // What Get Flow adds.
                element["Payload"]["Properties"] = json!({ "Count": 7 });
            }
            _ => {}
        }
    }
    let survey =
        Survey { server: &server, id: server.import_survey("Odd", file.to_string().as_bytes()).await };
    let before = survey.get("?format=qsf").await["SurveyElements"].clone();
    for part in ["/questions/QID1", "/flow", &format!("/blocks/{TRASH}"), "/options", "/metadata"] {
        let got = survey.get(part).await;
        survey.put(part, &got).await;
        let after = survey.get("?format=qsf").await["SurveyElements"].clone();
        let differ = testkit::compare::differences(&before, &after);
        assert!(differ.is_empty(), "{part}: {differ:?}");
    }
    // With another text the copy follows, as clients send back the one they got.
    let mut question = survey.get("/questions/QID1").await;
    question["QuestionText"] = json!("How so?");
    survey.put("/questions/QID1", &question).await;
    assert_eq!(survey.get("/questions/QID1").await["QuestionText_Unsafe"], "How so?");
}
