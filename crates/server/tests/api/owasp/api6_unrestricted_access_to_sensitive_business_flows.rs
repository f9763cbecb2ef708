//! API6:2023 Unrestricted Access to Sensitive Business Flows: what a program could do a thousand times where people do it once.
//!
//! Elsewhere: survey pages of one address a minute (`protection.rs`), a program's access tokens are a thousand at the most and
//! guesses few (`oauth.rs`), feedback of one address an hour (`portal/feedback.rs`), one response to a page that is sent twice
//! (`sessions.rs`).
//! Here: that each operation can be limited, tokens made in bulk, responses recorded in bulk, and accounts.

use contract::catalogue;
use http::Method;
use server::{Bounds, Limits, PageBounds, Settings};
use testkit::server::{ADMINISTRATOR, STRANGER};

use super::*;
use crate::every_operation::method;

/// A limit of one call a minute holds for every operation, for its brand alone, and is over after the minute.
#[tokio::test]
async fn every_operation_can_be_limited() {
    let table: String = catalogue().iter().map(|told| format!("{} = 1\n", told.operation.id)).collect();
    let settings = Settings { limits: Limits::parse(&table).unwrap(), ..Settings::default() };
    let server = TestServer::alone(settings).await;
    for told in catalogue() {
        let ask =
            |token: &str| server.ask(method(told.operation.verb), &told.example_path()).token(token).send();
        let first = ask(ADMINISTRATOR).await;
        assert_ne!(first.status, 429, "{}", told.operation.id);
        let second = ask(ADMINISTRATOR).await;
        assert_eq!((second.status, second.error_code().as_str()), (429, "GEN_29"), "{}", told.operation.id);
        let wait: i64 = second.header("retry-after").parse().unwrap();
        assert!((1..=60).contains(&wait), "{}: {wait}", told.operation.id);
        assert_ne!(ask(STRANGER).await.status, 429, "{}: another brand", told.operation.id);
    }
    server.advance(60_000);
    for told in catalogue() {
        let ask = server.ask(method(told.operation.verb), &told.example_path()).token(ADMINISTRATOR);
        assert_ne!(ask.send().await.status, 429, "{}", told.operation.id);
    }
}

/// Of tokens made one after the other the last is good: nobody collects them.
#[tokio::test]
async fn tokens_made_in_bulk_are_one() {
    let server = TestServer::start().await;
    let user = testkit::fixtures::person(&server, &testkit::fixtures::PersonOf::default()).await;
    let rows = server.texts("SELECT hash FROM api_token").await.len();
    let mut made = vec![user.token.clone()];
    for _ in 0..100 {
        let answer = server.post(&format!("/users/{}/apitoken", user.id)).send().await.result();
        made.push(answer["apiToken"].as_str().unwrap().to_owned());
    }
    assert_eq!(server.texts("SELECT hash FROM api_token").await.len(), rows);
    assert_eq!(made.iter().collect::<BTreeSet<_>>().len(), made.len(), "none is made twice");
    let last = made.pop().unwrap();
    for token in &made {
        assert_eq!(server.get("/whoami").token(token).send().await.status, 401);
    }
    assert_eq!(server.get("/whoami").token(&last).send().await.status, 200);
}

/// Whoever may make accounts is somebody already: there is no way to sign up.
#[tokio::test]
async fn nobody_makes_an_account_for_oneself() {
    let server = TestServer::start().await;
    let before = server.dump().await;
    let body = json!({
        "username": "me@acme.example", "firstName": "Me", "lastName": "A", "email": "me@acme.example",
        "userType": "UT_BRANDADMIN", "password": "long-enough", "brandId": "acme",
    });
    for path in [
        "/API/v3/users",
        "/API/v3/organizations",
        "/API/v3/brands",
        "/API/v3/signup",
        "/API/v3/register",
        "/signup",
        "/register",
        "/users",
        "/login",
        "/oauth2/register",
        "/oauth2/clients",
        "/docs/signup",
        "/docs/users",
    ] {
        for verb in [Method::POST, Method::PUT] {
            let answer = server.ask(verb, path).json(&body).send().await;
            assert!((400..500).contains(&answer.status), "{path}: {}", answer.text());
        }
    }
    assert_eq!(server.dump().await, before);
}

/// Answering a survey over and over is held back by the address, with a token or without; other addresses go on.
#[tokio::test]
async fn respondents_who_answer_over_and_over_are_held_back() {
    let pages = PageBounds { a_minute: 20, ..Bounds::default().pages };
    let server = TestServer::within(&Bounds { pages, ..Bounds::default() }).await;
    let survey = survey(&server).await;
    let path = format!("/jfe/form/{survey}");
    let mut statuses = BTreeMap::<u16, usize>::new();
    for turn in 0..60 {
        let method = if turn % 2 == 0 { Method::GET } else { Method::POST };
        let ask = server.ask(method, &path).from("192.0.2.1").token(ADMINISTRATOR);
        // What a proxy would say counts only where one is trusted.
        let ask = ask.header("X-Forwarded-For", &format!("198.51.100.{turn}"));
        let answer = ask.bytes("application/x-www-form-urlencoded", "direction=next").send().await;
        *statuses.entry(answer.status).or_default() += 1;
    }
    assert_eq!(statuses.get(&429), Some(&40), "{statuses:?}");
    assert_eq!(server.ask(Method::GET, &path).from("192.0.2.2").send().await.status, 200);
    server.advance(60_000);
    assert_eq!(server.ask(Method::GET, &path).from("192.0.2.1").send().await.status, 200);
}

/// Recording by the API is a caller's own affair, within the operation's rate; what is repeated is not recorded twice.
#[tokio::test]
async fn responses_in_bulk_stop_at_the_operations_rate() {
    let settings = Settings { limits: Limits::parse("createResponse = 10").unwrap(), ..Settings::default() };
    let server = TestServer::alone(settings).await;
    let survey = survey(&server).await;
    let mut recorded = 0;
    for number in 0..50 {
        let body = json!({ "values": { "QID1": 10, "QID3_TEXT": number.to_string() } });
        let answer = server.post(&format!("/surveys/{survey}/responses")).json(&body).send().await;
        assert!(matches!(answer.status, 200 | 429), "{}", answer.text());
        recorded += usize::from(answer.status == 200);
    }
    assert_eq!(recorded, 10);
    server.run_jobs().await;
    let kept = server.export(&survey, json!({ "format": "ndjson" })).await;
    assert_eq!(kept.lines().count(), 10, "what was refused was not recorded");
}
