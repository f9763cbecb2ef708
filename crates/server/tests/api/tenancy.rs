//! Two brands in one server, and two users in one brand: nobody sees or changes what is another's.

use contract::{Effect, catalogue};
use serde_json::json;
use testkit::fixtures::{Holder, kinds};
use testkit::server::STRANGER;
use testkit::{Fixtures, Request, TestServer};

use crate::every_operation::survey_file;

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

/// Whoever reads in one brand never meets what there is in another: no id of it and nothing that was answered there.
#[tokio::test]
async fn what_is_read_in_one_brand_holds_nothing_of_another() {
    let server = TestServer::start().await;
    let mut ours = Fixtures::ours(&server);
    for kind in kinds() {
        ours.id(kind).await;
    }
    // The brand's own id is among them, and stands in the names of its people and in what was answered.
    let hidden = kinds().iter().filter(|kind| kind.holder != Holder::Everybody);
    let hidden: Vec<&str> = hidden.map(|kind| ours.made()[kind.noun].as_str()).collect();
    for told in catalogue().iter().filter(|told| told.operation.effect() == Effect::Read) {
        let request = Request::example(told).about(&mut Fixtures::theirs(&server)).await;
        let answer = request.ask(&server).token(STRANGER).send().await;
        assert_eq!(answer.status, told.operation.success, "{}: {}", told.operation.id, answer.text());
        let seen: Vec<_> = hidden.iter().filter(|hidden| answer.text().contains(**hidden)).collect();
        assert!(seen.is_empty(), "{} tells {seen:?}", told.operation.id);
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
