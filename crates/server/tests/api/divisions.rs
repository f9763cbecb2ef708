//! Divisions, as an administrator uses them.

use serde_json::json;
use testkit::TestServer;

#[tokio::test]
async fn a_division_is_made_read_changed_and_filled() {
    let server = TestServer::start().await;
    let me = server.get("/whoami").send().await.result()["userId"].clone();
    let new = json!({ "name": "Research", "divisionAdmins": [me] });
    let id = server.post("/divisions").json(&new).send().await.result()["id"].as_str().unwrap().to_owned();
    let path = format!("/divisions/{id}");
    let read = server.get(&path).send().await.result();
    assert_eq!(
        (&read["name"], &read["status"], &read["creatorId"]),
        (&"Research".into(), &"Active".into(), &me)
    );
    assert_eq!(read["responseCounts"], json!({ "auditable": 0, "generated": 0, "deleted": 0 }));

    let user = format!("/users/{}", me.as_str().unwrap());
    assert_eq!(server.put(&user).json(&json!({ "divisionId": id })).send().await.status, 200);
    assert_eq!(server.get(&user).send().await.result()["divisionId"], id.as_str());
    assert_eq!(server.put(&user).json(&json!({ "firstName": "Ada" })).send().await.status, 200);
    assert_eq!(server.get(&user).send().await.result()["divisionId"], id.as_str(), "what is left out stays");
    assert_eq!(server.put(&user).json(&json!({ "divisionId": null })).send().await.status, 200);
    assert_eq!(server.get(&user).send().await.result()["divisionId"], json!(null), "null takes out");

    let change = json!({ "name": "Field work", "status": "Disabled" });
    assert_eq!(server.put(&path).json(&change).send().await.status, 200);
    assert_eq!(server.get(&path).send().await.result()["name"], "Field work");
    let refused = server.put(&user).json(&json!({ "divisionId": id })).send().await;
    assert_eq!(refused.status, 400);
    assert!(refused.error_message().contains("divisionId"), "{}", refused.text());
}

#[tokio::test]
async fn what_a_division_cannot_have_is_refused_by_name() {
    let server = TestServer::start().await;
    for (body, named) in [
        (json!({ "name": "  " }), "name"),
        (json!({ "name": "A", "divisionAdmins": ["UR_0123456789abcde"] }), "divisionAdmins"),
        (json!({ "name": "A", "permissions": { "controlPanels": {} } }), "permissions"),
    ] {
        let refused = server.post("/divisions").json(&body).send().await;
        assert_eq!(refused.status, 400, "{body}");
        assert!(refused.error_message().contains(named), "{}", refused.text());
    }
}
