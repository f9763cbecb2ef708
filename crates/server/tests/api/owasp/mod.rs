//! The OWASP API Security Top 10 (2023), one file for each item. Where another test holds a side of an item already, the
//! head of the file names it, and the file tests the others.

mod api10_unsafe_consumption_of_apis;
mod api1_broken_object_level_authorization;
mod api2_broken_authentication;
mod api3_broken_object_property_level_authorization;
mod api4_unrestricted_resource_consumption;
mod api5_broken_function_level_authorization;
mod api6_unrestricted_access_to_sensitive_business_flows;
mod api7_server_side_request_forgery;
mod api8_security_misconfiguration;
mod api9_improper_inventory_management;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use testkit::{Answer, Request, TestServer};

use crate::samples;

/// What an answer shows of why it was refused: status, headers and body, without what is another with every request.
pub(crate) fn face(answer: &Answer) -> (u16, BTreeMap<String, String>, String) {
    let mut headers = BTreeMap::new();
    for (name, value) in &answer.headers {
        // How many milliseconds it took.
        let value = if name == "request-time" { "" } else { value.to_str().unwrap_or("no text") };
        headers.insert(name.to_string(), value.to_owned());
    }
    let mut body = serde_json::from_slice(&answer.body).unwrap_or_else(|_| Value::from(answer.text()));
    if let Some(meta) = body["meta"].as_object_mut() {
        meta.remove("requestId");
    }
    (answer.status, headers, body.to_string())
}

/// All answers show the same; the first that differs fails the test.
#[track_caller]
pub(crate) fn all_alike(answers: &[(String, Answer)]) {
    let (first, like) = &answers[0];
    for (what, answer) in answers {
        assert_eq!(face(answer), face(like), "{what:?} is told from {first:?}");
    }
}

/// The values of every column of every table that are hashes or sealed secrets.
async fn hashes(server: &TestServer) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for statement in [
        "SELECT hash FROM api_token",
        "SELECT password_hash FROM user_account WHERE password_hash IS NOT NULL",
        "SELECT secret_hash FROM oauth_client",
        "SELECT hash FROM oauth_token",
        "SELECT sealed FROM server_secret",
    ] {
        let values = server.texts(statement).await;
        found.extend(values);
    }
    found
}

/// A survey to ask about.
async fn survey(server: &TestServer) -> String {
    server.import_survey("Sample", &samples::survey(&json!({}))).await
}

/// The requests of all operations that take JSON.
fn json_requests() -> impl Iterator<Item = Request<'static>> {
    contract::catalogue().iter().filter_map(Request::json)
}
