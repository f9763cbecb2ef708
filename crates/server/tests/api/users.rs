//! Users and their tokens: Who Am I, List Users, Create User, Get User, Update User, Delete User, Get User API Token,
//! Create User API Token.

use http::Method;
use serde_json::{Value, json};
use testkit::server::{ADMINISTRATOR, STRANGER};
use testkit::{Answer, TestServer};

use crate::every_operation::survey_file;

fn new_user(name: &str) -> Value {
    json!({
        "username": format!("{name}@acme.example"), "firstName": name, "lastName": "Acme",
        "userType": "UT_FULLUSER", "email": format!("{name}@acme.example"), "password": "long-enough",
    })
}

/// Makes a user and gives the id.
async fn create(server: &TestServer, body: &Value) -> String {
    server.post("/users").json(body).send().await.result()["id"].as_str().unwrap().to_owned()
}

/// Makes a token and gives it.
async fn new_token(server: &TestServer, user: &str) -> String {
    let result = server.post(&format!("/users/{user}/apitoken")).send().await.result();
    result["apiToken"].as_str().unwrap().to_owned()
}

async fn who(server: &TestServer, token: &str) -> Answer {
    server.ask(Method::GET, "/API/v3/whoami").token(token).send().await
}

fn told(answer: &Answer) -> (u16, String) {
    (answer.status, answer.error_code())
}

