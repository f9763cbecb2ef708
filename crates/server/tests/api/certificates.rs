//! Client certificates: made by administrators, shown over TLS, and demanded where an organization wants that.

use data_encoding::BASE64;
use http::Method;
use model::example::CERTIFICATE_REQUEST;
use model::scope::Scopes;
use model::text::Name;
use model::{BrandId, UserId};
use serde_json::{Value, json};
use services::certificates::{self, Lack};
use services::oauth::{self, ClientOptions};
use services::operator::Who;
use testkit::fixtures::{PersonOf, person};
use testkit::server::{ADMINISTRATOR, STRANGER};
use testkit::{Answer, Ask, Form, TestServer};

const ACME: &str = "/organizations/acme/clientcertificates";
const GLOBEX: &str = "/organizations/globex/clientcertificates";
const DAY: i64 = 86_400_000;

fn making<'s>(server: &'s TestServer, path: &str, request: &str) -> Ask<'s> {
    server.post(path).json(&json!({ "certificateRequest": request }))
}

/// A certificate of the organization: its id, and what a client shows.
async fn made(server: &TestServer, path: &str, token: &str) -> (String, Vec<u8>) {
    let answer = making(server, path, CERTIFICATE_REQUEST).token(token).over_tls(None).send().await.result();
    (answer["id"].as_str().unwrap().to_owned(), der(&answer["certificate"]))
}

fn der(pem: &Value) -> Vec<u8> {
    let body: String = pem.as_str().unwrap().lines().filter(|line| !line.starts_with('-')).collect();
    BASE64.decode(body.as_bytes()).unwrap()
}

fn brand(id: &str) -> BrandId {
    BrandId::parse(id).unwrap()
}

async fn demand(server: &TestServer, id: &str, required: bool) -> Result<(), String> {
    let asked = certificates::require(&server.app, &brand(id), required).await;
    server.app.follow().await.unwrap();
    asked.map_err(|why| why.to_string())
}

fn lacks(answer: &Answer, lack: Lack) {
    assert_eq!((answer.status, answer.error_code().as_str()), (401, "CRT_1"), "{}", answer.text());
    assert_eq!(answer.error_message(), lack.words());
}

async fn list(server: &TestServer) -> Vec<Value> {
    server.get(ACME).send().await.result()["elements"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_certificate_is_made_listed_read_and_deleted() {
    let server = TestServer::start().await;
    assert!(list(&server).await.is_empty());
    let answer = making(&server, ACME, CERTIFICATE_REQUEST).send().await.result();
    assert_eq!(answer.as_object().unwrap().len(), 2, "{answer}");
    let id = answer["id"].as_str().unwrap();
    assert!(id.starts_with("CC_"), "{id}");
    assert!(answer["certificate"].as_str().unwrap().starts_with("-----BEGIN CERTIFICATE-----"));
    let read = server.get(&format!("{ACME}/{id}")).send().await.result();
    assert_eq!((&read["id"], &read["certificate"]), (&answer["id"], &answer["certificate"]));
    let listed = list(&server).await;
    for member in ["id", "creationDate", "expirationDate"] {
        assert_eq!(listed[0][member], read[member]);
    }
    // `current` stands for the caller's own organization, as in Get Organization.
    let current = format!("/organizations/current/clientcertificates/{id}");
    assert_eq!(server.get(&current).send().await.result()["id"], id);

    let deleted =
        server.ask(Method::DELETE, &format!("/API/v3{ACME}/{id}")).token(ADMINISTRATOR).send().await;
    assert_eq!((deleted.status, deleted.json().as_object().unwrap().len()), (200, 1), "{}", deleted.text());
    assert_eq!(server.get(&format!("{ACME}/{id}")).send().await.error_code(), "CRT_4");
    assert!(list(&server).await.is_empty());
}

#[tokio::test]
async fn what_is_no_request_is_refused_by_name_and_line_breaks_are_no_matter() {
    let server = TestServer::start().await;
    let begins = "-----BEGIN CERTIFICATE REQUEST-----";
    let other_signature = CERTIFICATE_REQUEST.replace("1aPd4F", "1aPd4G");
    assert_ne!(other_signature, CERTIFICATE_REQUEST);
    for wrong in [
        "",
        "a request",
        begins,
        &CERTIFICATE_REQUEST.replace(begins, ""),
        // Escaped twice, as by hand: the original answers 500.
        &CERTIFICATE_REQUEST.replace('\n', "\\n"),
        &other_signature,
        &CERTIFICATE_REQUEST.replace("MIHQ", "MIHR"),
        &format!("{CERTIFICATE_REQUEST}{CERTIFICATE_REQUEST}"),
        &"x".repeat(20_000),
    ] {
        let answer = making(&server, ACME, wrong).send().await;
        assert_eq!(
            (answer.status, answer.error_code().as_str()),
            (400, "QVAL_1"),
            "{wrong}: {}",
            answer.text()
        );
        assert!(answer.error_message().contains("parameter certificateRequest: "), "{}", answer.text());
    }
    let missing = server.post(ACME).json(&json!({})).send().await;
    assert!(missing.status == 400 && missing.error_message().contains("certificateRequest"));
    for right in [
        CERTIFICATE_REQUEST.replace('\n', "\r\n"),
        CERTIFICATE_REQUEST.trim().to_owned(),
        CERTIFICATE_REQUEST.replace("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"),
    ] {
        let answer = making(&server, ACME, &right).send().await;
        assert_eq!(answer.status, 200, "{right}: {}", answer.text());
    }
}

#[tokio::test]
async fn there_are_ten_at_the_most_however_many_are_asked_for_at_once() {
    let server = TestServer::start().await;
    for _ in 0..7 {
        made(&server, ACME, ADMINISTRATOR).await;
    }
    // They count when they have ended too.
    server.advance(366 * DAY);
    let at_once = (0..6).map(|_| making(&server, ACME, CERTIFICATE_REQUEST).send());
    let answers = futures_util::future::join_all(at_once).await;
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 200, 200, 409, 409, 409]);
    let full = answers.iter().find(|answer| answer.status == 409).unwrap();
    assert!(full.error_message().contains("10 client certificates"), "{}", full.text());
    let listed = list(&server).await;
    assert_eq!(listed.len(), 10);
    assert_eq!(making(&server, GLOBEX, CERTIFICATE_REQUEST).token(STRANGER).send().await.status, 200);

    let path = format!("/API/v3{ACME}/{}", listed[0]["id"].as_str().unwrap());
    assert_eq!(server.ask(Method::DELETE, &path).token(ADMINISTRATOR).send().await.status, 200);
    assert_eq!(making(&server, ACME, CERTIFICATE_REQUEST).send().await.status, 200);
}

