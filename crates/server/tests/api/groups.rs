//! Groups, as an administrator uses them.

use serde_json::{Value, json};
use testkit::TestServer;

const TYPE: &str = model::example::GROUP_TYPE;

async fn make(server: &TestServer, name: &str) -> String {
    let new = json!({ "type": TYPE, "name": name, "divisionId": null });
    server.post("/groups").json(&new).send().await.result()["id"].as_str().unwrap().to_owned()
}

fn ids(list: &Value) -> Vec<&str> {
    list["elements"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_group_is_made_read_changed_and_deleted() {
    let server = TestServer::start().await;
    let id = make(&server, "Panel team").await;
    let path = format!("/groups/{id}");
    let read = server.get(&path).send().await.result();
    assert_eq!((&read["name"], &read["type"]), (&"Panel team".into(), &TYPE.into()));
    assert_eq!((&read["divisionId"], &read["autoMembership"]), (&Value::Null, &false.into()));
    let division = server.post("/divisions").json(&json!({ "name": "Research" })).send().await.result();
    let change = json!({ "name": "Panel", "divisionId": division["id"] });
    assert_eq!(server.put(&path).json(&change).send().await.status, 200);
    let read = server.get(&path).send().await.result();
    assert_eq!((&read["name"], &read["divisionId"]), (&"Panel".into(), &division["id"]));
    assert_eq!(server.put(&path).json(&json!({ "divisionId": null })).send().await.status, 200);
    assert_eq!(server.get(&path).send().await.result()["divisionId"], Value::Null);
    assert_eq!(server.delete(&path).send().await.status, 200);
    let gone = server.get(&path).send().await;
    assert_eq!((gone.status, gone.error_code().as_str()), (404, "GRP_4"));
}

#[tokio::test]
async fn members_share_what_the_group_owns() {
    let server = TestServer::start().await;
    let token = crate::tenancy::plain_user(&server).await;
    let sam = server.get("/whoami").token(&token).send().await.result()["userId"].clone();
    let id = make(&server, "Panel team").await;
    let members = format!("/groups/{id}/members");
    let survey = server.import_survey("Shared", &crate::every_operation::survey_file()).await;
    let given = server.put(&format!("/surveys/{survey}")).json(&json!({ "ownerId": id })).send().await;
    assert_eq!(given.status, 200, "{}", given.text());
    let ask = || server.get("/surveys").token(&token);
    assert_eq!(ids(&ask().send().await.result()), [""; 0]);

    for _ in 0..2 {
        let added = server.post(&members).json(&json!({ "userId": sam })).send().await;
        assert_eq!(added.status, 200, "{}", added.text());
    }
    assert_eq!(ids(&server.get(&members).send().await.result()), [sam.as_str().unwrap()]);
    assert_eq!(ids(&ask().send().await.result()), [survey.as_str()]);
    let renamed = server.put(&format!("/surveys/{survey}")).token(&token).json(&json!({ "name": "Ours" }));
    assert_eq!(renamed.send().await.status, 200);
    let refused = server.delete(&format!("/groups/{id}")).send().await;
    assert_eq!(refused.status, 409, "it owns a survey: {}", refused.text());

    let member = format!("{members}/{}", sam.as_str().unwrap());
    assert_eq!(server.delete(&member).send().await.status, 200);
    assert_eq!(server.delete(&member).send().await.status, 404, "not in it any more");
    assert_eq!(server.get(&format!("/surveys/{survey}")).token(&token).send().await.status, 403);
}

#[tokio::test]
async fn a_list_is_paged_in_the_scheme_that_the_caller_uses() {
    let server = TestServer::start().await;
    let mut made = Vec::new();
    for number in 0..5 {
        made.push(make(&server, &format!("Group {number}")).await);
    }
    let (mut path, mut seen) = ("/groups?pageSize=2".to_owned(), Vec::new());
    loop {
        let page = server.get(&path).send().await.result();
        seen.extend(ids(&page).into_iter().map(str::to_owned));
        let Some(next) = page["nextPage"].as_str() else { break };
        assert!(next.contains("skipToken=") && next.contains("pageSize=2"), "{next}");
        // Some clients send all of nextPage back as the token.
        path = format!("/groups?pageSize=2&skipToken={}", next.replace(':', "%3A").replace('&', "%26"));
    }
    assert_eq!(seen, made);
    let by_offset = server.get("/groups?offset=3").send().await.result();
    assert_eq!(ids(&by_offset), made[3..]);
    for wrong in ["skipToken=never", "skipToken=GR_1&offset=1", "pageSize=0", "pageSize=101"] {
        assert_eq!(server.get(&format!("/groups?{wrong}")).send().await.status, 400, "{wrong}");
    }
}
