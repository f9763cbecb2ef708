//! Secrets, as schemas mark them (`"format": "password"`): in no log line, no history and no link.

use std::path::Path;

use contract::description::ResultKind;
use contract::{Description, Place, catalogue};
use http::Method;
use model::scope::Scopes;
use model::text::Name;
use model::{BrandId, UserId};
use serde_json::{Map, Value, json};
use services::oauth::{self, ClientOptions};
use services::operator::Who;
use testkit::server::{ADMINISTRATOR, STRANGER};
use testkit::{Fixtures, Form, Request, TestServer};

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

/// The bytes of every file below a folder.
fn bytes_below(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(bytes_below(&path));
        } else {
            found.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
    found
}

/// A secret of every kind, taken or answered by the API and by OAuth: the database holds none of them in clear, neither in its
/// rows nor in what lies in its file and its log. `cargo xtask secrets` asks it of the program itself, in more forms.
#[tokio::test]
async fn no_secret_of_any_operation_is_kept_in_clear() {
    let server = TestServer::kept().await;
    let mut secrets = vec![ADMINISTRATOR.to_owned(), STRANGER.to_owned(), TEXT.to_owned()];
    let mut succeeded = 0;
    for description in catalogue() {
        for call in calls(description, &json!(TEXT)) {
            let request = Request::example(&call).about(&mut Fixtures::ours(&server)).await;
            let status = request.ask(&server).token(ADMINISTRATOR).send().await.status;
            succeeded += usize::from(status == call.operation.success);
        }
        if description.result.kind == ResultKind::Json && holds_secret(&description.result.schema) {
            let request = Request::example(description).about(&mut Fixtures::ours(&server)).await;
            let answer = request.ask(&server).token(ADMINISTRATOR).send().await;
            secrets_in(&description.result.schema, &answer.result(), &mut secrets);
        }
    }
    assert!(succeeded >= 2 && secrets.len() >= 5, "{succeeded} took a secret, {} are known", secrets.len());
    let (brand, name) = (BrandId::parse("acme").unwrap(), Name::stored("A program"));
    let who = Who::Id(UserId::parse("UR_3acmeAdmin00000").unwrap());
    let scopes = Scopes::parse("read:surveys").unwrap();
    let options = ClientOptions { name, scopes, redirects: Vec::new() };
    let client = oauth::make_client(&server.app, &brand, &who, &options).await.unwrap();
    let form = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}",
        client.id.as_str(),
        client.secret.as_str()
    );
    let ask = server.ask(Method::POST, "/oauth2/token").bytes("application/x-www-form-urlencoded", form);
    let granted = ask.send().await.json()["access_token"].as_str().unwrap().to_owned();
    secrets.extend([client.secret.as_str().to_owned(), granted, testkit::server::KEY.to_owned()]);

    let rows = server.dump().await;
    assert!(rows.iter().any(|row| row.contains("admin@acme.example")), "rows are seen");
    let files = bytes_below(server.folder().unwrap());
    let holds = |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    let is_embedded = files.iter().any(|(name, _)| name.ends_with("canvass.db"));
    assert_eq!(is_embedded, std::env::var_os("CANVASS_TEST_POSTGRES").is_none());
    assert!(
        !is_embedded || files.iter().any(|(_, bytes)| holds(bytes, "admin@acme.example")),
        "pages are seen"
    );
    for secret in &secrets {
        let kept: Vec<_> = rows.iter().filter(|row| row.contains(secret)).collect();
        assert!(kept.is_empty(), "the database keeps {secret}: {kept:?}");
        let kept: Vec<_> =
            files.iter().filter(|(_, bytes)| holds(bytes, secret)).map(|(name, _)| name).collect();
        assert!(kept.is_empty(), "{secret} is in {kept:?}");
    }
}

/// A caller's own token where it does not belong is no more kept than in its header.
#[tokio::test]
async fn the_history_shows_the_token_nowhere_wherever_it_was_sent() {
    let server = TestServer::alone(server::Settings::default()).await;
    let token = testkit::fixtures::person(&server, &testkit::fixtures::PersonOf::default()).await.token;
    let escaped: String = token.bytes().map(|byte| format!("%{byte:02x}")).collect();
    let body = json!({ "apiToken": token, "name": token, "values": { "QID1": [token] } });
    for path in [
        format!("/whoami?token={token}"),
        format!("/surveys?x={escaped}&y=1"),
        format!("/surveys/{token}"),
        format!("/surveys/{escaped}"),
    ] {
        let ask =
            server.get(&path).token(&token).header("Cookie", &format!("a={token}")).header("X-Mine", &token);
        ask.send().await;
    }
    for path in ["/surveys", "/users", "/groups"] {
        server.post(path).token(&token).json(&body).send().await;
        let form = Form::new().text("name", &token).text(&token, "x");
        server.post(path).token(&token).form(form).send().await;
    }
    let kept = history(&server, &token).await;
    for shown in [token.as_str(), &escaped, &escaped.to_uppercase(), &token[10..]] {
        assert!(!kept.contains(shown), "{kept}");
    }
    assert!(kept.contains("x-mine") && kept.contains("/API/v3/whoami"), "{kept}");
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