#[tokio::test]
async fn an_organization_sees_its_own_certificates_alone() {
    let server = TestServer::start().await;
    let (id, _) = made(&server, GLOBEX, STRANGER).await;
    for (method, path) in [
        (Method::GET, GLOBEX.to_owned()),
        (Method::POST, GLOBEX.to_owned()),
        (Method::GET, format!("{GLOBEX}/{id}")),
        (Method::DELETE, format!("{GLOBEX}/{id}")),
        (Method::GET, "/organizations/nobody/clientcertificates".to_owned()),
    ] {
        let ask = server.ask(method.clone(), &format!("/API/v3{path}")).token(ADMINISTRATOR);
        let ask = if method == Method::POST {
            ask.json(&json!({ "certificateRequest": CERTIFICATE_REQUEST }))
        } else {
            ask
        };
        let answer = ask.send().await;
        assert_eq!((answer.status, answer.error_code().as_str()), (404, "ORG_4"), "{method} {path}");
    }
    for method in [Method::GET, Method::DELETE] {
        let path = format!("/API/v3{ACME}/{id}");
        let answer = server.ask(method, &path).token(ADMINISTRATOR).send().await;
        assert_eq!((answer.status, answer.error_code().as_str()), (404, "CRT_4"));
    }
    assert_eq!(server.get(&format!("{GLOBEX}/{id}")).token(STRANGER).send().await.status, 200);
}

#[tokio::test]
async fn a_certificate_is_demanded_of_everybody_in_the_organization_and_of_nobody_else() {
    let server = TestServer::start().await;
    let sam = person(&server, &PersonOf::default()).await.token;
    let (_, ours) = made(&server, ACME, ADMINISTRATOR).await;
    let (_, theirs) = made(&server, GLOBEX, STRANGER).await;
    let who = |token: &str| server.get("/whoami").token(token);
    for shown in [None, Some(&b"of another authority"[..]), Some(&theirs), Some(&ours)] {
        assert_eq!(who(ADMINISTRATOR).over_tls(shown).send().await.status, 200, "none is demanded yet");
    }
    demand(&server, "acme", true).await.unwrap();
    for token in [ADMINISTRATOR, &sam] {
        assert_eq!(who(token).over_tls(Some(&ours)).send().await.status, 200);
        lacks(&who(token).over_tls(None).send().await, Lack::None);
        lacks(&who(token).from("192.0.2.1").send().await, Lack::Plain);
        let by_proxy = who(token).from("192.0.2.1").header("x-forwarded-proto", "https");
        lacks(&by_proxy.send().await, Lack::Plain);
        lacks(&who(token).over_tls(Some(&theirs)).send().await, Lack::Unknown);
        lacks(&who(token).over_tls(Some(b"of another authority")).send().await, Lack::Unknown);
    }
    // Before anything else, but not before it is known who calls.
    lacks(&server.get("/surveys?offset=x").token(&sam).over_tls(None).send().await, Lack::None);
    lacks(&server.get("/users").token(&sam).over_tls(None).send().await, Lack::None);
    assert_eq!(server.get("/nowhere").token(&sam).over_tls(None).send().await.status, 404);
    let nobody = server.get("/whoami").token(&"x".repeat(40)).over_tls(None).send().await;
    assert_eq!(nobody.error_code(), "DCD_7");
    for shown in [None, Some(&ours[..]), Some(&theirs)] {
        assert_eq!(who(STRANGER).over_tls(shown).send().await.status, 200, "others are asked for none");
    }

    demand(&server, "acme", false).await.unwrap();
    assert_eq!(who(&sam).from("192.0.2.1").send().await.status, 200);
}

