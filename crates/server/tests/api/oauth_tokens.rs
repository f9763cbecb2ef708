//! The tokens of OAuth clients, for those who administer the organization.

use contract::catalogue::operation;
use model::scope::Scopes;
use model::text::{Name, RedirectUri};
use model::{BrandId, UserId};
use serde_json::{Value, json};
use services::oauth::{self, AskedFor, ClientOptions, Credentials, Granted, NewClient};
use services::operator::Who;
use testkit::TestServer;
use testkit::server::STRANGER;

const BACK: &str = "https://app.example/back";

/// A brand's program, and its administrator.
struct Program {
    client: NewClient,
    brand: BrandId,
    user: UserId,
}

impl Program {
    async fn of(server: &TestServer, brand: &str, user: &str) -> Self {
        let (brand, user) = (BrandId::parse(brand).unwrap(), UserId::parse(user).unwrap());
        let options = ClientOptions {
            name: Name::stored("Night export"),
            scopes: Scopes::parse("read:users read:surveys").unwrap(),
            redirects: vec![RedirectUri::parse(BACK).unwrap()],
        };
        let made = oauth::make_client(&server.app, &brand, &Who::Id(user.clone()), &options).await;
        Self { client: made.unwrap(), brand, user }
    }

    fn shown(&self) -> Credentials {
        let (id, secret) = (self.client.id.as_str(), self.client.secret.as_str());
        Credentials { id: id.to_owned(), secret: Some(secret.to_owned()), certificate: services::Shown::None }
    }

    async fn own(&self, server: &TestServer) -> Granted {
        oauth::token_for_client(&server.app, &self.shown(), None).await.unwrap()
    }

    async fn granted(&self, server: &TestServer) -> Granted {
        let client = oauth::client(&server.app, &self.client.id).await.unwrap().unwrap();
        let user = server.store.read().get(&self.brand, &self.user).await.unwrap().unwrap();
        let asked = AskedFor {
            scopes: Scopes::parse("read:surveys").unwrap(),
            redirect: RedirectUri::parse(BACK).unwrap(),
            challenge: None,
        };
        let code = oauth::grant(&server.app, &client, &user, &asked).await.unwrap().unwrap();
        oauth::token_for_code(&server.app, &self.shown(), &code, BACK, None).await.unwrap()
    }
}

async fn works(server: &TestServer, granted: &Granted) -> bool {
    let token = format!("Bearer {}", granted.token.as_str());
    server.ask(http::Method::GET, "/API/v3/whoami").header("authorization", &token).send().await.status == 200
}