#[tokio::test]
async fn a_user_is_made_read_changed_and_deleted() {
    let server = TestServer::start().await;
    let mut body = new_user("ana");
    body["language"] = json!("es");
    body["timeZone"] = json!("Europe/Madrid");
    let made = server.post("/users").json(&body).send().await;
    assert_eq!(made.status, 200, "{}", made.text());
    let id = made.result()["id"].as_str().unwrap().to_owned();
    assert!(id.starts_with("UR_") && id.len() == 18, "{id}");

    let user = server.get(&format!("/users/{id}")).send().await.result();
    let expected = json!({
        "id": id, "username": "ana@acme.example", "firstName": "ana", "lastName": "Acme", "userType": "UT_FULLUSER",
        "organizationId": "acme", "divisionId": null, "language": "es", "email": "ana@acme.example",
        "accountStatus": "active", "unsubscribed": false, "accountExpirationDate": null,
        "passwordExpirationDate": null, "lastLoginDate": null, "timeZone": "Europe/Madrid",
        "responseCounts": { "auditable": 0, "generated": 0, "deleted": 0 },
    });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&user[name], value, "{name}");
    }
    assert!(!user.to_string().contains("long-enough"), "the password is never shown");

    server.advance(60_000);
    let change = json!({ "firstName": "Ana María", "username": "ana.maria@acme.example" });
    let changed = server.put(&format!("/users/{id}")).json(&change).send().await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert!(changed.json().get("result").is_none(), "the envelope without a result: {}", changed.text());
    let after = server.get(&format!("/users/{id}")).send().await.result();
    let mut expected = user;
    expected["firstName"] = json!("Ana María");
    expected["username"] = json!("ana.maria@acme.example");
    assert_eq!(after, expected, "what the change leaves out stays");

    let listed = server.get("/users").send().await.result();
    let elements = listed["elements"].as_array().unwrap();
    assert_eq!(elements.len(), 2, "{listed}");
    assert!(elements.iter().any(|user| user["id"] == id.as_str() && user["firstName"] == "Ana María"));

    assert_eq!(server.delete(&format!("/users/{id}")).send().await.status, 200);
    for gone in [
        server.get(&format!("/users/{id}")).send().await,
        server.put(&format!("/users/{id}")).json(&json!({})).send().await,
        server.delete(&format!("/users/{id}")).send().await,
        server.get(&format!("/users/{id}/apitoken")).send().await,
        server.post(&format!("/users/{id}/apitoken")).send().await,
    ] {
        assert_eq!(told(&gone), (404, "USR_4".to_owned()), "{}", gone.text());
    }
    assert_eq!(server.get("/users").send().await.result()["elements"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn who_am_i_tells_whose_the_token_is() {
    let server = TestServer::start().await;
    let admin = who(&server, ADMINISTRATOR).await.result();
    assert_eq!((&admin["brandId"], &admin["accountType"]), (&json!("acme"), &json!("UT_BRANDADMIN")));
    assert_eq!(who(&server, STRANGER).await.result()["brandId"], "globex");
    let id = create(&server, &new_user("sam")).await;
    let token = new_token(&server, &id).await;
    let sam = who(&server, &token).await.result();
    assert_eq!(
        sam,
        json!({
            "brandId": "acme", "userId": id, "userName": "sam@acme.example", "accountType": "UT_FULLUSER",
            "firstName": "sam", "lastName": "Acme", "email": "sam@acme.example", "datacenter": "local", "language": "EN",
        })
    );
}

#[tokio::test]
async fn a_token_is_shown_again_and_replaced_at_once() {
    let server = TestServer::start().await;
    let id = create(&server, &new_user("sam")).await;
    let path = format!("/users/{id}/apitoken");
    let none = server.get(&path).send().await;
    assert_eq!(told(&none), (400, "UAT_1".to_owned()), "{}", none.text());

    let first = new_token(&server, &id).await;
    assert!(first.len() == 40 && first.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{first}");
    assert_eq!(server.get(&path).send().await.result()["apiToken"], first.as_str());
    assert_eq!(who(&server, &first).await.status, 200);

    let second = new_token(&server, &id).await;
    assert_ne!(first, second);
    assert_eq!(told(&who(&server, &first).await), (401, "DCD_7".to_owned()), "the former one is void");
    assert_eq!(who(&server, &second).await.status, 200);
    assert_eq!(server.get(&path).send().await.result()["apiToken"], second.as_str());

    // One that was brought along is kept as a hash: it works and cannot be shown.
    let me = who(&server, ADMINISTRATOR).await.result()["userId"].as_str().unwrap().to_owned();
    let mine = server.get(&format!("/users/{me}/apitoken")).send().await;
    assert_eq!(told(&mine), (400, "UAT_1".to_owned()), "{}", mine.text());

    assert_eq!(server.delete(&format!("/users/{id}")).send().await.status, 200);
    assert_eq!(told(&who(&server, &second).await), (401, "DCD_7".to_owned()), "the user is gone");
}

#[tokio::test]
async fn a_disabled_or_expired_user_is_refused_at_once() {
    let server = TestServer::start().await;
    let id = create(&server, &new_user("sam")).await;
    let token = new_token(&server, &id).await;
    let path = format!("/users/{id}");
    assert_eq!(who(&server, &token).await.status, 200);
    assert_eq!(server.put(&path).json(&json!({ "status": "disabled" })).send().await.status, 200);
    assert_eq!(told(&who(&server, &token).await), (401, "DCD_7".to_owned()));
    assert_eq!(server.get(&path).send().await.result()["accountStatus"], "disabled");
    assert_eq!(server.put(&path).json(&json!({ "status": "active" })).send().await.status, 200);
    assert_eq!(who(&server, &token).await.status, 200);

    let end = server.app.now().plus(120_000).iso();
    let ends = server.put(&path).json(&json!({ "accountExpirationDate": end })).send().await;
    assert_eq!(ends.status, 200, "{}", ends.text());
    assert_eq!(who(&server, &token).await.status, 200);
    server.advance(120_001);
    assert_eq!(told(&who(&server, &token).await), (401, "DCD_7".to_owned()), "the account ended");
}

#[tokio::test]
async fn a_changed_role_holds_with_the_next_request() {
    let server = TestServer::start().await;
    let id = create(&server, &new_user("sam")).await;
    let token = new_token(&server, &id).await;
    let list = async || server.get("/users").token(&token).send().await.status;
    assert_eq!(list().await, 403);
    let path = format!("/users/{id}");
    assert_eq!(server.put(&path).json(&json!({ "userType": "UT_BRANDADMIN" })).send().await.status, 200);
    assert_eq!(list().await, 200);
    assert_eq!(server.put(&path).json(&json!({ "userType": "UT_FULLUSER" })).send().await.status, 200);
    assert_eq!(list().await, 403);
}

#[tokio::test]
async fn what_is_wrong_with_a_user_is_named() {
    let server = TestServer::start().await;
    let id = create(&server, &new_user("sam")).await;
    let long = "x".repeat(101);
    for (name, value) in [
        ("username", json!("no address")),
        ("username", json!("@acme.example")),
        ("username", json!(format!("{long}@acme.example"))),
        ("email", json!("nobody")),
        ("email", json!("a b@acme.example")),
        ("firstName", json!(long)),
        ("lastName", json!(long)),
        ("userType", json!("administrator")),
        ("userType", json!("UT_")),
        ("password", json!("short")),
        ("timeZone", json!("Mars/Olympus")),
        ("language", json!("")),
        ("language", json!("E\u{0}N")),
        ("firstName", json!("\u{0}")),
        ("email", json!("a\u{0}@acme.example")),
        ("divisionId", json!("DV_012345678901234")),
        ("divisionId", json!("SV_012345678901234")),
        ("accountExpirationDate", json!("tomorrow")),
    ] {
        let mut body = new_user("ben");
        body[name] = value.clone();
        let made = server.post("/users").json(&body).send().await;
        assert_eq!(told(&made), (400, "QVAL_1".to_owned()), "{name} = {value}: {}", made.text());
        assert!(made.error_message().contains(name), "{}", made.text());
        let changed = server.put(&format!("/users/{id}")).json(&json!({ name: value })).send().await;
        assert_eq!(told(&changed), (400, "QVAL_1".to_owned()), "{name} = {value}: {}", changed.text());
        assert!(changed.error_message().contains(name), "{}", changed.text());
    }
    let status = server.put(&format!("/users/{id}")).json(&json!({ "status": "asleep" })).send().await;
    assert!(status.status == 400 && status.error_message().contains("notVerified"), "{}", status.text());
    assert_eq!(server.get("/users").send().await.result()["elements"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn what_conflicts_is_told_and_nothing_is_changed() {
    let server = TestServer::start().await;
    let sam = create(&server, &new_user("sam")).await;
    let ben = create(&server, &new_user("ben")).await;
    let again = server.post("/users").json(&new_user("sam")).send().await;
    assert_eq!(told(&again), (409, "GEN_9".to_owned()), "{}", again.text());
    let renamed = json!({ "firstName": "Benjamin", "username": "sam@acme.example" });
    let renamed = server.put(&format!("/users/{ben}")).json(&renamed).send().await;
    assert_eq!(told(&renamed), (409, "GEN_9".to_owned()), "{}", renamed.text());
    assert_eq!(server.get(&format!("/users/{ben}")).send().await.result()["firstName"], "ben");

    let me = who(&server, ADMINISTRATOR).await.result()["userId"].as_str().unwrap().to_owned();
    assert_eq!(server.delete(&format!("/users/{me}")).send().await.status, 409, "one's own account");

    let survey = server.import_survey("Sam's", &survey_file()).await;
    let given = server.put(&format!("/surveys/{survey}")).json(&json!({ "ownerId": sam })).send().await;
    assert_eq!(given.status, 200, "{}", given.text());
    let owner = server.delete(&format!("/users/{sam}")).send().await;
    assert_eq!(told(&owner), (409, "GEN_9".to_owned()), "{}", owner.text());
    assert_eq!(server.delete(&format!("/surveys/{survey}")).send().await.status, 200);
    let free = server.delete(&format!("/users/{sam}")).send().await;
    assert_eq!(free.status, 200, "owns nothing any more: {}", free.text());
}

#[tokio::test]
async fn users_are_listed_a_hundred_to_a_page() {
    let server = TestServer::start().await;
    for number in 0..100 {
        create(&server, &new_user(&format!("user{number:03}"))).await;
    }
    let first = server.get("/users").send().await.result();
    assert_eq!(first["elements"].as_array().unwrap().len(), 100);
    assert_eq!(first["nextPage"], "http://canvass.test/API/v3/users?offset=100");
    let path = first["nextPage"].as_str().unwrap().strip_prefix("http://canvass.test").unwrap();
    let second = server.ask(Method::GET, path).token(ADMINISTRATOR).send().await.result();
    assert_eq!(second["elements"].as_array().unwrap().len(), 1);
    assert!(second["nextPage"].is_null(), "{second}");
    let all = [&first, &second].into_iter().flat_map(|page| page["elements"].as_array().unwrap());
    let ids: std::collections::BTreeSet<&str> = all.map(|user| user["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 101, "none twice and none left out");
}

#[tokio::test]
async fn what_can_be_null_is_cleared_by_it_and_kept_when_left_out() {
    let server = TestServer::start().await;
    let mut body = new_user("sam");
    body["accountExpirationDate"] = json!("2031-01-01T00:00:00Z");
    let path = format!("/users/{}", create(&server, &body).await);
    let ends = async |change: Value| {
        let changed = server.put(&path).json(&change).send().await;
        assert_eq!(changed.status, 200, "{}", changed.text());
        server.get(&path).send().await.result()["accountExpirationDate"].clone()
    };
    assert_eq!(ends(json!({ "lastName": "Sommer" })).await, "2031-01-01T00:00:00Z");
    assert_eq!(ends(json!({ "accountExpirationDate": null })).await, Value::Null);
    assert_eq!(
        ends(json!({ "accountExpirationDate": "2032-01-01T00:00:00Z" })).await,
        "2032-01-01T00:00:00Z"
    );
    let same = server.put(&path).json(&json!({ "lastName": null })).send().await;
    assert_eq!(same.status, 200, "{}", same.text());
    assert_eq!(
        server.get(&path).send().await.result()["lastName"],
        "Sommer",
        "what is never null keeps its value"
    );
}

#[tokio::test]
async fn what_is_not_supported_is_refused_and_the_name_that_is_shown_is_taken() {
    let server = TestServer::start().await;
    let path = format!("/users/{}", create(&server, &new_user("sam")).await);
    let tree = json!({ "controlPanel": { "surveyPermissions": { "flyRockets": { "state": "off" } } } });
    let refused = server.put(&path).json(&json!({ "firstName": "Sam", "permissions": tree })).send().await;
    assert_eq!(told(&refused), (400, "QVAL_1".to_owned()), "{}", refused.text());
    assert!(refused.error_message().contains("flyRockets"), "{}", refused.text());
    assert_eq!(server.get(&path).send().await.result()["firstName"], "sam", "nothing was changed");
    for (name, status) in [("accountStatus", "disabled"), ("status", "active")] {
        assert_eq!(server.put(&path).json(&json!({ name: status })).send().await.status, 200);
        assert_eq!(server.get(&path).send().await.result()["accountStatus"], status, "{name}");
    }
}

/// Makes another administrator and gives id and token.
async fn administrator(server: &TestServer, name: &str) -> (String, String) {
    let mut body = new_user(name);
    body["userType"] = json!("UT_BRANDADMIN");
    let id = create(server, &body).await;
    let token = new_token(server, &id).await;
    (id, token)
}

#[tokio::test]
async fn the_last_administrator_cannot_be_taken_away_in_any_way() {
    let server = TestServer::start().await;
    let me = who(&server, ADMINISTRATOR).await.result()["userId"].as_str().unwrap().to_owned();
    let mine = format!("/users/{me}");
    create(&server, &new_user("sam")).await;
    let tomorrow = server.app.now().plus(86_400_000).iso();
    let ways = [
        json!({ "userType": "UT_FULLUSER" }),
        json!({ "status": "disabled" }),
        json!({ "accountStatus": "disabled" }),
        json!({ "accountExpirationDate": "2001-01-01T00:00:00Z" }),
        json!({ "accountExpirationDate": tomorrow }),
    ];
    let refuses_all = async |path: &str, token: &str| {
        for way in &ways {
            let refused = server.put(path).token(token).json(way).send().await;
            assert_eq!(told(&refused), (409, "GEN_9".to_owned()), "{way}: {}", refused.text());
            assert!(refused.error_message().contains("another user"), "{}", refused.text());
        }
    };
    refuses_all(&mine, ADMINISTRATOR).await;
    // What changes nothing of it is taken.
    let same = json!({ "userType": "UT_BRANDADMIN", "status": "notVerified", "firstName": "Ada" });
    assert_eq!(server.put(&mine).json(&same).send().await.status, 200);

    // One that ends, or is disabled, does not stand in for one that stays.
    let (other, token) = administrator(&server, "eva").await;
    let others = format!("/users/{other}");
    for change in [json!({ "accountExpirationDate": tomorrow }), json!({ "status": "disabled" })] {
        assert_eq!(server.put(&others).json(&change).send().await.status, 200);
        refuses_all(&mine, ADMINISTRATOR).await;
    }
    let back = json!({ "status": "active", "accountExpirationDate": null });
    assert_eq!(server.put(&others).json(&back).send().await.status, 200);

    // Now each may go while the other stays, and then the other stays.
    for way in &ways {
        assert_eq!(server.put(&mine).json(way).send().await.status, 200, "{way}");
        refuses_all(&others, &token).await;
        let back = json!({ "userType": "UT_BRANDADMIN", "status": "active", "accountExpirationDate": null });
        assert_eq!(server.put(&mine).token(&token).json(&back).send().await.status, 200);
    }
    assert_eq!(server.delete(&mine).token(&token).send().await.status, 200);
    refuses_all(&others, &token).await;
}

#[tokio::test]
async fn two_administrators_who_disable_each_other_leave_one() {
    let server = TestServer::start().await;
    let me = who(&server, ADMINISTRATOR).await.result()["userId"].as_str().unwrap().to_owned();
    let (other, token) = administrator(&server, "eva").await;
    let (mine, others) = (format!("/users/{me}"), format!("/users/{other}"));
    let (off, on) = (json!({ "status": "disabled" }), json!({ "status": "active" }));
    for _ in 0..8 {
        let (first, second) = tokio::join!(
            server.put(&others).json(&off).send(),
            server.put(&mine).token(&token).json(&off).send(),
        );
        let (first, second) = (first.status, second.status);
        let (loser, winner) = match (first, second) {
            (200, 401 | 409) => (&others, ADMINISTRATOR),
            (401 | 409, 200) => (&mine, token.as_str()),
            both => panic!("one wins, the other is refused: {both:?}"),
        };
        assert_eq!(server.put(loser).token(winner).json(&on).send().await.status, 200);
    }
}
