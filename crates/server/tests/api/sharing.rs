//! Share Survey: with users and with groups, to view, edit, distribute and analyse, and back.

use http::Method;
use model::access::{Action, Rights};
use model::limits::surveys::COLLABORATORS;
use model::{BrandId, GroupId, OwnerId, SurveyId, UserId, example};
use serde_json::{Value, json};
use testkit::fixtures::{Person, PersonOf, join, person, share};
use testkit::server::STRANGER;
use testkit::{Answer, TestServer};

use crate::every_operation::survey_file;

struct Shared {
    server: TestServer,
    survey: String,
    sam: Person,
}

impl Shared {
    async fn new() -> Self {
        let server = TestServer::start().await;
        let survey = server.import_survey("Shared", &survey_file()).await;
        let sam = person(&server, &PersonOf::default()).await;
        Self { server, survey, sam }
    }

    async fn share(&self, with: &str, permissions: &Value) -> Answer {
        let path = format!("/surveys/{}/permissions/collaborations", self.survey);
        self.server.post(&path).json(&json!({ "userId": with, "permissions": permissions })).send().await
    }

    /// What Sam may do with the survey: read it, rename it, open it, close it, record an answer, start an export.
    async fn may(&self) -> [bool; 6] {
        let path = format!("/API/v3/surveys/{}", self.survey);
        let mut may = [false; 6];
        for (place, (verb, path, body)) in [
            (Method::GET, path.clone(), None),
            (Method::PUT, path.clone(), Some(json!({ "name": "Ours" }))),
            (Method::PUT, path.clone(), Some(json!({ "isActive": true }))),
            (Method::PUT, path.clone(), Some(json!({ "isActive": false }))),
            (Method::POST, format!("{path}/responses"), Some(json!({ "values": {} }))),
            (Method::POST, format!("{path}/export-responses"), Some(json!({ "format": "csv" }))),
        ]
        .into_iter()
        .enumerate()
        {
            let ask = self.server.ask(verb, &path).token(&self.sam.token);
            let answer = match &body {
                Some(body) => ask.json(body).send().await,
                None => ask.send().await,
            };
            assert!(matches!(answer.status, 200 | 403), "{path}: {}", answer.text());
            may[place] = answer.status == 200;
        }
        may
    }
}

#[tokio::test]
async fn whoever_it_is_shared_with_may_what_is_said_and_no_more() {
    let shared = Shared::new().await;
    assert_eq!(shared.may().await, [false; 6]);
    let sam = shared.sam.id.to_string();
    let analyse = json!({ "result": { "downloadSurveyResults": true, "viewSurveyResults": true } });
    let edit = json!({ "surveyManagement": { "editSurveys": true, "deactivateSurveys": true } });
    for (permissions, expected) in [
        (analyse, [true, false, false, false, false, true]),
        (json!({ "surveyManagement": { "copySurveys": true } }), [true, false, false, false, false, false]),
        (edit, [true, true, false, true, false, false]),
        (
            json!({ "surveyManagement": { "deactivateSurveys": true } }),
            [true, false, false, true, false, false],
        ),
        (
            json!({ "surveyManagement": { "activateSurveys": true } }),
            [true, false, true, false, false, false],
        ),
        (json!({ "response": { "editSurveyResponses": true } }), [true, false, false, false, true, false]),
        (json!({}), [false; 6]),
    ] {
        let answer = shared.share(&sam, &permissions).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert!(answer.json().get("result").is_none(), "the envelope without a result");
        let listed = shared.server.get("/surveys").token(&shared.sam.token).send().await.result();
        assert_eq!(listed["elements"].as_array().unwrap().len(), usize::from(expected[0]), "{listed}");
        assert_eq!(shared.may().await, expected, "{permissions}");
    }
}

#[tokio::test]
async fn a_group_shares_it_with_its_members() {
    let shared = Shared::new().await;
    let group = json!({ "type": example::GROUP_TYPE, "name": "Panel" });
    let group = shared.server.post("/groups").json(&group).send().await.result()["id"].clone();
    let group = group.as_str().unwrap();
    let view = json!({ "result": { "viewSurveyResults": true } });
    assert_eq!(shared.share(group, &view).await.status, 200);
    assert_eq!(shared.may().await, [false; 6]);
    let brand = BrandId::parse("acme").unwrap();
    join(&shared.server, &brand, &GroupId::parse(group).unwrap(), &shared.sam.id).await;
    assert_eq!(shared.may().await, [true, false, false, false, false, false]);
    assert_eq!(shared.share(group, &json!({ "result": { "viewSurveyResults": false } })).await.status, 200);
    assert_eq!(shared.may().await, [false; 6]);
}

