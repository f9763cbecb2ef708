//! Single responses: Create Response, Get Response, Delete Response.

use serde_json::{Value, json};
use services::IdGenerator;
use testkit::server::ADMINISTRATOR;
use testkit::{Answer, TestServer};

use crate::samples::{record, survey};

async fn start() -> (TestServer, String) {
    let server = TestServer::start().await;
    let id = server.import_survey("Sample", &survey(&json!({}))).await;
    (server, format!("/surveys/{id}/responses"))
}

async fn create(server: &TestServer, path: &str, body: &Value) -> Answer {
    server.post(path).json(body).send().await
}

fn id_of(answer: &Answer) -> String {
    answer.result()["responseId"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_response_is_recorded_read_and_deleted() {
    let (server, path) = start().await;
    let values = json!({
        "QID1": 30, "QID1_3_TEXT": "neither", "QID2": ["1", "3"], "QID3_TEXT": "¿Qué? 🤷 \"quoted\"\nsecond line",
        "QID4_1": 2, "QID5_1": 12.5, "branch": "main", "duration": 7, "status": 0,
        "startDate": "2024-03-05T10:11:05Z", "endDate": "2024-03-05T10:11:12Z", "userLanguage": "ES",
    });
    let made = create(&server, &path, &json!({ "values": values })).await;
    assert_eq!(made.status, 200, "{}", made.text());
    let id = id_of(&made);
    assert!(id.starts_with("R_") && id.len() == 17, "{id}");

    let read = server.get(&format!("{path}/{id}")).send().await.result();
    assert_eq!(read["responseId"], id.as_str());
    for (key, value) in values.as_object().unwrap() {
        assert_eq!(&read["values"][key], value, "{key}");
    }
    assert_eq!(read["values"]["_recordId"], id.as_str());
    assert_eq!((&read["values"]["finished"], &read["values"]["progress"]), (&json!(1), &json!(100)));
    assert_eq!(
        (&read["labels"]["QID1"], &read["labels"]["QID2"]),
        (&json!("Other"), &json!(["Red", "Blue"]))
    );
    assert_eq!((&read["labels"]["QID4_1"], &read["labels"]["finished"]), (&json!("High"), &json!("True")));

    let deleted = server.delete(&format!("{path}/{id}?decrementQuotas=true")).send().await;
    assert_eq!(deleted.status, 200, "{}", deleted.text());
    assert!(deleted.json().get("result").is_none(), "{}", deleted.text());
    for answer in [
        server.get(&format!("{path}/{id}")).send().await,
        server.delete(&format!("{path}/{id}")).send().await,
    ] {
        assert_eq!((answer.status, answer.error_code().as_str()), (404, "RSP_4"), "{}", answer.text());
    }
}

#[tokio::test]
async fn a_response_belongs_to_its_survey() {
    let (server, path) = start().await;
    let other = server.import_survey("Other", &survey(&json!({}))).await;
    let id = record(&server, &other, json!({ "QID1": 10 })).await;
    for answer in [
        server.get(&format!("{path}/{id}")).send().await,
        server.delete(&format!("{path}/{id}")).send().await,
    ] {
        assert_eq!((answer.status, answer.error_code().as_str()), (404, "RSP_4"), "{}", answer.text());
    }
    assert_eq!(server.get(&format!("/surveys/{other}/responses/{id}")).send().await.status, 200);
}

#[tokio::test]
async fn what_is_left_out_is_now_and_finished() {
    let (server, path) = start().await;
    let before = server.app.now();
    let id = id_of(&create(&server, &path, &json!({ "values": {} })).await);
    let read = server.get(&format!("{path}/{id}")).send().await.result();
    let values = &read["values"];
    assert_eq!(
        (&values["finished"], &values["progress"], &values["status"]),
        (&json!(1), &json!(100), &json!(0))
    );
    let recorded = model::Moment::parse(values["recordedDate"].as_str().unwrap()).unwrap();
    assert!(recorded >= before && recorded <= server.app.now(), "{values}");
    assert!(values.get("QID1").is_none(), "{values}");
}

/// Up to version 0.2.0 another id was made of a key: what was sent before an upgrade and again after it is one response.
#[tokio::test]
async fn the_same_idempotency_key_is_known_since_before() {
    let (server, path) = start().await;
    let survey = path.split('/').nth(2).unwrap();
    let send = async || {
        let body = json!({ "values": { "QID1": 20 } });
        id_of(&server.post(&path).header("Idempotency-Key", "order-1").json(&body).send().await)
    };
    let (new, former) = (send().await, IdGenerator::response_of_key_before(survey, "order-1"));
    let renamed = server.execute("UPDATE response SET rid = $1", &[former.as_str().into()]).await;
    assert_eq!(renamed, 1);
    assert_eq!(send().await, former.as_str());
    assert_ne!(new, former.as_str());
    assert_eq!(server.export(survey, json!({ "format": "ndjson" })).await.lines().count(), 1);
}

#[tokio::test]
async fn the_same_key_records_once() {
    let (server, path) = start().await;
    let body = json!({ "values": { "QID1": 20 } });
    let send = async |key: &str| {
        let ask = server.post(&path).header("Idempotency-Key", key).json(&body);
        id_of(&ask.send().await)
    };
    let first = send("order-1").await;
    assert_eq!(send("order-1").await, first);
    let other = send("order-2").await;
    assert_ne!(other, first);
    let (one, two) = tokio::join!(send("at-once"), send("at-once"));
    assert_eq!(one, two);
    let survey = path.split('/').nth(2).unwrap().to_owned();
    let rows = server.export(&survey, json!({ "format": "ndjson" })).await;
    assert_eq!(rows.lines().count(), 3, "{rows}");
    // The same key names something else in another survey.
    let elsewhere = server.import_survey("Other", &crate::samples::survey(&json!({}))).await;
    let there = server.post(&format!("/surveys/{elsewhere}/responses")).header("Idempotency-Key", "order-1");
    assert_ne!(id_of(&there.json(&body).send().await), first);
    let long = server.post(&path).header("Idempotency-Key", &"k".repeat(201)).json(&body).send().await;
    assert!(long.status == 400 && long.error_message().contains("Idempotency-Key"), "{}", long.text());
}

#[tokio::test]
async fn an_idempotency_key_is_refused_with_another_response_than_its_first() {
    let (server, path) = start().await;
    let send = async |key: &str, values: Value| {
        let body = json!({ "values": values });
        server.post(&path).header("Idempotency-Key", key).json(&body).send().await
    };
    let dated = json!({ "QID1": 20, "startDate": "2024-03-05T10:11:12Z", "segment": "gold" });
    let first = id_of(&send("dated", dated.clone()).await);
    let bare = id_of(&send("bare", json!({ "QID1": 20 })).await);
    server.advance(60_000);
    assert_eq!(id_of(&send("dated", dated.clone()).await), first);
    assert_eq!(
        id_of(&send("bare", json!({ "QID1": 20 })).await),
        bare,
        "dates that are left out are those of then"
    );
    let reordered = json!({ "segment": "gold", "startDate": "2024-03-05T11:11:12+01:00", "QID1": 20 });
    assert_eq!(id_of(&send("dated", reordered).await), first, "it says the same");
    for (key, other) in [
        ("dated", json!({ "QID1": 10, "startDate": "2024-03-05T10:11:12Z", "segment": "gold" })),
        ("dated", json!({ "QID1": 20, "segment": "gold" })),
        ("dated", json!({ "QID1": 20, "startDate": "2024-03-05T10:11:12Z" })),
        (
            "dated",
            json!({ "QID1": 20, "startDate": "2024-03-05T10:11:12Z", "segment": "gold", "unheard": "of" }),
        ),
        ("bare", json!({ "QID1": 20, "startDate": "2024-03-05T10:11:12Z" })),
        ("bare", json!({ "QID1": 20, "recordedDate": "2024-03-05T10:11:12Z" })),
        ("bare", json!({})),
    ] {
        let refused = send(key, other.clone()).await;
        assert_eq!(refused.status, 409, "{key} {other}: {}", refused.text());
        assert!(refused.error_message().contains("Idempotency-Key"), "{}", refused.text());
    }
    let survey = path.split('/').nth(2).unwrap().to_owned();
    let rows = server.export(&survey, json!({ "format": "ndjson" })).await;
    assert_eq!(rows.lines().count(), 2, "{rows}");
}

#[tokio::test]
async fn a_value_that_is_none_is_named() {
    let (server, path) = start().await;
    for (key, value, accepted) in [
        ("QID1", json!(1), "10, 20, 30"),
        ("QID1", json!("10"), "code as a number"),
        ("QID1", json!(null), "code"),
        ("QID1", json!(1e300), "not a code"),
        ("QID2", json!("1"), "list"),
        ("QID2", json!([1]), "text"),
        ("QID2", json!(["7"]), "1, 2, 3"),
        ("QID3_TEXT", json!(5), "text"),
        ("QID4_1", json!(9), "1, 2"),
        ("QID4_9", json!(1), "no such question"),
        ("QID5_1", json!("much"), "number"),
        ("QID99", json!(1), "no such question"),
        ("2_QID1", json!(1), "no such question"),
        ("branch", json!([1]), "text"),
        ("startDate", json!("yesterday"), "ISO 8601"),
        ("startDate", json!(5), "ISO 8601"),
        ("progress", json!(101), "0 to 100"),
        ("progress", json!(-1), "0 to 100"),
        ("finished", json!("yes"), "0 to 1"),
        ("duration", json!(99_999_999_999_999_999_999_f64), "whole number"),
        ("status", json!(-3), "0 to 256"),
    ] {
        let answer = create(&server, &path, &json!({ "values": { key: value } })).await;
        assert_eq!((answer.status, answer.error_code().as_str()), (400, "QVAL_1"), "{key} = {value}");
        let message = answer.error_message();
        assert!(message.contains(&format!("values.{key}")) && message.contains(accepted), "{key}: {message}");
    }
    let survey = path.split('/').nth(2).unwrap();
    assert_eq!(server.export(survey, json!({ "format": "ndjson" })).await, "", "nothing was recorded");
}

#[tokio::test]
async fn embedded_data_that_nobody_declared_is_kept() {
    let (server, path) = start().await;
    let body = json!({ "values": { "QID1": 10, "loyalty": "gold" }, "embeddedData": { "branch": "main", "visits": 3 } });
    let id = id_of(&create(&server, &path, &body).await);
    let values = server.get(&format!("{path}/{id}")).send().await.result()["values"].clone();
    assert_eq!(
        (&values["loyalty"], &values["branch"], &values["visits"]),
        (&json!("gold"), &json!("main"), &json!("3"))
    );
    // An answer from before the list of fields grew is read as it was.
    let more = json!({ "values": { "QID1": 20, "another": "x" } });
    let second = id_of(&create(&server, &path, &more).await);
    let first = server.get(&format!("{path}/{id}")).send().await.result()["values"].clone();
    assert_eq!(first, values);
    let second = server.get(&format!("{path}/{second}")).send().await.result()["values"].clone();
    assert!(
        second["another"] == "x" && second.get("loyalty").is_none_or(|v| v.is_null() || v == ""),
        "{second}"
    );

    let twice = json!({ "values": { "branch": "main" }, "embeddedData": { "branch": "harbour" } });
    let answer = create(&server, &path, &twice).await;
    assert!(
        answer.status == 400 && answer.error_message().contains("embeddedData.branch"),
        "{}",
        answer.text()
    );
}

/// Texts and numbers at the edge of what is accepted come back as they were, and every export still runs.
#[tokio::test]
async fn values_at_the_edge_are_read_back_and_exported() {
    let (server, path) = start().await;
    let long = "€".repeat(100_000);
    for (key, value) in [
        ("QID3_TEXT", json!(long)),
        ("QID3_TEXT", json!("\u{0}\u{1}\u{feff}\u{202e}\r\n\t,\"'")),
        ("QID3_TEXT", json!("")),
        ("QID5_1", json!(-0.000_001)),
        ("QID5_1", json!(1e300)),
        ("QID2", json!([])),
        ("duration", json!(i64::MAX)),
        ("startDate", json!("9999-12-31T23:59:59Z")),
        ("recordedDate", json!("1970-01-01T00:00:00Z")),
        ("a name with spaces, and \"quotes\"", json!("v")),
    ] {
        let made = create(&server, &path, &json!({ "values": { "QID1": 10, key: value } })).await;
        assert!(made.status < 500, "{key} = {value}: {}", made.text());
        if made.status == 200 {
            let read = server.get(&format!("{path}/{}", id_of(&made))).send().await;
            assert_eq!(read.status, 200, "{key}: {}", read.text());
            if value.as_str().is_some_and(|text| !text.is_empty()) && key.starts_with("QID") {
                assert_eq!(read.result()["values"][key], value, "{key}");
            }
        }
    }
    let survey = path.split('/').nth(2).unwrap();
    for format in ["csv", "tsv", "json", "ndjson"] {
        let file = server.export(survey, json!({ "format": format })).await;
        assert!(file.contains('€'), "{format}");
    }
}

#[tokio::test]
async fn an_answer_counts_at_once() {
    let (server, path) = start().await;
    let survey = path.split('/').nth(2).unwrap();
    for status in [0, 0, 2] {
        record(&server, survey, json!({ "QID1": 10, "status": status })).await;
    }
    let gone = record(&server, survey, json!({ "QID1": 10 })).await;
    let gone = server.delete(&format!("{path}/{gone}")).token(ADMINISTRATOR).send().await;
    assert_eq!(gone.status, 200);
    let counts = server.get(&format!("/surveys/{survey}")).send().await.result()["responseCounts"].clone();
    assert_eq!(counts["auditable"], 2, "{counts}");
    assert_eq!(counts["deleted"], 1, "{counts}");
}

#[tokio::test]
async fn a_response_that_was_read_can_be_sent_again_and_becomes_another() {
    let (server, path) = start().await;
    let first = create(&server, &path, &json!({ "values": { "QID1": 20 } })).await;
    let read = server.get(&format!("{path}/{}", id_of(&first))).send().await.result();
    let again = create(&server, &path, &json!({ "values": read["values"] })).await;
    assert_eq!(again.status, 200, "{}", again.text());
    assert_ne!(id_of(&again), id_of(&first), "_recordId is the server's own");
    let copy = server.get(&format!("{path}/{}", id_of(&again))).send().await.result();
    assert_eq!(copy["values"]["QID1"], 20);
    assert_eq!(copy["values"]["_recordId"], id_of(&again));
}
