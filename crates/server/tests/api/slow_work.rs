//! Slow work (hashing, parsing, compressing) waits for its place outside of any transaction: while it does, everything
//! that is quick goes on.

use std::sync::mpsc;

use futures_util::future::{FutureExt, LocalBoxFuture, join_all, poll_immediate};
use serde_json::{Value, json};
use services::SlowWork;
use testkit::{Answer, TestServer};

use crate::samples;

/// Takes all places for slow work until the senders are dropped.
async fn occupy(server: &TestServer) -> Vec<mpsc::Sender<()>> {
    let mut held = Vec::new();
    for _ in 0..SlowWork::at_once() {
        let (release, released) = mpsc::channel::<()>();
        let (begin, begun) = tokio::sync::oneshot::channel();
        let slow_work = server.app.slow_work().clone();
        tokio::spawn(async move {
            slow_work
                .run(move || {
                    begin.send(()).unwrap();
                    released.recv().is_ok()
                })
                .await
        });
        begun.await.unwrap();
        held.push(release);
    }
    held
}

#[tokio::test]
async fn what_is_slow_waits_outside_of_transactions_and_what_is_quick_goes_on() {
    // The places are those of one process.
    let server = TestServer::alone(server::Settings::default()).await;
    let survey = server.import_survey("Small", &samples::survey(&json!({}))).await;
    let mut wide: Value = serde_json::from_slice(&samples::survey(&json!({}))).unwrap();
    wide["SurveyEntry"]["SurveyDescription"] = json!("x".repeat(400 << 10));
    let large = server.import_survey("Large", wide.to_string().as_bytes()).await;
    let user = json!({
        "username": "ana@acme.example", "firstName": "Ana", "lastName": "Acme", "userType": "UT_FULLUSER",
        "email": "ana@acme.example", "password": "long-enough",
    });
    let second = json!({ "username": "eva@acme.example", "email": "eva@acme.example" });
    let mut made = user.clone();
    made.as_object_mut().unwrap().extend(second.as_object().unwrap().clone());
    let known = server.post("/users").json(&made).send().await.result()["id"].as_str().unwrap().to_owned();

    let held = occupy(&server).await;
    let text = json!({ "values": { "QID3_TEXT": "y".repeat(400 << 10) } });
    let requests = [
        server.post("/users").json(&user),
        server.put(&format!("/users/{known}")).json(&json!({ "password": "another-one" })),
        server.post(&format!("/surveys/{survey}/responses")).json(&text),
        server.get(&format!("/survey-definitions/{large}")),
        server.get(&format!("/surveys/{large}")),
        server.post(&format!("/surveys/{large}/export-responses")).json(&json!({ "format": "csv" })),
    ];
    let mut slow: Vec<LocalBoxFuture<'_, Answer>> =
        requests.into_iter().map(|request| request.send().boxed_local()).collect();
    for number in 0..2 {
        let quick = [
            server.post(&format!("/surveys/{survey}/responses")).json(&json!({ "values": { "QID1": 10 } })),
            server.put(&format!("/surveys/{survey}")).json(&json!({ "name": format!("Small {number}") })),
            server.put(&format!("/users/{known}")).json(&json!({ "firstName": "Eva" })),
            server.get(&format!("/surveys/{survey}")),
            server.post(&format!("/surveys/{survey}/export-responses")).json(&json!({ "format": "csv" })),
        ];
        for request in quick {
            let answer = request.send().await;
            assert_eq!(answer.status, 200, "{}", answer.text());
            for waiting in &mut slow {
                assert!(poll_immediate(waiting).await.is_none(), "it waits for its place");
            }
        }
    }
    drop(held);
    for answer in join_all(slow).await {
        assert_eq!(answer.status, 200, "{}", answer.text());
    }
}
