//! Web services in the flow of a survey: called where the server allows it, guarded, and never in the way of a respondent.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use testkit::TestServer;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::samples::{self, Respondent};

/// A service on this machine: its origin, and the first line and body of every request that came.
struct Service {
    origin: String,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Service {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let own = Arc::clone(&seen);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut request = String::new();
                while !is_whole(&request) {
                    let mut part = [0; 4096];
                    let length = stream.read(&mut part).await.unwrap_or(0);
                    if length == 0 {
                        break;
                    }
                    request.push_str(std::str::from_utf8(&part[..length]).unwrap());
                }
                let (head, body) = request.split_once("\r\n\r\n").unwrap_or_default();
                let line = head.lines().next().unwrap_or_default().replace(" HTTP/1.1", "");
                own.lock().unwrap().push(format!("{line} {body}").trim().to_owned());
                let (status, answer) = match line.split(['?', ' ']).nth(1).unwrap_or_default() {
                    "/first" => ("200 OK", r#"{ "results": [ { "name": "of the service" } ] }"#),
                    "/last" => ("201 Created", r#"{ "score": 7 }"#),
                    "/garbage" => ("200 OK", "\u{0}{{{"),
                    _ => ("500 No", r#"{ "score": 1 }"#),
                };
                let length = answer.len();
                let answer = format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\n\r\n{answer}");
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        Self { origin, seen }
    }

    fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

fn is_whole(request: &str) -> bool {
    request.split_once("\r\n\r\n").is_some_and(|(head, body)| {
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
        body.len() >= length.unwrap_or(0)
    })
}

/// The sample survey with a service before its first page, whose answer the first page shows, and one behind its last.
fn survey(first: &str, last: &str) -> Vec<u8> {
    let mut file: Value = serde_json::from_slice(&samples::survey(&json!({}))).unwrap();
    for element in file["SurveyElements"].as_array_mut().unwrap() {
        if element["PrimaryAttribute"] == "QID1" {
            element["Payload"]["QuestionText"] = json!("How was ${e://Field/First}?");
        }
        if element["Element"] == "FL" {
            let flow = element["Payload"]["Flow"].as_array_mut().unwrap();
            let declared = ["First", "Last"]
                .map(|name| json!({ "Description": name, "Type": "Recipient", "Field": name }));
            flow[0]["EmbeddedData"].as_array_mut().unwrap().extend(declared);
            flow.insert(
                1,
                json!({
                    "Type": "WebService", "FlowID": "FL_8", "URL": first, "Method": "GET",
                    "RequestParams": [{ "key": "of", "value": "${e://Field/branch}" }],
                    "ResponseMap": [{ "key": "First", "value": "results[0].name" }],
                }),
            );
            flow.push(json!({
                "Type": "WebService", "FlowID": "FL_9", "URL": last, "Method": "POST", "ContentType": "application/json",
                "Body": [{ "key": "why", "value": "${q://QID3/ChoiceTextEntryValue}" }],
                "ResponseMap": [{ "key": "Last", "value": "score" }],
            }));
        }
    }
    file.to_string().into_bytes()
}

/// Answers the survey to its end, the last page sent twice, and gives the first page and what was recorded.
async fn answer(server: &TestServer, file: &[u8]) -> (String, Value) {
    let id = server.import_survey("Calling", file).await;
    let mut respondent = Respondent::open(server, &id, "?branch=North+East").await;
    let first = respondent.page.clone();
    respondent.next(&[("QID1", "1")]).await;
    let before = respondent.clone();
    respondent.next(&[("QID3_TEXT", "so \"so\"")]).await;
    assert!(!respondent.page.contains("<form"), "{}", respondent.page);
    assert_eq!(before.post("next", &[("QID3_TEXT", "so \"so\"")]).await.status, 303);
    let text = server.export(&id, json!({ "format": "ndjson" })).await;
    assert_eq!(text.lines().count(), 1, "{text}");
    let response: Value = serde_json::from_str(&text).unwrap();
    (first, response["values"].clone())
}

#[tokio::test]
async fn a_service_is_called_on_the_way_and_its_answer_shown_and_recorded() {
    let (service, server) = (Service::start().await, TestServer::calling(true).await);
    let file = survey(&format!("{}/first?a=b", service.origin), &format!("{}/last", service.origin));
    let (first, values) = answer(&server, &file).await;
    assert!(first.contains("How was of the service?"), "{first}");
    assert_eq!((&values["First"], &values["Last"]), (&json!("of the service"), &json!("7")), "{values:#}");
    // The first page is worked out anew when it is sent, and the last was sent twice.
    let expected = ["GET /first?a=b&of=North%20East", r#"POST /last {"why":"so \"so\""}"#];
    assert_eq!(service.seen(), expected);
}

#[tokio::test]
async fn nothing_is_called_unless_the_server_allows_it_nor_where_it_may_not_go() {
    let service = Service::start().await;
    let file = survey(&format!("{}/first", service.origin), &format!("{}/last", service.origin));
    for server in [TestServer::start().await, TestServer::calling(false).await] {
        let (first, values) = answer(&server, &file).await;
        assert!(first.contains("How was ?"), "{first}");
        assert!(values.get("First").is_none() && values.get("Last").is_none(), "{values:#}");
    }
    assert_eq!(service.seen(), [""; 0]);
}

#[tokio::test]
async fn a_service_that_fails_leaves_its_fields_and_stops_nobody() {
    let (service, server) = (Service::start().await, TestServer::calling(true).await);
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    for (first, last) in [
        (format!("{}/broken", service.origin), format!("{}/garbage", service.origin)),
        (format!("http://{closed}/"), "http://".to_owned()),
    ] {
        let (page, values) = answer(&server, &survey(&first, &last)).await;
        assert!(page.contains("How was ?"), "{page}");
        assert!(values.get("First").is_none() && values.get("Last").is_none(), "{values:#}");
    }
    assert_eq!(service.seen().len(), 2, "{:?}", service.seen());
}

#[tokio::test]
async fn a_full_quota_calls_its_service_once_for_each_who_belongs_to_it() {
    let (service, server) = (Service::start().await, TestServer::calling(true).await);
    let mut file: Value = serde_json::from_slice(&samples::survey(&json!({}))).unwrap();
    let locator = "q://QID1/SelectableChoice/1";
    let logic = json!({ "0": { "0": { "LogicType": "Question", "LeftOperand": locator, "Operator": "Selected" },
        "Type": "If" }, "Type": "BooleanExpression" });
    file["SurveyElements"].as_array_mut().unwrap().push(json!({ "Element": "QO", "PrimaryAttribute": "QO_1", "Payload": {
        "ID": "QO_1", "Name": "Good", "Occurrences": 1, "Logic": logic, "QuotaAction": "CallWebService", "QuotaRealm": "Survey",
        "WebServiceOptions": { "url": format!("{}/full", service.origin), "params": [{ "key": "of", "value": "${e://Field/branch}" }] },
    } }));
    let id = server.import_survey("Calling", file.to_string().as_bytes()).await;
    for (branch, choice) in [("A", "1"), ("B", "1"), ("C", "2"), ("D", "1")] {
        let mut respondent = Respondent::open(&server, &id, &format!("?branch={branch}")).await;
        respondent.next(&[("QID1", choice)]).await;
        respondent.next(&[("QID3_TEXT", "so")]).await;
        assert!(respondent.page.contains("Thank you"), "{}", respondent.page);
    }
    assert_eq!(service.seen(), ["GET /full?of=B", "GET /full?of=D"], "who filled the quota found it open");
}
