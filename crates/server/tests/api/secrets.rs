//! Secrets, as schemas mark them (`"format": "password"`): in no log line, no history and no link.

use contract::description::ResultKind;
use contract::{Description, Place, catalogue};
use http::Method;
use serde_json::{Map, Value, json};
use testkit::server::ADMINISTRATOR;
use testkit::{Form, TestServer};

use crate::conventions::LINES;
use crate::every_operation::example;

/// What secrets are set to: fit for a password and for a token.
const TEXT: &str = "Q7markerMarkerMarkerMarkerMarkerMarker40";
/// The same for a caller who takes a secret for a number.
const NUMBER: u64 = 8_675_309_867_530_986;

fn is_secret(schema: &Value) -> bool {
    schema["format"] == "password" || choice(schema).any(is_secret)
}

fn choice(schema: &Value) -> impl Iterator<Item = &Value> {
    ["anyOf", "oneOf", "allOf"].into_iter().flat_map(|name| schema[name].as_array()).flatten()
}

fn holds_secret(schema: &Value) -> bool {
    is_secret(schema)
        || schema["properties"].as_object().is_some_and(|all| all.values().any(holds_secret))
        || ["items", "additionalProperties"].iter().any(|name| holds_secret_at(schema, name))
        || choice(schema).any(holds_secret)
}

fn holds_secret_at(schema: &Value, name: &str) -> bool {
    schema[name].is_object() && holds_secret(&schema[name])
}

/// The example with every secret of the schema set.
fn with_secrets(schema: &Value, example: Value, secret: &Value) -> Value {
    if is_secret(schema) {
        return secret.clone();
    }
    if let Some(branch) = choice(schema).find(|branch| holds_secret(branch)) {
        return with_secrets(branch, example, secret);
    }
    if holds_secret_at(schema, "items") {
        let first = example.get(0).cloned().unwrap_or_default();
        return json!([with_secrets(&schema["items"], first, secret)]);
    }
    let mut members = match example {
        Value::Object(members) => members,
        _ => Map::new(),
    };
    for (name, member) in schema["properties"].as_object().into_iter().flatten() {
        if holds_secret(member) {
            let value = members.get(name).cloned().unwrap_or_default();
            members.insert(name.clone(), with_secrets(member, value, secret));
        }
    }
    if holds_secret_at(schema, "additionalProperties") {
        members.insert("any".into(), with_secrets(&schema["additionalProperties"], Value::Null, secret));
    }
    Value::Object(members)
}

/// The secrets of an answer.
fn secrets_in(schema: &Value, value: &Value, found: &mut Vec<String>) {
    if is_secret(schema) {
        found.extend(value.as_str().map(str::to_owned));
    }
    choice(schema).for_each(|branch| secrets_in(branch, value, found));
    for (name, member) in schema["properties"].as_object().into_iter().flatten() {
        secrets_in(member, &value[name], found);
    }
    for element in value.as_array().into_iter().flatten() {
        secrets_in(&schema["items"], element, found);
    }
}

/// The operation with its secrets set, once for each form of its body that holds one; `None` where it takes none.
fn calls(description: &Description, secret: &Value) -> Vec<Description> {
    let text = secret.as_str().map_or_else(|| secret.to_string(), str::to_owned);
    let mut base = description.clone();
    let mut taken = false;
    for parameter in base.parameters.iter_mut().filter(|parameter| holds_secret(&parameter.schema)) {
        parameter.example = Some(text.clone());
        taken = true;
    }
    let mut calls = Vec::new();
    for body in description.bodies.iter().filter(|body| holds_secret(&body.schema)) {
        let example: Value = serde_json::from_str(&body.example).unwrap();
        let mut call = base.clone();
        call.bodies = vec![body.clone()];
        call.bodies[0].example = with_secrets(&body.schema, example, secret).to_string();
        calls.push(call);
    }
    if calls.is_empty() && taken {
        calls.push(base);
    }
    calls
}

/// The addresses in a page, or in markup within JSON.
fn links(text: &str) -> Vec<&str> {
    let text = text.split("href=").skip(1);
    text.filter_map(|rest| rest.trim_start_matches(['"', '\\']).split(['"', '\\', '>']).next()).collect()
}

async fn history(server: &TestServer, token: &str) -> String {
    let ask = || server.ask(Method::POST, "/docs/history").form(Form::new().text("token", token));
    let page = ask().send().await.text();
    assert!(page.contains("<details class=\"exchange\">"), "{page}");
    page + &ask().header("accept", "application/json").send().await.text()
}

