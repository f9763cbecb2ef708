//! What of a survey is not run: told by Import Survey, and on a page.

use http::Method;
use serde_json::{Value, json};
use testkit::{Answer, Form, TestServer};

use crate::samples;

const QSF: &str = "application/vnd.qualtrics.survey.qsf";

/// A survey with a web service in its flow and a script in one of its questions.
fn with_more() -> Value {
    let mut file: Value = serde_json::from_slice(&samples::survey(&json!({}))).unwrap();
    for element in file["SurveyElements"].as_array_mut().unwrap() {
        if element["Element"] == "FL" {
            let service = json!({ "Type": "WebService", "FlowID": "FL_90", "URL": "https://x.example/" });
            element["Payload"]["Flow"].as_array_mut().unwrap().push(service);
        }
        if element["PrimaryAttribute"] == "QID1" {
            element["Payload"]["QuestionJS"] = json!("alert(1)");
            element["Payload"]["DataExportTag"] = json!("<b>likes");
        }
    }
    file
}

async fn import(server: &TestServer, file: &Value) -> Value {
    let form = Form::new().text("name", "Tea & cake").file("file", "s.qsf", QSF, file.to_string().as_bytes());
    server.post("/surveys").form(form).send().await.result()
}

async fn page(server: &TestServer, address: &str) -> Answer {
    let path = address.find("/jfe/").map_or(address, |at| &address[at..]);
    server.ask(Method::GET, path).send().await
}

#[tokio::test]
async fn an_import_tells_what_is_not_run_and_where_to_read_it_again() {
    let server = TestServer::start().await;
    let made = import(&server, &with_more()).await;
    let lines = made["report"]["lines"].as_array().unwrap();
    let line =
        |what: &str| lines.iter().find(|line| line["what"] == what).unwrap_or_else(|| panic!("{made:#}"));
    let service = json!({
        "what": "flow element WebService", "times": 1, "places": ["flow FL_90"],
        "instead": "it is called where the server allows it (--survey-web-services); elsewhere its fields stay as they are",
    });
    assert_eq!(line("flow element WebService"), &service);
    assert_eq!(line("a script of a question")["places"], json!(["question <b>likes (QID1)"]));

    let address = made["report"]["page"].as_str().unwrap();
    let shown = page(&server, address).await;
    assert_eq!(shown.status, 200, "{}", shown.text());
    let text = shown.text();
    assert!(text.contains("Tea &amp; cake") && text.contains("flow element WebService"), "{text}");
    assert!(text.contains("question &lt;b&gt;likes (QID1)") && !text.contains("<script"), "{text}");
    assert!(shown.header("content-security-policy").starts_with("default-src 'none'"));
    assert_eq!(shown.header("cache-control"), "no-store");

    // A copy has a report of its own, and what is deleted has none.
    let id = made["id"].as_str().unwrap();
    let copied = server.post("/surveys").header("X-COPY-SOURCE", id).json(&json!({})).send().await.result();
    assert_eq!(copied["report"]["lines"], made["report"]["lines"]);
    server.delete(&format!("/surveys/{id}")).send().await;
    assert_eq!(page(&server, address).await.status, 404);
    assert_eq!(page(&server, copied["report"]["page"].as_str().unwrap()).await.status, 200);
}

#[tokio::test]
async fn a_report_is_shown_to_whoever_has_its_address_and_nobody_else() {
    let server = TestServer::start().await;
    let (one, other) = (import(&server, &with_more()).await, import(&server, &with_more()).await);
    let address = one["report"]["page"].as_str().unwrap();
    let (_, token) = address.rsplit_once('/').unwrap();
    let (id, other) = (one["id"].as_str().unwrap(), other["id"].as_str().unwrap());
    for path in [
        format!("/jfe/report/{other}/{token}"),
        format!("/jfe/report/{id}/"),
        format!("/jfe/report/{id}"),
        format!("/jfe/report/{id}/{}x", &token[..token.len() - 1]),
        format!("/jfe/report/{id}/%00"),
        format!("/jfe/report/{id}/{}", "a".repeat(5_000)),
    ] {
        assert_eq!(page(&server, &path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn an_import_of_what_is_run_whole_has_no_report() {
    let server = TestServer::start().await;
    let question = json!({
        "QuestionID": "QID1", "QuestionType": "TE", "Selector": "SL", "QuestionText": "Tea?", "QuestionDescription": "",
    });
    let block = json!({ "Type": "Default", "ID": "BL_1", "BlockElements": [{ "Type": "Question", "QuestionID": "QID1" }] });
    let file = json!({ "SurveyEntry": {}, "SurveyElements": [
        { "Element": "BL", "Payload": [block] },
        { "Element": "FL", "Payload": { "Flow": [{ "Type": "Block", "ID": "BL_1", "FlowID": "FL_2" }] } },
        { "Element": "SQ", "PrimaryAttribute": "QID1", "Payload": question },
    ] });
    let made = import(&server, &file).await;
    let names: Vec<&String> = made.as_object().unwrap().keys().collect();
    assert_eq!(names, ["id"], "{made}");
}

#[tokio::test]
async fn a_file_that_is_sent_as_json_is_reported_alike() {
    let server = TestServer::start().await;
    let sent = server.post("/survey-definitions").json(&with_more()).send().await.result();
    let imported = import(&server, &with_more()).await;
    assert_eq!(sent["report"]["lines"], imported["report"]["lines"]);
    let shown = page(&server, sent["report"]["page"].as_str().unwrap()).await;
    assert!(shown.status == 200 && shown.text().contains("flow element WebService"), "{}", shown.text());
    let empty = json!({ "SurveyName": "Empty", "Language": "EN", "ProjectCategory": "CORE" });
    let empty = server.post("/survey-definitions").json(&empty).send().await.result();
    assert!(empty.get("report").is_none(), "{empty}");
}
