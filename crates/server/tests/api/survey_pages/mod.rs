//! Survey pages: languages, coming back, ends, who is let in, previews, and embedding.

mod access;
mod authenticators;
mod chrome;
mod embedding;
mod ends;
mod languages;
mod names;
mod preview;
mod repeated;
mod returning;
mod typed;

use serde_json::{Value, json};
use testkit::TestServer;

/// The values of every response of the survey.
async fn recorded(server: &TestServer, survey: &str) -> Vec<Value> {
    let text = server.export(survey, json!({ "format": "ndjson" })).await;
    let values = |line: &str| serde_json::from_str::<Value>(line).unwrap()["values"].take();
    text.lines().map(values).collect()
}
