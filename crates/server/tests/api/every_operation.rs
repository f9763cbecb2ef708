//! Asked of each operation of the catalogue, so that none can be added without it.

use std::collections::BTreeSet;

use contract::description::ResultKind;
use contract::{Description, Permission, Place, TryIt, Verb, catalogue};
use http::Method;
use model::example;
use serde_json::Value;
use testkit::server::{ADMINISTRATOR, STRANGER};
use testkit::{Answer, Ask, Form, TestServer};

/// The verb as the HTTP library has it.
pub(crate) fn method(verb: Verb) -> Method {
    match verb {
        Verb::Get => Method::GET,
        Verb::Post => Method::POST,
        Verb::Put => Method::PUT,
        Verb::Patch => Method::PATCH,
        Verb::Delete => Method::DELETE,
    }
}

/// The request of an operation's example: its path, and its body in the first form it takes.
pub(crate) fn example<'s>(server: &'s TestServer, told: &Description, path: &str) -> Ask<'s> {
    let mut ask = server.ask(method(told.operation.verb), path);
    for header in told.placed(Place::Header) {
        if let Some(value) = &header.example {
            ask = ask.header(&header.name, value);
        }
    }
    let Some(body) = told.bodies.first() else { return ask };
    match body.media_type {
        "multipart/form-data" => {
            let parts: Value = serde_json::from_str(&body.example).unwrap();
            let mut form = Form::new();
            for (name, value) in parts.as_object().unwrap() {
                form = match value
                    .as_str()
                    .unwrap()
                    .strip_prefix('@')
                    .and_then(|file| file.split_once(";type="))
                {
                    Some((file, media_type)) => form.file(name, file, media_type, &survey_file()),
                    None => form.text(name, value.as_str().unwrap()),
                };
            }
            ask.form(form)
        }
        media_type => ask.bytes(media_type, body.example.as_bytes()),
    }
}

/// A survey file of our own.
pub(crate) fn survey_file() -> Vec<u8> {
    std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../services/src/example/library-visit.qsf")).unwrap()
}

/// The path with other ids than the example's.
fn path_with(told: &Description, name: &str, value: &str) -> String {
    let mut path = told.operation.path.to_owned();
    for parameter in told.placed(Place::Path) {
        let example = parameter.example.clone().unwrap();
        let value = if parameter.name == name { value } else { &example };
        path = path.replace(&format!("{{{}}}", parameter.name), value);
    }
    path
}

#[tokio::test]
async fn a_credential_is_asked_for_and_a_wrong_one_refused() {
    let server = TestServer::start().await;
    for told in catalogue() {
        let path = told.example_path();
        let none = example(&server, told, &path).send().await;
        assert_eq!((none.status, none.error_code().as_str()), (400, "ATP_2"), "{path}");
        let wrong = example(&server, told, &path).token(&"x".repeat(40)).send().await;
        assert_eq!((wrong.status, wrong.error_code().as_str()), (401, "DCD_7"), "{path}");
        let bearer = example(&server, told, &path).header("Authorization", "Bearer nobody").send().await;
        assert_eq!((bearer.status, bearer.error_code().as_str()), (401, "AUTH_6.0"), "{path}");
    }
}

#[tokio::test]
async fn a_malformed_id_is_nothings_id_and_is_named() {
    let server = TestServer::start().await;
    for told in catalogue() {
        for parameter in told.placed(Place::Path) {
            for wrong in ["nonsense!", "SV_", "%00", "..%2f..%2fetc", "%F0%9F%A4%B7", &"9".repeat(400)] {
                let path = path_with(told, &parameter.name, wrong);
                let answer = example(&server, told, &path).token(ADMINISTRATOR).send().await;
                // What is no id of the kind is the id of nothing, as the original was recorded to answer.
                assert_eq!(answer.status, 404, "{path}: {}", answer.text());
                assert!(answer.error_message().contains(&parameter.name), "{path}: {}", answer.text());
            }
        }
    }
}

#[tokio::test]
async fn only_the_verbs_of_the_catalogue_are_served() {
    let server = TestServer::start().await;
    let known: BTreeSet<_> =
        catalogue().iter().map(|told| (told.operation.path, told.operation.verb.as_str())).collect();
    for told in catalogue() {
        for verb in ["GET", "POST", "PUT", "DELETE", "PATCH"] {
            if known.contains(&(told.operation.path, verb)) {
                continue;
            }
            let ask = server.ask(verb.parse().unwrap(), &told.example_path());
            let answer = ask.send().await;
            assert_eq!(answer.status, 404, "{verb} {}", told.operation.path);
            assert_eq!(answer.error_message(), "The requested resource does not exist.");
            assert_eq!(
                answer.error_code(),
                "",
                "an unknown route has no code, and is told before any token is asked"
            );
        }
    }
}