#[tokio::test]
async fn one_that_was_deleted_or_has_ended_is_refused_and_the_last_good_one_stays() {
    let server = TestServer::start().await;
    let nothing = demand(&server, "acme", true).await.unwrap_err();
    assert!(nothing.contains("acme has no client certificate"), "{nothing}");
    let (old, _) = made(&server, ACME, ADMINISTRATOR).await;
    server.advance(365 * DAY);
    let ended = demand(&server, "acme", true).await.unwrap_err();
    assert!(ended.contains("acme has no client certificate"), "{ended}");
    let missing = demand(&server, "nobody", false).await.unwrap_err();
    assert!(missing.contains("no organization nobody"), "{missing}");

    let (first, one) = made(&server, ACME, ADMINISTRATOR).await;
    demand(&server, "acme", true).await.unwrap();
    let delete = |id: &str, shown: &[u8]| {
        let path = format!("/API/v3{ACME}/{id}");
        server.ask(Method::DELETE, &path).token(ADMINISTRATOR).over_tls(Some(shown)).send()
    };
    let last = delete(&first, &one).await;
    assert_eq!((last.status, last.error_code().as_str()), (409, "GEN_9"), "{}", last.text());
    assert_eq!(delete(&old, &one).await.status, 200, "what has ended is no loss");
    let body = json!({ "certificateRequest": CERTIFICATE_REQUEST });
    let second = server.post(ACME).over_tls(Some(&one)).json(&body).send().await.result();
    let two = der(&second["certificate"]);
    assert_eq!(delete(&first, &two).await.status, 200);
    for _ in 0..2 {
        lacks(&server.get("/whoami").over_tls(Some(&one)).send().await, Lack::Unknown);
        assert_eq!(server.get("/whoami").over_tls(Some(&two)).send().await.status, 200);
    }
    server.advance(365 * DAY - 60_000);
    assert_eq!(server.get("/whoami").over_tls(Some(&two)).send().await.status, 200);
    server.advance(60_000);
    lacks(&server.get("/whoami").over_tls(Some(&two)).send().await, Lack::Ended);
}

#[tokio::test]
async fn sixty_days_before_the_end_each_answer_begins_to_tell_of_it() {
    let server = TestServer::start().await;
    let (id, shown) = made(&server, ACME, ADMINISTRATOR).await;
    let (_, theirs) = made(&server, GLOBEX, STRANGER).await;
    let notice = async |path: &str, shown: Option<&[u8]>| {
        server.get(path).over_tls(shown).send().await.json()["meta"]["notice"].clone()
    };
    server.advance(304 * DAY);
    assert_eq!(notice("/whoami", Some(&shown)).await, json!(null));
    server.advance(DAY);
    let ends = list(&server).await[0]["expirationDate"].as_str().unwrap().to_owned();
    let told = notice("/whoami", Some(&shown)).await;
    let told = told.as_str().unwrap();
    assert!(told.contains(&id) && told.contains(&ends), "{told} {ends}");
    assert_eq!(notice("/surveys", Some(&shown)).await, told);
    assert_eq!(notice("/surveys?offset=x", Some(&shown)).await, told, "errors tell it too");
    for other in [None, Some(&theirs[..]), Some(b"of another authority")] {
        assert_eq!(notice("/whoami", other).await, json!(null));
    }
    server.advance(61 * DAY);
    assert_eq!(notice("/whoami", Some(&shown)).await, json!(null), "it has ended, and none is demanded");
}