async fn ids(server: &TestServer, kind: &str) -> Vec<String> {
    let listed = server.get(&format!("/oauthtokens/{kind}")).send().await.result();
    let elements = listed["elements"].as_array().unwrap();
    elements.iter().map(|token| token["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn tokens_are_listed_without_telling_what_could_be_used() {
    let server = TestServer::start().await;
    let program = Program::of(&server, "acme", "UR_3acmeAdmin00000").await;
    let (own, granted) = (program.own(&server).await, program.granted(&server).await);
    let listed = server.get("/oauthtokens/access").send().await;
    let refresh = server.get("/oauthtokens/refresh").send().await;
    for secret in [own.token.as_str(), granted.token.as_str(), granted.refresh.as_ref().unwrap().as_str()] {
        assert!(!listed.text().contains(secret) && !refresh.text().contains(secret));
    }
    let result = listed.result();
    let elements = result["elements"].as_array().unwrap();
    assert_eq!((elements.len(), &result["nextPage"]), (2, &Value::Null));
    let mut scopes: Vec<_> = elements.iter().map(|token| token["scopes"].to_string()).collect();
    scopes.sort();
    assert_eq!(scopes, [r#"["read:surveys"]"#, r#"["read:users","read:surveys"]"#]);
    let refresh = refresh.result();
    let [one] = refresh["elements"].as_array().unwrap().as_slice() else { panic!("{refresh}") };
    assert_eq!((&one["clientId"], &one["clientName"]), (&json!(program.client.id), &json!("Night export")));
    assert_eq!((&one["userId"], &one["scopes"]), (&json!(program.user), &json!(["read:surveys"])));
    assert!(one["creationDate"].as_str() < one["expirationDate"].as_str(), "{one}");
    let theirs = server.get("/oauthtokens/access").token(STRANGER).send().await.result();
    assert_eq!(theirs["elements"], json!([]));
    // What has ended is told no more.
    server.advance(3_600_000);
    assert_eq!((ids(&server, "access").await.len(), ids(&server, "refresh").await.len()), (0, 1));
    server.advance(30 * 86_400_000);
    assert_eq!(ids(&server, "refresh").await.len(), 0);
}

#[tokio::test]
async fn tokens_are_paged_as_other_lists_are() {
    let server = TestServer::start().await;
    let program = Program::of(&server, "acme", "UR_3acmeAdmin00000").await;
    for _ in 0..103 {
        program.own(&server).await;
    }
    let first = server.get("/oauthtokens/access").send().await.result();
    assert_eq!(first["elements"].as_array().unwrap().len(), 100);
    assert!(first["nextPage"].as_str().unwrap().ends_with("/API/v3/oauthtokens/access?offset=100"));
    let rest = server.get("/oauthtokens/access?offset=100").send().await.result();
    assert_eq!((rest["elements"].as_array().unwrap().len(), &rest["nextPage"]), (3, &Value::Null));
    let part = server.get("/oauthtokens/access?pageSize=60").send().await.result();
    let next = part["nextPage"].as_str().unwrap().split_once("/API/v3").unwrap().1.to_owned();
    assert_eq!(server.get(&next).send().await.result()["elements"].as_array().unwrap().len(), 43);
}

#[tokio::test]
async fn tokens_end_by_their_ids_and_those_of_others_stay() {
    let server = TestServer::start().await;
    let program = Program::of(&server, "acme", "UR_3acmeAdmin00000").await;
    let other = Program::of(&server, "globex", "UR_3globexAdmin000").await;
    let (own, granted) = (program.own(&server).await, program.granted(&server).await);
    let (theirs, their_grant) = (other.own(&server).await, other.granted(&server).await);
    let delete = async |kind: &str, ids: &Value| {
        server.post(&format!("/oauthtokens/{kind}/delete")).json(&json!({ "ids": ids })).send().await
    };
    for kind in ["access", "refresh"] {
        let of_theirs = server.get(&format!("/oauthtokens/{kind}")).token(STRANGER).send().await.result();
        for token in of_theirs["elements"].as_array().unwrap() {
            let answer = delete(kind, &json!([token["id"], "0".repeat(32)])).await;
            assert_eq!(answer.status, 200, "{}", answer.text());
        }
        // Ids of the other kind are those of nothing.
        let crossed = if kind == "access" { "refresh" } else { "access" };
        assert_eq!(delete(kind, &json!(ids(&server, crossed).await)).await.status, 200);
    }
    for token in [&own, &granted, &theirs, &their_grant] {
        assert!(works(&server, token).await);
    }
    let refresh = ids(&server, "refresh").await;
    assert_eq!(delete("refresh", &json!(refresh)).await.status, 200);
    assert!(!works(&server, &granted).await && works(&server, &own).await);
    let token = granted.refresh.unwrap();
    assert!(oauth::token_for_refresh(&server.app, &program.shown(), &token, None).await.is_err());
    assert_eq!(delete("access", &json!(ids(&server, "access").await)).await.status, 200);
    assert!(!works(&server, &own).await && works(&server, &theirs).await);
    assert_eq!(delete("access", &json!(refresh)).await.status, 200, "what is gone may be ended");
}

#[tokio::test]
async fn what_is_wrong_is_named() {
    let server = TestServer::start().await;
    for path in ["/oauthtokens/id", "/oauthtokens/Access"] {
        let answer = server.get(path).send().await;
        assert_eq!((answer.status, answer.error_code().as_str()), (400, "QVAL_1"), "{}", answer.text());
        let told = answer.error_message();
        assert!(told.contains("tokenType: access or refresh is expected"), "{told}");
    }
    let id = "0".repeat(32);
    for ids in [json!([]), json!(vec![&id; 101]), json!(["x"]), json!(id), json!([7]), Value::Null] {
        let answer = server.post("/oauthtokens/access/delete").json(&json!({ "ids": ids })).send().await;
        assert_eq!(answer.status, 400, "{ids}: {}", answer.text());
        assert!(answer.error_message().contains("ids"), "{}", answer.text());
    }
    let answer =
        server.post("/oauthtokens/access/delete").json(&json!({ "ids": vec![&id; 100] })).send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

#[test]
fn the_limits_are_the_originals() {
    let limit = |id: &str| operation(id).unwrap().operation.calls_per_minute;
    assert_eq!((limit("listOauthTokens"), limit("deleteOauthTokens")), (500, 3000));
}