#[tokio::test]
async fn no_secret_of_any_operation_is_remembered_logged_or_linked() {
    let lines = &*LINES;
    let server = TestServer::start().await;
    let token = services::example::install(&server.app, None).await.unwrap().unwrap();
    let (mut taken, mut answered) = (0, Vec::new());
    for description in catalogue() {
        // As a text it is taken, as a list or a number refused, and the refusal repeats it.
        for secret in [json!(TEXT), json!([TEXT]), json!(NUMBER)] {
            for call in calls(description, &secret) {
                taken += 1;
                let answer = example(&server, &call, &call.example_path()).token(&token).send().await;
                assert!(
                    (200..500).contains(&answer.status),
                    "{}: {}",
                    description.operation.id,
                    answer.text()
                );
                let mut form = Form::new().text("token", &token);
                for parameter in call.parameters.iter() {
                    let field = format!("{}.{}", parameter.place.as_str(), parameter.name);
                    form = form.text(&field, parameter.example.as_deref().unwrap_or_default());
                }
                for (number, body) in call.bodies.iter().enumerate() {
                    form = form
                        .text(&format!("as.{number}"), "json")
                        .text(&format!("body.{number}"), &body.example);
                }
                let path = format!("/docs/try/{}", description.operation.id);
                let page = server.ask(Method::POST, &path).form(form).send().await.text();
                assert!(!links(&page).is_empty(), "{page}");
                for link in links(&page) {
                    assert!(!link.contains(TEXT) && !link.contains(&NUMBER.to_string()), "{link}");
                }
                // Before other calls crowd it out.
                let kept = history(&server, &token).await;
                assert!(!kept.contains(TEXT) && !kept.contains(&NUMBER.to_string()), "{kept}");
            }
        }
        if description.result.kind == ResultKind::Json && holds_secret(&description.result.schema) {
            let answer =
                example(&server, description, &description.example_path()).token(&token).send().await;
            let before = answered.len();
            secrets_in(&description.result.schema, &answer.result(), &mut answered);
            assert!(answered.len() > before, "{}: no secret in {}", description.operation.id, answer.text());
        }
    }
    assert!(taken >= 6 && answered.len() >= 2, "{taken} calls with secrets, {} answers", answered.len());
    let kept = history(&server, &token).await;
    let lines = lines.text();
    assert!(lines.contains("request"), "log lines are seen: {lines}");
    for secret in
        answered.iter().map(String::as_str).chain([TEXT, &NUMBER.to_string(), &token, ADMINISTRATOR])
    {
        assert!(!kept.contains(secret), "the history holds {secret}");
        assert!(!lines.contains(secret), "the log holds {secret}: {lines}");
    }
}

#[test]
fn what_is_named_like_a_secret_is_marked_as_one_and_is_in_no_path() {
    fn check(description: &Description, name: &str, schema: &Value) {
        let named = name.to_lowercase();
        let like = [
            "password",
            "passphrase",
            "secret",
            "apitoken",
            "accesstoken",
            "sharedkey",
            "privatekey",
            "apikey",
        ];
        // "passwordExpirationDate" is about a password, and none.
        if like.iter().any(|ending| named.ends_with(ending)) {
            assert!(holds_secret(schema), "{}: {name} is not marked as a secret", description.operation.id);
        }
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            check(description, name, member);
        }
        choice(schema).chain(schema.get("items")).for_each(|part| check(description, "", part));
    }
    for description in catalogue() {
        for parameter in &description.parameters {
            check(description, &parameter.name, &parameter.schema);
            // A path is in every proxy's log.
            let is_shown = parameter.place == Place::Path && holds_secret(&parameter.schema);
            assert!(!is_shown, "{}: {} is a secret in a path", description.operation.id, parameter.name);
        }
        description.bodies.iter().for_each(|body| check(description, "", &body.schema));
        check(description, "", &description.result.schema);
    }
}

#[test]
fn every_kind_of_nesting_is_set_and_seen() {
    let secret = json!({ "type": "string", "format": "password" });
    let schema = json!({ "properties": {
        "a": { "anyOf": [{ "properties": { "b": secret } }, { "type": "null" }] },
        "c": { "type": "array", "items": { "properties": { "d": secret } } },
        "e": { "additionalProperties": secret },
        "f": { "type": "string" },
    } });
    let set = with_secrets(&schema, json!({ "f": "kept", "c": [{ "x": 1 }] }), &json!("s"));
    assert_eq!(
        set,
        json!({ "a": { "b": "s" }, "c": [{ "x": 1, "d": "s" }], "e": { "any": "s" }, "f": "kept" })
    );
    let mut found = Vec::new();
    secrets_in(&schema, &set, &mut found);
    assert_eq!(found, ["s", "s"]);
}