#[tokio::test]
async fn administrators_operations_are_refused_to_others() {
    let server = TestServer::start().await;
    let token = crate::tenancy::plain_user(&server).await;
    for told in catalogue().iter().filter(|told| told.operation.permission == Permission::BrandAdministrator)
    {
        let answer = example(&server, told, &told.example_path()).token(&token).send().await;
        assert_eq!(answer.status, 403, "{}: {}", told.operation.id, answer.text());
        assert_eq!(answer.json()["meta"]["httpStatus"], "403 - Forbidden");
    }
}

/// The examples of the reference run as printed against the example brand: reading first, then making, changing and
/// deleting, so that none takes away what another one needs.
#[tokio::test]
async fn every_example_runs_against_the_example_brand() {
    let server = TestServer::start().await;
    let token = services::example::install(&server.app, None).await.unwrap().unwrap();
    server.run_jobs().await;
    let order = |told: &&Description| match told.operation.verb {
        Verb::Get => 0,
        Verb::Post => 1,
        Verb::Put | Verb::Patch => 2,
        // What is within something goes before what it is within.
        Verb::Delete => 9 - told.operation.path_parameters().count(),
    };
    let mut all: Vec<&Description> = catalogue().iter().collect();
    all.sort_by_key(order);
    let mut gone = false;
    for told in all {
        let answer = example(&server, told, &told.example_path()).token(&token).send().await;
        // There is one example survey, and more than one way to delete it.
        let expected =
            if gone && told.operation.path.ends_with("/{surveyId}") { 404 } else { told.operation.success };
        assert_eq!(answer.status, expected, "{}: {}", told.operation.id, answer.text());
        gone |= matches!(told.operation.id, "deleteSurvey" | "deleteSurveyDefinition");
        if expected == told.operation.success {
            check_result(told, &answer);
        }
    }
}

/// What really came back fits what the reference says comes back.
fn check_result(told: &Description, answer: &Answer) {
    match told.result.kind {
        ResultKind::Json => fits(&told.result.schema, &answer.result(), told.operation.id),
        ResultKind::Meta => assert_eq!(answer.json().as_object().unwrap().len(), 1, "{}", answer.text()),
        ResultKind::File { media_type } => assert_eq!(answer.header("content-type"), media_type),
    }
}

fn fits(schema: &Value, value: &Value, what: &str) {
    let validator = jsonschema::validator_for(schema).unwrap_or_else(|why| panic!("{what}: {why}"));
    let wrong: Vec<String> =
        validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(wrong.is_empty(), "{what}: {wrong:?} in {value}");
}

#[test]
fn every_example_fits_its_schema() {
    for told in catalogue() {
        let operation = &told.operation;
        if told.result.kind == ResultKind::Json {
            fits(&told.result.schema, &told.result.example, operation.id);
        }
        for body in told.bodies.iter().filter(|body| body.media_type == "application/json") {
            fits(&body.schema, &serde_json::from_str(&body.example).unwrap(), operation.id);
        }
        for parameter in &told.parameters {
            assert!(
                !parameter.description.is_empty(),
                "{}: {} is not described",
                operation.id,
                parameter.name
            );
            assert!(
                !parameter.required || parameter.example.is_some(),
                "{}: {}",
                operation.id,
                parameter.name
            );
        }
        assert!(
            !operation.description.is_empty() && operation.path.starts_with("/API/v3/"),
            "{}",
            operation.id
        );
    }
}

#[tokio::test]
async fn every_operation_has_a_page_that_tells_all_of_it() {
    let server = TestServer::start().await;
    for told in catalogue() {
        let operation = &told.operation;
        let page = format!(
            "/docs/reference/{}/{}",
            operation.category.slug(),
            operation.name.to_lowercase().replace(' ', "-")
        );
        let answer = server.ask(Method::GET, &page).send().await;
        assert_eq!(answer.status, 200, "{page}");
        let text = answer.text();
        for parameter in &told.parameters {
            assert!(text.contains(&parameter.name), "{page} does not name {}", parameter.name);
        }
        let curl = &text[text.find("curl").unwrap_or_else(|| panic!("{page} has no cURL example"))..];
        for parameter in told.placed(Place::Path) {
            let value = parameter.example.as_deref().unwrap();
            assert!(curl.contains(value), "{page}: the cURL example lacks {value}");
        }
        match operation.try_it {
            TryIt::Offered => assert!(text.contains(&format!("/docs/try/{}", operation.id)), "{page}"),
            TryIt::Refused(reason) => assert!(text.contains(reason), "{page}"),
        }
    }
}

#[tokio::test]
async fn another_brands_administrator_gets_nothing_by_an_example() {
    let server = TestServer::start().await;
    services::example::install(&server.app, None).await.unwrap();
    server.run_jobs().await;
    for told in catalogue().iter().filter(|told| told.placed(Place::Path).next().is_some()) {
        let answer = example(&server, told, &told.example_path()).token(STRANGER).send().await;
        assert_eq!(answer.status, 404, "{}: {}", told.operation.id, answer.text());
        assert!(
            !answer.text().contains(example::BRAND) || answer.text().contains("/API/"),
            "{}",
            answer.text()
        );
    }
}
