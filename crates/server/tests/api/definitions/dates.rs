//! The dates between which a survey takes answers: one pair of them, whoever tells or changes it.

use http::Method;
use serde_json::{Value, json};
use testkit::TestServer;

use super::Survey;
use crate::samples;

const START: &str = "2020-01-01 00:00:00";
const END: &str = "2021-01-01 00:00:00";
const LATER: &str = "2999-01-01 00:00:00";

fn with_dates() -> Vec<u8> {
    samples::survey(
        &json!({ "SurveyExpiration": "DateRange", "SurveyStartDate": START, "SurveyExpirationDate": END }),
    )
}

async fn import<'s>(server: &'s TestServer, file: &[u8]) -> Survey<'s> {
    Survey { server, id: server.import_survey("Dated", file).await }
}

async fn page(survey: &Survey<'_>) -> String {
    survey.server.ask(Method::GET, &format!("/jfe/form/{}", survey.id)).send().await.text()
}

/// The start and the end as each of those who tell them does.
async fn told(survey: &Survey<'_>) -> Vec<(Value, Value)> {
    let pair = |of: &Value, start: &str, end: &str| (of[start].clone(), of[end].clone());
    let (start, end) = ("SurveyStartDate", "SurveyExpirationDate");
    let head = survey.server.get(&format!("/surveys/{}", survey.id)).send().await.result();
    let file = survey.get("?format=qsf").await;
    let options = file["SurveyElements"].as_array().unwrap().iter().find(|it| it["Element"] == "SO");
    let mut all = vec![
        pair(&head["expiration"], "startDate", "endDate"),
        pair(&survey.get("/options").await, start, end),
        pair(&survey.get("").await["SurveyOptions"], start, end),
        pair(&survey.get("/metadata").await, start, end),
        pair(&file["SurveyEntry"], start, end),
        pair(&options.unwrap()["Payload"], start, end),
    ];
    // Whatever form each writes them in.
    for (start, end) in &mut all {
        for date in [start, end] {
            *date = json!(date.as_str().map(|text| text.replace('T', " ").replace('Z', "")));
        }
    }
    all
}

#[tokio::test]
async fn a_survey_whose_file_has_dates_is_prolonged_by_each_way_there_is() {
    let server = TestServer::start().await;
    for way in ["head", "metadata", "options"] {
        let survey = import(&server, &with_dates()).await;
        assert!(page(&survey).await.contains("This survey is over"), "{way}");
        assert_eq!(told(&survey).await, vec![(json!(START), json!(END)); 6], "{way}");
        let end = json!({ "SurveyExpirationDate": LATER });
        match way {
            "head" => {
                let change = json!({ "expiration": { "endDate": "2999-01-01T00:00:00Z" } });
                server.put(&format!("/surveys/{}", survey.id)).json(&change).send().await.result();
            }
            "metadata" => drop(survey.put("/metadata", &end).await),
            _ => {
                let mut options = survey.get("/options").await;
                // What is got can be put back, and changes nothing.
                survey.put("/options", &options).await;
                assert_eq!(told(&survey).await, vec![(json!(START), json!(END)); 6], "{way}");
                options["SurveyExpirationDate"] = json!(LATER);
                survey.put("/options", &options).await;
            }
        }
        assert!(page(&survey).await.contains("How was it?"), "{way}");
        assert_eq!(told(&survey).await, vec![(json!(START), json!(LATER)); 6], "{way}");
    }
}

#[tokio::test]
async fn a_survey_without_the_option_has_no_dates_any_more() {
    let server = TestServer::start().await;
    let survey = import(&server, &with_dates()).await;
    let mut options = survey.get("/options").await;
    options["SurveyExpiration"] = json!("None");
    survey.put("/options", &options).await;
    assert!(page(&survey).await.contains("How was it?"));
    let head = server.get(&format!("/surveys/{}", survey.id)).send().await.result();
    assert_eq!(head["expiration"], json!({ "startDate": null, "endDate": null }));
}

#[tokio::test]
async fn dates_of_the_entry_hold_and_go_out_and_in_again_and_to_copies() {
    let server = TestServer::start().await;
    let mut file: Value = serde_json::from_slice(&samples::survey(&json!({}))).unwrap();
    file["SurveyEntry"]["SurveyStartDate"] = json!(START);
    file["SurveyEntry"]["SurveyExpirationDate"] = json!(END);
    let first = import(&server, file.to_string().as_bytes()).await;
    let out = first.get("?format=qsf").await;
    let again = import(&server, out.to_string().as_bytes()).await;
    let sent = server.post("/survey-definitions").json(&out).send().await.result();
    let sent = Survey { server: &server, id: sent["SurveyID"].as_str().unwrap().to_owned() };
    let copy = server.post("/surveys").header("X-COPY-SOURCE", &first.id);
    let copy = copy.json(&json!({ "projectName": "Copy" })).send().await.result();
    let copy = Survey { server: &server, id: copy["id"].as_str().unwrap().to_owned() };
    for survey in [&first, &again, &sent, &copy] {
        let head = server.get(&format!("/surveys/{}", survey.id)).send().await.result();
        let dates = json!({ "startDate": "2020-01-01T00:00:00Z", "endDate": "2021-01-01T00:00:00Z" });
        assert_eq!(head["expiration"], dates);
    }
    assert!(page(&again).await.contains("This survey is over"));
}
