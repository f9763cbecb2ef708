//! API9:2023 Improper Inventory Management: what is served is what is known, and nothing else answers.
//!
//! Elsewhere: every line of the catalogue is served and nothing else (`server/src/routes.rs`), has a page (`every_operation.rs`)
//! and a line of the ledger with its test (`cargo xtask tidy`).
//! Here: the document for programs, the surfaces around the API, and addresses of versions that are not served.

use contract::{Place, catalogue};
use http::Method;
use testkit::Form;
use testkit::server::ADMINISTRATOR;

use super::*;
use crate::every_operation::method;

#[tokio::test]
async fn the_openapi_document_tells_every_operation_and_no_other() {
    let server = TestServer::start().await;
    let document = server.ask(Method::GET, "/openapi.json").send().await.json();
    let base = document["servers"][0]["url"].as_str().unwrap();
    let prefix = base.find("/API").map_or("", |at| &base[at..]);
    let mut told = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for verb in item.as_object().unwrap().keys() {
            if ["get", "post", "put", "patch", "delete", "head", "options", "trace"].contains(&verb.as_str())
            {
                told.insert((format!("{prefix}{path}"), verb.to_uppercase()));
            }
        }
    }
    let known: BTreeSet<_> = catalogue()
        .iter()
        .map(|told| (told.operation.path.to_owned(), told.operation.verb.as_str().to_owned()))
        .collect();
    assert_eq!(told, known);
    for path in ["/postman.json", "/llms-full.txt"] {
        let text = server.ask(Method::GET, path).send().await.text();
        for told in catalogue() {
            assert!(text.contains(told.operation.name), "{path} does not tell {}", told.operation.name);
        }
    }
}

/// What is documented is really there: it is not an unknown route that refuses.
#[tokio::test]
async fn what_the_document_tells_is_answered() {
    let server = TestServer::start().await;
    for told in catalogue() {
        let ask = server.ask(method(told.operation.verb), &told.example_path());
        let answer = ask.send().await;
        assert_eq!((answer.status, answer.error_code().as_str()), (400, "ATP_2"), "{}", told.operation.id);
    }
}

/// One version is served, under one name; an address of another one is nowhere, with a token or without.
#[tokio::test]
async fn no_other_version_and_no_other_stage_answers() {
    let server = TestServer::start().await;
    for told in catalogue() {
        let rest = told.example_path().strip_prefix("/API/v3").unwrap().to_owned();
        for prefix in [
            "/API/v1",
            "/API/v2",
            "/API/v4",
            "/API/v3.0",
            "/API/v3-beta",
            "/API/v03",
            "/API/3",
            "/API/latest",
            "/API/beta",
            "/API/internal",
            "/API/test",
            "/API",
            "/api/v3",
            "/Api/v3",
            "/v3",
            "",
            "/API/v3/v3",
            "/API/v3/API/v3",
            "/WRAPI/ControlPanel/api.php",
            "/beta/API/v3",
            "/test/API/v3",
            "/old/API/v3",
        ] {
            let path = format!("{prefix}{rest}");
            let ask = server.ask(method(told.operation.verb), &path).token(ADMINISTRATOR);
            let answer = ask.send().await;
            assert_eq!(answer.status, 404, "{path}: {}", answer.text());
        }
        for (name, value) in [("X-API-Version", "2"), ("Accept-Version", "1"), ("Api-Version", "beta")] {
            let path = format!("/API/v2{rest}");
            let ask = server.ask(method(told.operation.verb), &path).token(ADMINISTRATOR).header(name, value);
            assert_eq!(ask.send().await.status, 404, "{path} with {name}");
        }
    }
}

/// Every parameter that the document tells is looked at, and no other changes anything: what is not in the inventory is
/// passed over.
#[tokio::test]
async fn parameters_for_nobody_change_nothing() {
    let server = TestServer::start().await;
    for told in catalogue().iter().filter(|told| told.is_list()) {
        let plain =
            server.ask(method(told.operation.verb), &told.example_path()).token(ADMINISTRATOR).send().await;
        let known: BTreeSet<&str> = told.placed(Place::Query).map(|one| one.name.as_str()).collect();
        for name in [
            "debug",
            "trace",
            "verbose",
            "admin",
            "test",
            "dev",
            "internal",
            "as",
            "impersonate",
            "fields",
            "expand",
        ] {
            if known.contains(name) {
                continue;
            }
            let path = told.example_path();
            let joint = if path.contains('?') { '&' } else { '?' };
            let ask = server.ask(method(told.operation.verb), &format!("{path}{joint}{name}=1"));
            let answer = ask.token(ADMINISTRATOR).send().await;
            assert_eq!(face(&answer).2, face(&plain).2, "{} with {name}", told.operation.id);
        }
    }
}

/// The surfaces around the API, as `dispatch.rs` names them: a new one is a line here, and then has its headers looked at
/// (`api8`).
#[tokio::test]
async fn the_surfaces_around_the_api_are_these() {
    let source = include_str!("../../../src/dispatch.rs");
    let quoted = source.split('"').skip(1).step_by(2).filter(|text| text.starts_with('/'));
    let found: BTreeSet<&str> = quoted.collect();
    // Those whose words stand in another file: `oauth::TOKEN`.
    let words = source.split(|letter: char| !(letter.is_ascii_alphanumeric() || "_:".contains(letter)));
    let is_constant = |word: &&str| {
        let (file, name) = word.split_once("::").unwrap_or(("", ""));
        let is_shouted = name.len() > 1 && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
        is_shouted && file.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') && file != "header"
    };
    let elsewhere: BTreeSet<&str> = words.filter(is_constant).collect();
    let known_elsewhere = BTreeSet::from([
        "history_page::ONE",
        "oauth::AUTHORIZE",
        "oauth::METADATA",
        "oauth::REVOKE",
        "oauth::TOKEN",
        "site::ASSETS",
        "site::CHANGELOG",
        "site::STATUS",
        "survey_pages::ASSETS",
        "survey_pages::FORM",
        "survey_pages::PREVIEW",
        "survey_report::REPORT",
        "theme::THEME",
    ]);
    assert_eq!(
        elsewhere, known_elsewhere,
        "a surface came or went: bring this list and that of api8 up to date"
    );
    let known = BTreeSet::from([
        "/",
        "/docs",
        "/docs.md",
        "/docs/",
        "/docs/admin",
        "/docs/examples/",
        "/docs/feedback",
        "/docs/history",
        "/docs/offers/",
        "/docs/try/",
        "/health/live",
        "/health/ready",
        "/llms-full.txt",
        "/llms.txt",
        "/metrics",
        "/openapi.json",
        "/openapi.yaml",
        "/postman.json",
    ]);
    assert_eq!(found, known, "a surface came or went: bring this list and that of api8 up to date");
    // Whatever is asked of them that they do not serve is nowhere.
    let server = TestServer::start().await;
    for path in &known {
        for verb in ["PUT", "PATCH", "DELETE"] {
            let answer = server.ask(verb.parse().unwrap(), path).form(Form::new()).send().await;
            assert_eq!(answer.status, 404, "{verb} {path}");
        }
    }
}
