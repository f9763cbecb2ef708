//! Asked of each operation of the catalogue, so that none can be added without it.

use std::collections::BTreeSet;

use contract::description::ResultKind;
use contract::{Description, Effect, Place, TryIt, Verb, catalogue};
use http::Method;
use serde_json::Value;
use testkit::fixtures::SURVEY_FILE;
use testkit::server::ADMINISTRATOR;
use testkit::{Answer, Ask, Fixtures, Request, TestServer};

/// The verb as the HTTP library has it.
pub(crate) fn method(verb: Verb) -> Method {
    verb.as_str().parse().unwrap()
}

/// The request of an operation's example as it is printed, but for its path.
pub(crate) fn example<'s>(server: &'s TestServer, told: &Description, path: &str) -> Ask<'s> {
    Request::example(told).ask(server).path(path)
}

/// A survey file of our own.
pub(crate) fn survey_file() -> Vec<u8> {
    SURVEY_FILE.to_vec()
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
                // What is no id of the kind is the id of nothing, as the original was recorded to answer; a word that is none
                // of a list is only wrong.
                let expected = if parameter.allowed.is_empty() { 404 } else { 400 };
                assert_eq!(answer.status, expected, "{path}: {}", answer.text());
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

/// The examples of the reference run as printed against the example brand: those that read against one of them, each of
/// the others against one of its own, so that none takes away what another one needs.
#[tokio::test]
async fn every_example_runs_as_printed_against_the_example_brand() {
    let one = Installed::start().await;
    for told in catalogue() {
        let own;
        let brand = if told.operation.effect() == Effect::Read {
            &one
        } else {
            own = Installed::start().await;
            &own
        };
        let answer = Request::example(told).ask(&brand.server).token(&brand.token).send().await;
        succeeded(told, &answer);
    }
}

/// A server with the example brand.
pub(crate) struct Installed {
    pub(crate) server: TestServer,
    pub(crate) token: String,
}

impl Installed {
    pub(crate) async fn start() -> Self {
        let server = TestServer::start().await;
        let token = services::example::install(&server.app, None).await.unwrap().unwrap();
        server.run_jobs().await;
        Self { server, token }
    }
}

/// What an operation needs is found by the types of its ids and made for it: nothing is left over from another one and
/// nothing missing after it, so the order is no matter.
#[tokio::test]
async fn every_operation_succeeds_with_things_of_its_own_in_any_order() {
    let server = TestServer::start().await;
    for told in catalogue().iter().chain(catalogue().iter().rev()) {
        let request = Request::example(told).about(&mut Fixtures::ours(&server)).await;
        let answer = request.ask(&server).token(ADMINISTRATOR).send().await;
        succeeded(told, &answer);
    }
}

fn succeeded(told: &Description, answer: &Answer) {
    assert_eq!(answer.status, told.operation.success, "{}: {}", told.operation.id, answer.text());
    check_result(told, answer);
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
