//! The documentation's examples in all languages: with the example's values, and with what somebody types.

use http::Method;
use serde_json::Value;
use testkit::TestServer;
use testkit::ask::Form;
use testkit::server::ADMINISTRATOR;

const PAGE: &str = "/docs/examples/updateUser";

fn texts(told: &Value) -> Vec<&str> {
    told["examples"].as_array().unwrap().iter().map(|one| one["text"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn every_operation_tells_its_examples() {
    let server = TestServer::start().await;
    for description in contract::catalogue() {
        let id = description.operation.id;
        let answer = server.ask(Method::GET, &format!("/docs/examples/{id}")).send().await;
        assert_eq!((answer.status, answer.header("content-type")), (200, "application/json"), "{id}");
        let shown = answer.json();
        assert_eq!(shown["operation"], id);
        assert!(texts(&shown).len() >= 5, "{id}");
        for text in texts(&shown) {
            assert!(text.contains("QUALTRICS_API_KEY") && !text.contains(ADMINISTRATOR), "{text}");
        }
    }
    assert_eq!(server.ask(Method::GET, "/docs/examples/nothing").send().await.status, 404);
}

#[tokio::test]
async fn what_is_typed_is_in_every_example_and_kept_nowhere() {
    let server = TestServer::start().await;
    let form = Form::new()
        .text("token", ADMINISTRATOR)
        .text("path.userId", "UR_typed")
        .text("body.0", "{\"firstName\": \"Robin\"}");
    let answer = server.ask(Method::POST, PAGE).form(form).send().await;
    assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"));
    assert!(!answer.text().contains(ADMINISTRATOR), "the token is never read");
    for text in texts(&answer.json()) {
        assert!(text.contains("/users/UR_typed") && text.contains("Robin"), "{text}");
    }
    let nothing = server.ask(Method::POST, "/docs/examples/nothing").form(Form::new()).send().await;
    assert_eq!(nothing.status, 404);
}

#[tokio::test]
async fn pages_of_others_get_no_examples() {
    let server = TestServer::start().await;
    for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
        let form = Form::new().text("path.userId", "UR_typed");
        let answer = server.ask(Method::POST, PAGE).header(name, value).form(form).send().await;
        assert_eq!(answer.status, 403, "{name}");
    }
}
