//! Several processes over one PostgreSQL: what is changed through one holds for all.

use serde_json::json;
use testkit::TestServer;
use testkit::server::ADMINISTRATOR;

/// X10: requests go to the two processes in turn, each of which has the token in memory by then.
#[tokio::test]
async fn a_token_that_is_replaced_and_a_user_who_is_disabled_are_refused_by_every_process() {
    let Some(server) = TestServer::pair().await else { return };
    let ada = json!({
        "username": "ada@acme.example", "firstName": "Ada", "lastName": "L", "email": "ada@acme.example",
        "userType": "UT_FULLUSER", "password": "long-enough",
    });
    let user = server.post("/users").json(&ada).send().await.result()["id"].as_str().unwrap().to_owned();
    let new_token = async || {
        let made = server.post(&format!("/users/{user}/apitoken")).send().await;
        made.result()["apiToken"].as_str().unwrap().to_owned()
    };
    let statuses = async |token: &str| {
        let mut statuses = Vec::new();
        for _ in 0..4 {
            statuses.push(server.get("/whoami").token(token).send().await.status);
        }
        statuses
    };
    let first = new_token().await;
    assert_eq!(statuses(&first).await, [200; 4]);
    let second = new_token().await;
    assert_eq!(statuses(&first).await, [401; 4], "it was replaced");
    assert_eq!(statuses(&second).await, [200; 4]);
    let disabled = server.put(&format!("/users/{user}")).json(&json!({"status": "disabled"})).send().await;
    assert_eq!(disabled.status, 200, "{}", disabled.text());
    assert_eq!(statuses(&second).await, [401; 4], "its user is disabled");
    assert_eq!(statuses(ADMINISTRATOR).await, [200; 4]);
}

/// D24: what a later version has brought up to date, the former must not go on to write.
#[tokio::test]
async fn a_process_learns_that_a_later_version_has_taken_the_database_over() {
    let Some(server) = TestServer::pair().await else { return };
    let mut tx = server.store.begin().await.unwrap();
    tx.execute("INSERT INTO schema_version (version, applied) VALUES (999, 1)", &[]).await.unwrap();
    tx.commit().await.unwrap();
    // It looks each fourth time that it listens.
    for _ in 0..4 {
        server.app.follow().await.unwrap();
    }
    assert!(server.app.superseded().await.contains("999"));
}