#[tokio::test]
async fn programs_get_tokens_and_call_with_a_certificate_alone() {
    let server = TestServer::start().await;
    let me = server.get("/whoami").send().await.result();
    let user = Who::Id(UserId::parse(me["userId"].as_str().unwrap()).unwrap());
    let scopes = Scopes::parse("manage:all").unwrap();
    let options = ClientOptions { name: Name::stored("p"), scopes, redirects: Vec::new() };
    let program = oauth::make_client(&server.app, &brand("acme"), &user, &options).await.unwrap();
    let (_, shown) = made(&server, ACME, ADMINISTRATOR).await;
    demand(&server, "acme", true).await.unwrap();
    let ask = |path: &str, secret: &str, rest: &str| {
        let form = format!("client_id={}&client_secret={secret}&{rest}", program.id.as_str());
        server.ask(Method::POST, path).bytes("application/x-www-form-urlencoded", form)
    };
    let grant = "grant_type=client_credentials";
    for (asked, lack) in [
        (ask("/oauth2/token", &program.secret, grant).over_tls(None), Lack::None),
        (ask("/oauth2/token", &program.secret, grant).from("192.0.2.1"), Lack::Plain),
        (ask("/oauth2/revoke", &program.secret, "token=x").over_tls(None), Lack::None),
    ] {
        let refused = asked.send().await;
        assert_eq!((refused.status, &refused.json()["error"]), (401, &json!("invalid_client")));
        assert_eq!(refused.json()["error_description"], lack.words());
    }
    let guess = ask("/oauth2/token", &"x".repeat(64), grant).over_tls(None).send().await;
    assert_eq!(guess.json()["error_description"], "The client is unknown, or its secret is another.");

    let granted = ask("/oauth2/token", &program.secret, grant).over_tls(Some(&shown)).send().await;
    assert_eq!(granted.status, 200, "{}", granted.text());
    let bearer = format!("Bearer {}", granted.json()["access_token"].as_str().unwrap());
    let call = || server.ask(Method::GET, "/API/v3/whoami").header("authorization", &bearer);
    assert_eq!(call().over_tls(Some(&shown)).send().await.status, 200);
    lacks(&call().over_tls(None).send().await, Lack::None);
}

/// The history holds what the API answered, so that it is shown to nobody whom the API would not answer.
#[tokio::test]
async fn the_pages_of_the_documentation_are_no_way_round_it() {
    let server = TestServer::alone(server::Settings::default()).await;
    let (_, shown) = made(&server, ACME, ADMINISTRATOR).await;
    demand(&server, "acme", true).await.unwrap();
    let call = server.get("/whoami").over_tls(Some(&shown)).send().await;
    let id = call.json()["meta"]["requestId"].as_str().unwrap().to_owned();
    let ask = |path: &str| {
        let form = Form::new().text("token", ADMINISTRATOR);
        let ask = server.ask(Method::POST, path).form(form).header("origin", "https://canvass.test");
        ask.header("accept", "application/json")
    };
    let tried = ask("/docs/try/whoAmI").over_tls(Some(&shown)).send().await;
    assert!(tried.text().contains("CRT_1") && tried.text().contains("Try It shows none"), "{}", tried.text());
    for path in ["/docs/history", "/docs/admin"] {
        let refused = ask(path).over_tls(None).send().await;
        assert_eq!(refused.status, 401, "{path}: {}", refused.text());
        assert!(refused.text().contains("demands a client certificate"), "{}", refused.text());
        assert_eq!(ask(path).over_tls(Some(&shown)).send().await.status, 200, "{path}");
    }
    let one = || server.ask(Method::GET, &format!("/docs/exchanges/{id}")).token(ADMINISTRATOR);
    assert_eq!(one().over_tls(None).send().await.status, 401);
    assert_eq!(one().over_tls(Some(&shown)).send().await.status, 200);
}

#[tokio::test]
async fn every_process_demands_it_and_forgets_a_certificate_that_another_has_deleted() {
    let Some(server) = TestServer::pair().await else { return };
    let (first, one) = made(&server, ACME, ADMINISTRATOR).await;
    let (_, two) = made(&server, ACME, ADMINISTRATOR).await;
    let statuses = async |shown: Option<&[u8]>| {
        let mut statuses = Vec::new();
        for _ in 0..4 {
            statuses.push(server.get("/whoami").over_tls(shown).send().await.status);
        }
        statuses
    };
    assert_eq!(statuses(None).await, [200; 4]);
    demand(&server, "acme", true).await.unwrap();
    assert_eq!(statuses(None).await, [401; 4], "both had the caller in memory");
    assert_eq!(statuses(Some(&one)).await, [200; 4]);
    let path = format!("/API/v3{ACME}/{first}");
    let deleted = server.ask(Method::DELETE, &path).token(ADMINISTRATOR).over_tls(Some(&two)).send().await;
    assert_eq!(deleted.status, 200, "{}", deleted.text());
    assert_eq!(statuses(Some(&one)).await, [401; 4]);
    assert_eq!(statuses(Some(&two)).await, [200; 4]);
}
