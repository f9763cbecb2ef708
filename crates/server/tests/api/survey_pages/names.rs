//! What texts of a survey can name: the response, the survey, the link; and the mark of an end.

use serde_json::{Value, json};
use testkit::TestServer;

use super::recorded;
use crate::samples::{self, Respondent};

/// A survey that names the three on its first page and at its end, which marks the response.
async fn named(server: &TestServer) -> String {
    let mut file: Value = serde_json::from_slice(&samples::survey(&json!({}))).unwrap();
    let told = "[${e://Field/ResponseID}] [${e://Field/SurveyID}] [${e://Field/Q_URL}]";
    file["SurveyElements"][3]["Payload"]["QuestionText"] = json!(told);
    let elements = file["SurveyElements"].as_array_mut().unwrap();
    let flow = elements.iter_mut().find(|element| element["Element"] == "FL").unwrap();
    let options = json!({
        "Advanced": "true", "SurveyTermination": "DisplayMessage", "EOSMessage": told, "ResponseFlag": "Screened",
    });
    let end = json!({ "Type": "EndSurvey", "FlowID": "FL_9", "EndingType": "Advanced", "Options": options });
    flow["Payload"]["Flow"].as_array_mut().unwrap().push(end);
    server.import_survey("Named", file.to_string().as_bytes()).await
}

/// What stands in brackets on a page.
fn told(page: &str) -> Vec<String> {
    let parts = page.split('[').skip(1).filter_map(|part| part.split_once(']'));
    parts.map(|(told, _)| told.replace("&amp;", "&")).take(3).collect()
}

#[tokio::test]
async fn texts_name_the_response_the_survey_and_the_link_from_the_first_page_on() {
    let server = TestServer::start().await;
    let survey = named(&server).await;
    let link = "?branch=a%20b&ResponseID=R_000000000000000&surveyid=x&~again=1";
    let mut respondent = Respondent::open(&server, &survey, link).await;
    let first = told(&respondent.page);
    assert!(first[0].starts_with("R_") && first[0] != "R_000000000000000", "{first:?}");
    assert_eq!(first[1], survey);
    assert!(
        first[2]
            .ends_with(&format!("/jfe/form/{survey}?branch=a%20b&ResponseID=R_000000000000000&surveyid=x")),
        "{first:?}"
    );
    assert!(first[2].starts_with("http"), "{first:?}");
    respondent.next(&[("QID1", "1")]).await;
    respondent.next(&[("QID3_TEXT", "so")]).await;
    assert_eq!(told(&respondent.page), first);
    let values = recorded(&server, &survey).await;
    assert_eq!(
        (&values[0]["_recordId"], &values[0]["Q_TerminateFlag"]),
        (&json!(first[0]), &json!("Screened")),
        "{values:?}"
    );
    let another = Respondent::open(&server, &survey, "").await;
    assert_ne!(told(&another.page)[0], first[0]);
    let response = server.get(&format!("/surveys/{survey}/responses/{}", first[0])).send().await.result();
    assert_eq!(response["values"]["Q_TerminateFlag"], json!("Screened"), "{response}");
}

#[tokio::test]
async fn a_preview_names_its_response_and_tells_no_key() {
    let server = TestServer::start().await;
    let survey = named(&server).await;
    let result = server.get(&format!("/surveys/{survey}/preview-link")).send().await.result();
    let (_, address) = result["url"].as_str().unwrap().split_once("canvass.test").unwrap();
    let (path, query) = address.split_once('?').unwrap();
    let browser = samples::Browser::new(&server);
    let mut author = Respondent::open_in(&browser, path, &format!("?{query}")).await;
    let first = told(&author.page);
    assert!(first[2].ends_with(&format!("{path}?Q_CHL=preview")), "{first:?}");
    author.next(&[("QID1", "1")]).await;
    author.next(&[("QID3_TEXT", "so")]).await;
    assert_eq!(told(&author.page), first);
    assert_eq!(recorded(&server, &survey).await[0]["_recordId"], json!(first[0]));
}
