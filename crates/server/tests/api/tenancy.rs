//! Two brands in one server, and two users in one brand: nobody sees or changes what is another's.

use contract::{Place, Verb, catalogue};
use http::Method;
use serde_json::{Value, json};
use testkit::TestServer;
use testkit::server::STRANGER;

use crate::every_operation::{method, survey_file};

/// A user of the first brand without an administrator's rights; the token to call with.
pub(crate) async fn plain_user(server: &TestServer) -> String {
    let new = json!({
        "username": "sam@acme.example", "firstName": "Sam", "lastName": "Plain", "userType": "UT_FULLUSER",
        "email": "sam@acme.example", "password": "long-enough",
    });
    let id = server.post("/users").json(&new).send().await.result()["id"].as_str().unwrap().to_owned();
    let token = server.post(&format!("/users/{id}/apitoken")).send().await.result();
    token["apiToken"].as_str().unwrap().to_owned()
}

/// One of everything, in the first brand: the values of path parameters by name.
async fn everything(server: &TestServer) -> Vec<(&'static str, String)> {
    let survey = server.import_survey("Ours", &survey_file()).await;
    let responses = format!("/surveys/{survey}/responses");
    let response =
        server.post(&responses).json(&json!({ "values": { "QID1": 1, "QID3_TEXT": "secret" } })).send().await;
    let exports = format!("/surveys/{survey}/export-responses");
    let export = server.post(&exports).json(&json!({ "format": "csv" })).send().await.result();
    let export = export["progressId"].as_str().unwrap().to_owned();
    let imports = format!("/surveys/{survey}/import-responses");
    let import = server
        .post(&imports)
        .bytes("text/csv", "Q1\nHow?\n\"{\"\"ImportId\"\":\"\"QID1\"\"}\"\n2\n")
        .send()
        .await;
    let import = import.result()["progressId"].as_str().unwrap().to_owned();
    server.run_jobs().await;
    let file = server.get(&format!("{exports}/{export}")).send().await.result()["fileId"]
        .as_str()
        .unwrap()
        .to_owned();
    let made =
        |path, body: Value| async move { server.post(path).json(&body).send().await.result()["id"].clone() };
    let division = made("/divisions", json!({ "name": "Ours" })).await;
    let group = made("/groups", json!({ "type": model::example::GROUP_TYPE, "name": "Ours" })).await;
    let user = server.get("/whoami").send().await.result()["userId"].as_str().unwrap().to_owned();
    vec![
        ("surveyId", survey),
        ("responseId", response.result()["responseId"].as_str().unwrap().to_owned()),
        ("exportProgressId", export),
        ("fileId", file),
        ("importProgressId", import),
        ("userId", user),
        ("divisionId", division.as_str().unwrap().to_owned()),
        ("groupId", group.as_str().unwrap().to_owned()),
        ("organizationId", "acme".to_owned()),
    ]
}

/// What an administrator can see of the first brand.
async fn dump(server: &TestServer, survey: &str) -> Vec<Value> {
    let mut seen = Vec::new();
    for path in ["/users", "/surveys", "/organizations/acme"] {
        seen.push(server.get(path).send().await.result());
    }
    for path in [format!("/surveys/{survey}"), format!("/survey-definitions/{survey}")] {
        seen.push(server.get(&path).send().await.result());
    }
    seen.push(Value::String(server.export(survey, json!({ "format": "ndjson" })).await));
    seen
}

#[tokio::test]
async fn no_operation_shows_or_changes_anything_of_another_brand() {
    let server = TestServer::start().await;
    let ids = everything(&server).await;
    let survey = ids[0].1.clone();
    let before = dump(&server, &survey).await;
    for told in catalogue().iter().filter(|told| told.placed(Place::Path).next().is_some()) {
        let mut path = told.operation.path.to_owned();
        for (name, value) in &ids {
            path = path.replace(&format!("{{{name}}}"), value);
        }
        assert!(!path.contains('{'), "{path}: this test knows no value for a parameter of it");
        let mut ask = server.ask(method(told.operation.verb), &path).token(STRANGER);
        if let Some(body) = told.bodies.first() {
            ask = ask.bytes(body.media_type, body.example.as_bytes());
        }
        let answer = ask.send().await;
        assert_eq!(answer.status, 404, "{} {path}: {}", told.operation.id, answer.text());
        assert!(!answer.text().contains("secret"), "{}", answer.text());
    }
    assert_eq!(dump(&server, &survey).await, before, "a stranger changed something");
}

#[tokio::test]
async fn lists_hold_the_callers_own_brand_only() {
    let server = TestServer::start().await;
    everything(&server).await;
    for told in catalogue() {
        if told.operation.verb == Verb::Get && told.placed(Place::Path).next().is_none() {
            let answer = server.ask(Method::GET, told.operation.path).token(STRANGER).send().await;
            assert_eq!(answer.status, 200, "{}", answer.text());
            assert!(!answer.text().contains("acme"), "{}: {}", told.operation.id, answer.text());
            assert!(!answer.text().contains("Ours"), "{}: {}", told.operation.id, answer.text());
        }
    }
}

#[tokio::test]
async fn a_user_sees_own_surveys_and_the_administrator_all_of_the_brand() {
    let server = TestServer::start().await;
    let admins = server.import_survey("The administrator's", &survey_file()).await;
    let token = plain_user(&server).await;
    let as_user = |path: &str| server.get(path).token(&token);

    assert_eq!(as_user("/surveys").send().await.result()["elements"], json!([]));
    for path in [
        format!("/surveys/{admins}"),
        format!("/survey-definitions/{admins}"),
        format!("/surveys/{admins}/responses/R_012345678901234"),
    ] {
        let answer = as_user(&path).send().await;
        assert_eq!(
            (answer.status, answer.error_code().as_str()),
            (403, "QMST_2.1"),
            "{path}: {}",
            answer.text()
        );
    }

    let form = testkit::Form::new().text("name", "The user's").file(
        "file",
        "s.qsf",
        "application/json",
        &survey_file(),
    );
    let own = server.post("/surveys").token(&token).form(form).send().await.result()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(as_user("/surveys").send().await.result()["elements"][0]["id"], own.as_str());
    assert_eq!(server.get(&format!("/surveys/{own}")).send().await.result()["name"], "The user's");

    let given = server.put(&format!("/surveys/{admins}"));
    let me = as_user("/whoami").send().await.result()["userId"].clone();
    assert_eq!(given.json(&json!({ "ownerId": me })).send().await.status, 200);
    assert_eq!(as_user(&format!("/surveys/{admins}")).send().await.status, 200, "it is the user's own now");
}