#[tokio::test]
async fn what_is_wrong_with_sharing_is_named_and_shares_nothing() {
    let shared = Shared::new().await;
    let (server, sam) = (&shared.server, shared.sam.id.to_string());
    let owner = server.get("/whoami").send().await.result()["userId"].clone();
    let stranger =
        server.ask(Method::GET, "/API/v3/whoami").token(STRANGER).send().await.result()["userId"].clone();
    let view = json!({ "result": { "viewSurveyResults": true } });
    for (with, permissions, named) in [
        (owner.as_str().unwrap(), &view, "userId"),
        (stranger.as_str().unwrap(), &view, "userId"),
        ("UR_0nothing0000000", &view, "userId"),
        ("SV_0nothing0000000", &view, "userId"),
        (&sam, &json!({ "result": { "flyRockets": true } }), "flyRockets"),
        (&sam, &json!({ "results": {} }), "results"),
        (&sam, &json!({ "result": { "viewSurveyResults": "yes" } }), "viewSurveyResults"),
    ] {
        let refused = shared.share(with, permissions).await;
        assert_eq!(refused.status, 400, "{with} {permissions}: {}", refused.text());
        assert!(refused.error_message().contains(named), "{}", refused.text());
    }
    assert_eq!(shared.may().await, [false; 6]);
}

#[tokio::test]
async fn whoever_it_is_shared_with_cannot_share_it_further() {
    let shared = Shared::new().await;
    let all = json!({
        "surveyManagement": { "editSurveys": true, "deleteSurveys": true, "distributeSurveys": true },
        "response": { "editSurveyResponses": true },
    });
    assert_eq!(shared.share(&shared.sam.id.to_string(), &all).await.status, 200);
    let bob = person(&shared.server, &PersonOf::default()).await;
    let path = format!("/surveys/{}/permissions/collaborations", shared.survey);
    let body = json!({ "userId": bob.id.as_str(), "permissions": all });
    let refused = shared.server.post(&path).token(&shared.sam.token).json(&body).send().await;
    assert_eq!(refused.status, 403, "{}", refused.text());
}

/// What was shared with somebody ends when the survey becomes theirs: it is not there again when they give it away.
#[tokio::test]
async fn whoever_it_is_given_to_has_no_share_of_it_any_more() {
    let shared = Shared::new().await;
    let (server, sam) = (&shared.server, shared.sam.id.to_string());
    let owner = server.get("/whoami").send().await.result()["userId"].clone();
    let all =
        json!({ "surveyManagement": { "editSurveys": true }, "result": { "downloadSurveyResults": true } });
    assert_eq!(shared.share(&sam, &all).await.status, 200);
    let path = format!("/surveys/{}", shared.survey);
    assert_eq!(server.put(&path).json(&json!({ "ownerId": sam })).send().await.status, 200);
    assert_eq!(shared.may().await, [true; 6]);
    let back = server.put(&path).json(&json!({ "ownerId": owner }));
    assert_eq!(back.token(&shared.sam.token).send().await.status, 200);
    assert_eq!(shared.may().await, [false; 6]);
}

#[tokio::test]
async fn it_is_shared_with_a_thousand_at_the_most_and_each_share_can_be_changed_then() {
    let shared = Shared::new().await;
    let (server, brand) = (&shared.server, BrandId::parse("acme").unwrap());
    let survey = SurveyId::parse(&shared.survey).unwrap();
    let (ids, now) = (server.app.ids(), server.app.now());
    let somebody = |_| -> UserId { ids.id(now) };
    let others: Vec<_> = (1..COLLABORATORS).map(somebody).collect();
    let view_alone = Rights::of(&[Action::View]);
    let others: Vec<_> = others.into_iter().map(|user| (OwnerId::from(user), view_alone)).collect();
    share(server, &brand, &survey, &others).await;
    let view = json!({ "result": { "viewSurveyResults": true } });
    let sam = shared.sam.id.to_string();
    assert_eq!(shared.share(&sam, &view).await.status, 200, "the last that there is room for");
    let bob = person(server, &PersonOf::default()).await.id.to_string();
    let refused = shared.share(&bob, &view).await;
    assert_eq!(refused.status, 409, "{}", refused.text());
    let all = server.texts("SELECT collaborator FROM survey_collaborator").await;
    assert!(all.len() == 1_000 && !all.contains(&bob), "{}", all.len());
    assert_eq!(shared.share(&sam, &json!({ "response": { "editSurveyResponses": true } })).await.status, 200);
    assert_eq!(shared.share(&sam, &json!({})).await.status, 200);
    assert_eq!(shared.share(&bob, &view).await.status, 200);
    let path = format!("/surveys/{survey}?purge=now");
    let gone = server.delete(&path).send().await;
    assert_eq!(gone.status, 200, "{}", gone.text());
    server.run_jobs().await;
    assert!(server.texts("SELECT collaborator FROM survey_collaborator").await.is_empty());
    assert!(server.texts("SELECT id FROM survey").await.is_empty());
}
