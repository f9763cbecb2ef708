//! OAuth 2 with people in it: they sign in, let a program act for them, and the program exchanges a code for tokens.

use data_encoding::{BASE64, BASE64URL_NOPAD};
use http::Method;
use model::scope::Scopes;
use model::text::{ClientId, Name, RedirectUri};
use model::{BrandId, UserId};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};
use services::oauth::{self, ClientOptions, NewClient};
use services::operator::Who;
use testkit::server::{ADMINISTRATOR, STRANGER};
use testkit::{Answer, Form, TestServer};

use crate::conventions::LINES;

const FORM: &str = "application/x-www-form-urlencoded";
const BACK: &str = "https://app.example/back?from=canvass";
const LOCAL: &str = "http://127.0.0.1/back";
const SAM: &str = "sam@acme.example";
const PASSWORD: &str = "correct horse & battery";
/// The example of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const ALL: &str = "read:surveys write:surveys";

/// Names and values, before they are encoded.
type Pairs<'p> = &'p [(&'p str, &'p str)];

/// A server with Sam, who may sign in.
async fn with_sam() -> (TestServer, UserId) {
    let server = TestServer::start().await;
    let sam = sam_of(&server).await;
    (server, sam)
}

async fn sam_of(server: &TestServer) -> UserId {
    let sam = json!({
        "username": SAM, "firstName": "Sam", "lastName": "A", "email": SAM, "userType": "UT_FULLUSER",
        "password": PASSWORD,
    });
    let made = server.post("/users").json(&sam).send().await.result();
    UserId::parse(made["id"].as_str().unwrap()).unwrap()
}

fn options() -> ClientOptions {
    let redirects = [BACK, LOCAL].map(|address| RedirectUri::parse(address).unwrap());
    ClientOptions {
        name: Name::stored("Night <export>"),
        scopes: Scopes::parse(ALL).unwrap(),
        redirects: redirects.into(),
    }
}

/// Whose a program is: the first brand's administrator, who is never asked here.
fn administrator() -> Who {
    Who::Id(UserId::parse("UR_3acmeAdmin00000").unwrap())
}

fn acme() -> BrandId {
    BrandId::parse("acme").unwrap()
}

async fn client(server: &TestServer) -> NewClient {
    oauth::make_client(&server.app, &acme(), &administrator(), &options()).await.unwrap()
}

async fn public_client(server: &TestServer) -> ClientId {
    oauth::make_public_client(&server.app, &acme(), &administrator(), &options()).await.unwrap()
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

fn encoded(pairs: &[(&str, &str)]) -> String {
    let pairs = pairs.iter().map(|(name, value)| format!("{name}={}", encode(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// What a program asks for: the usual, with some of it replaced, added or, where the value is empty, left out.
fn asking<'a>(client: &'a str, other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let usual = [
        ("client_id", client),
        ("redirect_uri", BACK),
        ("response_type", "code"),
        ("scope", "read:surveys write:surveys"),
        ("state", "a b&c=d"),
    ];
    let mut pairs: Vec<_> =
        usual.into_iter().filter(|(name, _)| other.iter().all(|one| one.0 != *name)).collect();
    pairs.extend(other.iter().filter(|(_, value)| !value.is_empty()));
    pairs
}

async fn page(server: &TestServer, pairs: &[(&str, &str)]) -> Answer {
    server.ask(Method::GET, &format!("/oauth2/auth?{}", encoded(pairs))).send().await
}

/// Sends the form of the page as a browser does.
async fn send(server: &TestServer, pairs: &[(&str, &str)], more: &[(&str, &str)]) -> Answer {
    let ask = server.ask(Method::POST, "/oauth2/auth").bytes(FORM, encoded(&[pairs, more].concat()));
    ask.header("sec-fetch-site", "same-origin").send().await
}

async fn allow(server: &TestServer, pairs: &[(&str, &str)]) -> Answer {
    send(server, pairs, &[("username", SAM), ("password", PASSWORD), ("decision", "allow")]).await
}

/// Where the browser is led, without the query of ours, and that query.
fn led(answer: &Answer) -> (String, Vec<(String, String)>) {
    assert_eq!(answer.status, 303, "{}", answer.text());
    assert_eq!(
        (answer.header("cache-control"), answer.header("referrer-policy")),
        ("no-store", "no-referrer")
    );
    let (address, query) = answer.header("location").split_once('?').unwrap();
    let plain = |text: &str| percent_decode_str(text).decode_utf8().unwrap().into_owned();
    let pairs = query.split('&').map(|pair| pair.split_once('=').unwrap());
    (address.to_owned(), pairs.map(|(name, value)| (name.to_owned(), plain(value))).collect())
}

fn of<'p>(pairs: &'p [(String, String)], name: &str) -> &'p str {
    pairs.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
}

async fn code(server: &TestServer, pairs: &[(&str, &str)]) -> String {
    let (_, query) = led(&allow(server, pairs).await);
    of(&query, "code").to_owned()
}

async fn token(server: &TestServer, client: Option<&NewClient>, pairs: &[(&str, &str)]) -> Answer {
    let mut ask = server.ask(Method::POST, "/oauth2/token").bytes(FORM, encoded(pairs));
    if let Some(client) = client {
        ask = ask.header("authorization", &basic(client));
    }
    ask.send().await
}

fn basic(client: &NewClient) -> String {
    let both = format!("{}:{}", client.id.as_str(), client.secret.as_str());
    format!("Basic {}", BASE64.encode(both.as_bytes()))
}

async fn exchange(server: &TestServer, client: &NewClient, code: &str) -> Answer {
    token(server, Some(client), &right(code)).await
}

async fn refresh(server: &TestServer, client: &NewClient, token: &str) -> Answer {
    let pairs = [("grant_type", "refresh_token"), ("refresh_token", token)];
    self::token(server, Some(client), &pairs).await
}

/// The tokens that a program gets from its start: access and refresh.
async fn tokens(server: &TestServer, client: &NewClient) -> (String, String) {
    let code = code(server, &asking(&client.id, &[])).await;
    given(&exchange(server, client, &code).await)
}

fn given(answer: &Answer) -> (String, String) {
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("cache-control"), "no-store");
    let told = answer.json();
    assert_eq!((&told["token_type"], &told["expires_in"]), (&json!("bearer"), &json!(3600)));
    let text = |name: &str| told[name].as_str().unwrap().to_owned();
    (text("access_token"), text("refresh_token"))
}

fn error(answer: &Answer) -> (u16, String) {
    (answer.status, answer.json()["error"].as_str().unwrap().to_owned())
}

fn no_grant() -> (u16, String) {
    (400, "invalid_grant".to_owned())
}

async fn whoami(server: &TestServer, token: &str) -> u16 {
    let ask = server.ask(Method::GET, "/API/v3/whoami").header("authorization", &format!("Bearer {token}"));
    ask.send().await.status
}

#[tokio::test]
async fn who_signs_in_lets_a_program_act_which_exchanges_the_code() {
    let (server, sam) = with_sam().await;
    let client = client(&server).await;
    for proof in [&[][..], &[("code_challenge", CHALLENGE), ("code_challenge_method", "S256")]] {
        let pairs = asking(&client.id, proof);
        let asked = page(&server, &pairs).await;
        assert_eq!(asked.status, 200, "{}", asked.text());
        let text = asked.text();
        for told in
            ["Night &lt;export&gt;", "acme", "read surveys", "make and change surveys", "app.example/back"]
        {
            assert!(text.contains(told), "{told}: {text}");
        }
        assert!(!text.contains("<script") && !text.contains("style="), "{text}");
        let policy = asked.header("content-security-policy");
        assert!(policy.contains("form-action 'self' https://app.example;"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("script-src"), "{policy}");
        assert_eq!((asked.header("x-frame-options"), asked.header("cache-control")), ("DENY", "no-store"));
        assert_eq!(asked.header("referrer-policy"), "same-origin");

        let (address, query) = led(&allow(&server, &pairs).await);
        assert_eq!(address, "https://app.example/back");
        assert_eq!((of(&query, "from"), of(&query, "state")), ("canvass", "a b&c=d"));
        assert_eq!(of(&query, "iss"), "http://canvass.test");
        let code = of(&query, "code");
        let mut sent = vec![("grant_type", "authorization_code"), ("code", code), ("redirect_uri", BACK)];
        sent.extend((!proof.is_empty()).then_some(("code_verifier", VERIFIER)));
        let answer = token(&server, Some(&client), &sent).await;
        assert_eq!(answer.json()["scope"], ALL);
        let (access, _) = given(&answer);
        let ask =
            server.ask(Method::GET, "/API/v3/whoami").header("authorization", &format!("Bearer {access}"));
        assert_eq!(ask.send().await.result()["userId"], sam.as_str(), "not the one whose the program is");
    }
    assert_eq!(BASE64URL_NOPAD.encode(digest(&SHA256, VERIFIER.as_bytes()).as_ref()), CHALLENGE);
}

#[tokio::test]
async fn the_forms_and_the_exchange_may_be_multipart_and_the_secret_may_stand_in_the_body() {
    let (server, _) = with_sam().await;
    let client = client(&server).await;
    let mut form = Form::new();
    for (name, value) in asking(&client.id, &[]) {
        form = form.text(name, value);
    }
    let form = form.text("username", SAM).text("password", PASSWORD).text("decision", "allow");
    let (_, query) = led(&server.ask(Method::POST, "/oauth2/auth").form(form).send().await);
    let form = Form::new()
        .text("grant_type", "authorization_code")
        .text("code", of(&query, "code"))
        .text("redirect_uri", BACK)
        .text("client_id", &client.id)
        .text("client_secret", &client.secret);
    let (access, _) = given(&server.ask(Method::POST, "/oauth2/token").form(form).send().await);
    assert_eq!(whoami(&server, &access).await, 200);
}

#[tokio::test]
async fn a_program_without_a_secret_proves_to_be_the_one_that_asked_and_comes_back_to_any_port() {
    let (server, _) = with_sam().await;
    let id = public_client(&server).await;
    let there = "http://127.0.0.1:51004/back";
    let proof = [("code_challenge", CHALLENGE), ("code_challenge_method", "S256"), ("redirect_uri", there)];
    let asked = page(&server, &asking(&id, &proof)).await;
    let policy = asked.header("content-security-policy");
    assert!(policy.contains("form-action 'self' http://127.0.0.1:51004;"), "{policy}");
    let code = code(&server, &asking(&id, &proof)).await;
    let pairs = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", there),
        ("code_verifier", VERIFIER),
        ("client_id", id.as_str()),
    ];
    let (access, first) = given(&token(&server, None, &pairs).await);
    assert_eq!(whoami(&server, &access).await, 200);
    let pairs = [("grant_type", "refresh_token"), ("refresh_token", &first), ("client_id", &id)];
    let (_, second) = given(&token(&server, None, &pairs).await);
    let revoke = [("token", second.as_str()), ("client_id", id.as_str())];
    let revoke = server.ask(Method::POST, "/oauth2/revoke").bytes(FORM, encoded(&revoke));
    assert_eq!(revoke.send().await.status, 200);
    assert_eq!(whoami(&server, &access).await, 401);

    let own = [("grant_type", "client_credentials"), ("client_id", id.as_str())];
    assert_eq!(error(&token(&server, None, &own).await), (400, "unauthorized_client".to_owned()));
    let secret = [&own[..], &[("client_secret", "x")]].concat();
    assert_eq!(error(&token(&server, None, &secret).await), (401, "invalid_client".to_owned()));
    let other = client(&server).await;
    let without = [("grant_type", "client_credentials"), ("client_id", other.id.as_str())];
    assert_eq!(error(&token(&server, None, &without).await), (401, "invalid_client".to_owned()));
}

#[tokio::test]
async fn what_is_asked_wrongly_is_told_to_the_program() {
    let (server, _) = with_sam().await;
    let (secret, public) = (client(&server).await.id, public_client(&server).await);
    let plain = [("code_challenge", VERIFIER), ("code_challenge_method", "plain")];
    let cases: [(&ClientId, Pairs<'_>, &str); 11] = [
        (&secret, &[("response_type", "")], "invalid_request"),
        (&secret, &[("response_type", "token")], "unsupported_response_type"),
        (&secret, &[("scope", "read:users")], "invalid_scope"),
        (&secret, &[("scope", "read:surveys fly:planes")], "invalid_scope"),
        (&secret, &plain, "invalid_request"),
        (&secret, &[("code_challenge", CHALLENGE)], "invalid_request"),
        (&secret, &[("code_challenge_method", "S256")], "invalid_request"),
        (&secret, &[("code_challenge", "short"), ("code_challenge_method", "S256")], "invalid_request"),
        (&secret, &[("scope", "read:surveys"), ("scope", "write:surveys")], "invalid_request"),
        (&public, &[], "invalid_request"),
        (&public, &plain, "invalid_request"),
    ];
    for (id, other, expected) in cases {
        let pairs = asking(id, other);
        for answer in [page(&server, &pairs).await, allow(&server, &pairs).await] {
            let (address, query) = led(&answer);
            assert_eq!(
                (address.as_str(), of(&query, "error")),
                ("https://app.example/back", expected),
                "{other:?}"
            );
            assert_eq!((of(&query, "state"), of(&query, "iss")), ("a b&c=d", "http://canvass.test"));
            assert!(!of(&query, "error_description").is_empty() && of(&query, "code").is_empty());
        }
    }
    let twice = asking(&secret, &[("state", "one"), ("state", "two")]);
    let (_, query) = led(&page(&server, &twice).await);
    assert_eq!((of(&query, "error"), of(&query, "state")), ("invalid_request", ""));
    let (_, query) = led(&send(&server, &asking(&secret, &[]), &[("decision", "deny")]).await);
    assert_eq!((of(&query, "error"), of(&query, "state")), ("access_denied", "a b&c=d"));
    let all = asking(&secret, &[("scope", "")]);
    assert!(page(&server, &all).await.text().contains("write:surveys"), "without a scope it is all of them");
}

#[tokio::test]
async fn nobody_is_led_to_an_address_that_is_not_registered() {
    let (server, _) = with_sam().await;
    let id = client(&server).await.id;
    let bare = ClientOptions { redirects: Vec::new(), ..options() };
    let bare = oauth::make_client(&server.app, &acme(), &administrator(), &bare).await.unwrap().id;
    let nobody = "0".repeat(32);
    let cases: [Pairs<'_>; 13] = [
        &[("client_id", "")],
        &[("client_id", "nonsense")],
        &[("client_id", &nobody)],
        &[("client_id", &id), ("client_id", &id)],
        &[("client_id", &bare)],
        &[("redirect_uri", "")],
        &[("redirect_uri", BACK), ("redirect_uri", BACK)],
        &[("redirect_uri", "https://evil.example/back")],
        &[("redirect_uri", "https://app.example/back")],
        &[("redirect_uri", "https://app.example/back?from=canvass&more")],
        &[("redirect_uri", "https://app.example:444/back?from=canvass")],
        &[("redirect_uri", "http://127.0.0.1:1/other")],
        &[("redirect_uri", "https://app.example/back?from=canvass#x")],
    ];
    for other in cases {
        let pairs = asking(&id, other);
        for answer in [page(&server, &pairs).await, allow(&server, &pairs).await] {
            assert_eq!((answer.status, answer.header("location")), (400, ""), "{other:?}");
            assert!(answer.text().contains("The program asks wrongly"), "{}", answer.text());
            assert!(!answer.text().contains("evil.example"), "{}", answer.text());
        }
    }
    let refused = public_of_nowhere(&server).await;
    assert!(refused.contains("redirect-uri"), "{refused}");
}

async fn public_of_nowhere(server: &TestServer) -> String {
    let nowhere = ClientOptions { redirects: Vec::new(), ..options() };
    let made = oauth::make_public_client(&server.app, &acme(), &administrator(), &nowhere).await;
    made.unwrap_err().to_string()
}

#[tokio::test]
async fn a_form_of_another_site_and_one_without_an_answer_do_nothing() {
    let (server, _) = with_sam().await;
    let id = client(&server).await.id;
    let pairs = asking(&id, &[]);
    let signed = [("username", SAM), ("password", PASSWORD), ("decision", "allow")];
    let text = encoded(&[&pairs[..], &signed].concat());
    for (name, value) in
        [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example"), ("origin", "null")]
    {
        let ask = server.ask(Method::POST, "/oauth2/auth").bytes(FORM, text.clone()).header(name, value);
        let answer = ask.send().await;
        assert_eq!((answer.status, answer.header("location")), (403, ""), "{name}: {value}");
    }
    let own =
        server.ask(Method::POST, "/oauth2/auth").bytes(FORM, text).header("origin", "http://canvass.test");
    assert_eq!(own.send().await.status, 303);
    let neither = send(&server, &pairs, &signed[..2]).await;
    assert_eq!((neither.status, neither.header("location")), (400, ""));
    let json = server.ask(Method::POST, "/oauth2/auth").json(&json!({ "client_id": id.as_str() }));
    assert!((400..500).contains(&json.send().await.status));
    let large = server.ask(Method::POST, "/oauth2/auth").bytes(FORM, "x".repeat(100_000));
    assert_eq!(large.send().await.status, 413);
    let long = server.ask(Method::GET, &format!("/oauth2/auth?state={}", "x".repeat(9_000)));
    assert_eq!(long.send().await.status, 414);
    assert_eq!(server.texts("SELECT id FROM oauth_grant").await.len(), 1);
}

#[tokio::test]
async fn only_people_of_the_programs_organization_sign_in_and_whatever_is_wrong_is_told_the_same() {
    let (server, sam) = with_sam().await;
    let id = client(&server).await.id;
    let eve = json!({
        "username": "eve@globex.example", "firstName": "Eve", "lastName": "G", "email": "eve@globex.example",
        "userType": "UT_FULLUSER", "password": PASSWORD,
    });
    assert_eq!(server.post("/users").token(STRANGER).json(&eve).send().await.status, 200);
    let pairs = asking(&id, &[]);
    let mut told = Vec::new();
    for (name, password) in [
        (SAM, "wrong horse"),
        (SAM, ""),
        ("nobody@acme.example", PASSWORD),
        ("eve@globex.example", PASSWORD),
        ("admin@acme.example", PASSWORD),
        ("no name", PASSWORD),
        ("", PASSWORD),
    ] {
        let answer =
            send(&server, &pairs, &[("username", name), ("password", password), ("decision", "allow")]).await;
        assert_eq!((answer.status, answer.header("location")), (403, ""), "{name}");
        let typed = if name.is_empty() { String::new() } else { format!(" value=\"{name}\"") };
        told.push(answer.text().replace(&typed, ""));
        assert!(!answer.text().contains("wrong horse") && !answer.text().contains(PASSWORD));
    }
    let path = format!("/users/{sam}");
    for change in [
        json!({ "status": "disabled" }),
        json!({ "status": "active", "accountExpirationDate": "2001-01-01T00:00:00Z" }),
    ] {
        assert_eq!(server.put(&path).json(&change).send().await.status, 200, "{change}");
        let answer = allow(&server, &pairs).await;
        assert_eq!(answer.status, 403, "{change}: {}", answer.text());
        told.push(answer.text().replace(&format!(" value=\"{SAM}\""), ""));
    }
    told.dedup();
    assert_eq!(told.len(), 1, "nothing tells what was wrong: {told:#?}");
}

#[tokio::test]
async fn ten_wrong_passwords_are_enough_and_the_right_one_works_after_a_while() {
    // Each process counts for itself.
    let server = TestServer::alone(server::Settings::default()).await;
    sam_of(&server).await;
    let id = client(&server).await.id;
    let pairs = asking(&id, &[]);
    let attempt = async |name: &str, password: &str, address: &str| {
        let more = [("username", name), ("password", password), ("decision", "allow")];
        let text = encoded(&[&pairs[..], &more].concat());
        server.ask(Method::POST, "/oauth2/auth").bytes(FORM, text).from(address).send().await
    };
    for name in [SAM, "nobody@acme.example"] {
        for number in 0..10 {
            let address = format!("192.0.2.{number}");
            assert_eq!(attempt(name, "wrong horse", &address).await.status, 403, "{name}: {number}");
        }
        let refused = attempt(name, PASSWORD, "192.0.2.99").await;
        let wait: u64 = refused.header("retry-after").parse().unwrap();
        assert!(refused.status == 429 && (800..=900).contains(&wait), "{name}: {wait}");
        assert!(
            refused.text().contains("There were too many wrong tries. Try again in"),
            "{}",
            refused.text()
        );
    }
    server.advance(800_000);
    assert_eq!(attempt(SAM, PASSWORD, "192.0.2.99").await.status, 429);
    server.advance(100_000);
    assert_eq!(attempt(SAM, PASSWORD, "192.0.2.99").await.status, 303);

    for number in 0..40 {
        let name = format!("user{number}@acme.example");
        assert_eq!(attempt(&name, "wrong horse", "198.51.100.7").await.status, 403, "{number}");
    }
    assert_eq!(attempt(SAM, PASSWORD, "198.51.100.7").await.status, 429, "the address is kept out");
    assert_eq!(attempt(SAM, PASSWORD, "198.51.100.8").await.status, 303, "and no other");
    server.advance(900_000);
    assert_eq!(attempt(SAM, PASSWORD, "198.51.100.7").await.status, 303);
    for number in 0..300 {
        let asked = server.ask(Method::GET, "/oauth2/auth").from("203.0.113.1").send().await;
        assert_eq!(asked.status, if number < 120 { 400 } else { 429 }, "{number}");
    }
}

#[tokio::test]
async fn a_code_is_good_once_and_its_second_use_ends_all_that_came_of_it() {
    let (server, _) = with_sam().await;
    let client = client(&server).await;
    let code = code(&server, &asking(&client.id, &[])).await;
    let (access, first) = given(&exchange(&server, &client, &code).await);
    assert_eq!(whoami(&server, &access).await, 200);
    assert_eq!(error(&exchange(&server, &client, &code).await), no_grant());
    assert_eq!(whoami(&server, &access).await, 401);
    assert_eq!(error(&refresh(&server, &client, &first).await), no_grant());
    assert!(server.texts("SELECT id FROM oauth_grant").await.is_empty());
}

fn right(code: &str) -> [(&str, &str); 3] {
    [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", BACK)]
}

#[tokio::test]
async fn a_code_is_for_its_program_its_address_and_its_proof_and_for_a_minute() {
    let (server, _) = with_sam().await;
    let (own, other) = (client(&server).await, client(&server).await);
    let proof = [("code_challenge", CHALLENGE), ("code_challenge_method", "S256")];
    let wrong_verifier = VERIFIER.replace('d', "e");
    let cases: [(Pairs<'_>, &NewClient, Pairs<'_>); 5] = [
        (&[], &other, &[]),
        (&[], &own, &[("code_verifier", VERIFIER)]),
        (&proof, &own, &[]),
        (&proof, &own, &[("code_verifier", &wrong_verifier)]),
        (&proof, &own, &[("code_verifier", CHALLENGE)]),
    ];
    for (asked, shown, more) in cases {
        let code = code(&server, &asking(&own.id, asked)).await;
        let pairs = [&right(&code)[..], more].concat();
        assert_eq!(error(&token(&server, Some(shown), &pairs).await), no_grant(), "{asked:?} {more:?}");
        // What was tried with something wrong is in the wrong hands.
        let proved = [&right(&code)[..], &[("code_verifier", VERIFIER)][..asked.len().min(1)]].concat();
        assert_eq!(error(&token(&server, Some(&own), &proved).await), no_grant(), "{asked:?} {more:?}");
    }
    for address in [LOCAL, "https://app.example/back", "https://evil.example/"] {
        let code = code(&server, &asking(&own.id, &[])).await;
        let pairs = [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", address)];
        assert_eq!(error(&token(&server, Some(&own), &pairs).await), no_grant(), "{address}");
    }
    for (milliseconds, works) in [(50_000, true), (60_000, false)] {
        let code = code(&server, &asking(&own.id, &[])).await;
        server.advance(milliseconds);
        let answer = exchange(&server, &own, &code).await;
        assert_eq!(answer.status == 200, works, "{}", answer.text());
    }
    assert_eq!(error(&exchange(&server, &own, &"x".repeat(64)).await), no_grant());
}

#[tokio::test]
async fn a_refresh_token_is_good_once_and_an_old_one_ends_the_family() {
    let (server, _) = with_sam().await;
    let (own, other) = (client(&server).await, client(&server).await);
    let (access, first) = tokens(&server, &own).await;
    assert_eq!(error(&refresh(&server, &other, &first).await), no_grant(), "it is another's");
    let (second_access, second) = given(&refresh(&server, &own, &first).await);
    assert_ne!((&access, &first), (&second_access, &second));
    for token in [&access, &second_access] {
        assert_eq!(whoami(&server, token).await, 200);
    }
    assert_eq!(error(&refresh(&server, &own, &first).await), no_grant());
    for token in [&access, &second_access] {
        assert_eq!(whoami(&server, token).await, 401);
    }
    assert_eq!(error(&refresh(&server, &own, &second).await), no_grant(), "the good one is in doubt too");
    for wrong in ["x".to_owned(), "é".repeat(32), "x".repeat(64), access.clone(), first[..63].to_owned()] {
        assert_eq!(error(&refresh(&server, &own, &wrong).await), no_grant(), "{wrong}");
    }
}

#[tokio::test]
async fn less_may_be_asked_for_with_a_refresh_token_and_no_more_and_it_may_stand_in_the_address() {
    let (server, _) = with_sam().await;
    let client = client(&server).await;
    let (_, first) = tokens(&server, &client).await;
    let with = async |token: &str, scope: &str| {
        let pairs = [("grant_type", "refresh_token"), ("refresh_token", token), ("scope", scope)];
        self::token(&server, Some(&client), &pairs).await
    };
    for wrong in ["read:users", "read:surveys fly:planes"] {
        assert_eq!(error(&with(&first, wrong).await), (400, "invalid_scope".to_owned()));
    }
    let less = with(&first, "read:surveys").await;
    assert_eq!(less.json()["scope"], "read:surveys");
    let (_, second) = given(&less);
    assert_eq!(
        error(&with(&first, "read:users").await),
        no_grant(),
        "an old one learns nothing and ends all"
    );
    assert_eq!(error(&with(&second, "").await), no_grant());

    let (_, third) = tokens(&server, &client).await;
    let pairs = [("grant_type", "refresh_token"), ("refresh_token", third.as_str()), ("scope", ALL)];
    let path = format!("/oauth2/token?{}", encoded(&pairs));
    let ask = server.ask(Method::POST, &path).header("authorization", &basic(&client));
    let answer = ask.send().await;
    assert_eq!(answer.json()["scope"], ALL, "what was granted is there again");
    let (_, fourth) = given(&answer);
    let both = server.ask(Method::POST, &format!("/oauth2/token?refresh_token={fourth}"));
    let both = both.bytes(FORM, "grant_type=refresh_token").header("authorization", &basic(&client));
    let (_, fifth) = given(&both.send().await);
    for (path, body) in [
        (format!("?refresh_token={fifth}"), format!("grant_type=refresh_token&refresh_token={fifth}")),
        (
            format!("?client_secret={}&refresh_token={fifth}", client.secret.as_str()),
            "grant_type=refresh_token".into(),
        ),
        ("?grant_type=client_credentials".to_owned(), String::new()),
    ] {
        let ask = server.ask(Method::POST, &format!("/oauth2/token{path}")).bytes(FORM, body);
        let answer = ask.header("authorization", &basic(&client)).send().await;
        assert_eq!(error(&answer), (400, "invalid_request".to_owned()));
    }
    assert_eq!(refresh(&server, &client, &fifth).await.status, 200, "none of it used the token up");
}

#[tokio::test]
async fn what_was_granted_ends_when_it_is_not_used_and_after_a_year() {
    const DAY: i64 = 86_400_000;
    let (server, _) = with_sam().await;
    let client = client(&server).await;
    let (_, mut last) = tokens(&server, &client).await;
    let began = server.app.now();
    for _ in 0..12 {
        server.advance(30 * DAY - 60_000);
        (_, last) = given(&refresh(&server, &client, &last).await);
    }
    // Half an hour before the year is over.
    server.advance(365 * DAY - (server.app.now().0 - began.0) - 1_800_000);
    let answer = refresh(&server, &client, &last).await;
    let told = answer.json();
    let seconds = told["expires_in"].as_i64().unwrap();
    assert!((1_700..=1_800).contains(&seconds), "no token outlives what was granted: {told}");
    let text = |name: &str| told[name].as_str().unwrap();
    assert_eq!(whoami(&server, text("access_token")).await, 200);
    server.advance(1_800_000);
    assert_eq!(whoami(&server, text("access_token")).await, 401);
    assert_eq!(error(&refresh(&server, &client, text("refresh_token")).await), no_grant());

    let (_, idle) = tokens(&server, &client).await;
    server.advance(30 * DAY);
    assert_eq!(error(&refresh(&server, &client, &idle).await), no_grant());
    assert!(server.texts("SELECT id FROM oauth_grant").await.is_empty(), "and is gone");
}

#[tokio::test]
async fn a_program_ends_one_token_or_all_that_was_granted() {
    let (server, _) = with_sam().await;
    let (own, other) = (client(&server).await, client(&server).await);
    let revoke = async |client: &NewClient, token: &str| {
        let ask = server.ask(Method::POST, "/oauth2/revoke").bytes(FORM, format!("token={token}"));
        ask.header("authorization", &basic(client)).send().await.status
    };
    let (access, first) = tokens(&server, &own).await;
    let (second_access, second) = given(&refresh(&server, &own, &first).await);
    for token in [&access, &second] {
        assert_eq!(revoke(&other, token).await, 200, "whose it is is not told");
    }
    assert_eq!(whoami(&server, &access).await, 200);
    assert_eq!(revoke(&own, &access).await, 200);
    assert_eq!((whoami(&server, &access).await, whoami(&server, &second_access).await), (401, 200));
    assert_eq!(revoke(&own, &second).await, 200);
    assert_eq!(whoami(&server, &second_access).await, 401);
    assert_eq!(error(&refresh(&server, &own, &second).await), no_grant());
    let (access, first) = tokens(&server, &own).await;
    let (_, _) = given(&refresh(&server, &own, &first).await);
    assert_eq!(revoke(&own, &first).await, 200, "an old one of the family ends it as well");
    assert_eq!(whoami(&server, &access).await, 401);
}

#[tokio::test]
async fn with_the_user_the_password_or_the_program_all_ends() {
    let (server, sam) = with_sam().await;
    let own = client(&server).await;
    let path = format!("/users/{sam}");
    for change in [json!({ "status": "disabled" }), json!({ "password": PASSWORD })] {
        let (access, first) = tokens(&server, &own).await;
        let pending = code(&server, &asking(&own.id, &[])).await;
        assert_eq!(whoami(&server, &access).await, 200);
        assert_eq!(server.put(&path).json(&change).send().await.status, 200);
        for _ in 0..2 {
            assert_eq!(whoami(&server, &access).await, 401, "{change}");
            assert_eq!(error(&refresh(&server, &own, &first).await), no_grant(), "{change}");
            assert_eq!(error(&exchange(&server, &own, &pending).await), no_grant(), "{change}");
            // What has ended does not come back.
            server.put(&path).json(&json!({ "status": "active" })).send().await;
        }
    }
    let (access, first) = tokens(&server, &own).await;
    server.put(&path).json(&json!({ "accountExpirationDate": "2001-01-01T00:00:00Z" })).send().await;
    assert_eq!(whoami(&server, &access).await, 401);
    assert_eq!(error(&refresh(&server, &own, &first).await), no_grant(), "the account is over");
    server.put(&path).json(&json!({ "accountExpirationDate": null })).send().await;
    given(&refresh(&server, &own, &first).await);

    let (access, first) = tokens(&server, &own).await;
    assert_eq!(whoami(&server, &access).await, 200);
    oauth::remove_client(&server.app, &acme(), &own.id).await.unwrap();
    assert_eq!(whoami(&server, &access).await, 401);
    assert_eq!(error(&refresh(&server, &own, &first).await), (401, "invalid_client".to_owned()));
    assert_eq!(page(&server, &asking(&own.id, &[])).await.status, 400);

    // A program of Sam's, for which the administrator's own tokens end with Sam.
    let of_sam = oauth::make_client(&server.app, &acme(), &Who::Id(sam.clone()), &options()).await.unwrap();
    let eva = json!({
        "username": "eva@acme.example", "firstName": "Eva", "lastName": "A", "email": "eva@acme.example",
        "userType": "UT_FULLUSER", "password": PASSWORD,
    });
    assert_eq!(server.post("/users").json(&eva).send().await.status, 200);
    let more = [("username", "eva@acme.example"), ("password", PASSWORD), ("decision", "allow")];
    let (_, query) = led(&send(&server, &asking(&of_sam.id, &[]), &more).await);
    let (of_eva, _) = given(&exchange(&server, &of_sam, of(&query, "code")).await);
    let (access, _) = tokens(&server, &of_sam).await;
    for token in [&of_eva, &access] {
        assert_eq!(whoami(&server, token).await, 200);
    }
    assert_eq!(server.delete(&path).send().await.status, 200);
    for token in [&of_eva, &access] {
        assert_eq!(whoami(&server, token).await, 401);
    }
    for table in ["SELECT id FROM oauth_token", "SELECT id FROM oauth_grant", "SELECT id FROM oauth_client"] {
        assert!(server.texts(table).await.is_empty(), "{table}");
    }
}

#[tokio::test]
async fn no_secret_is_kept_and_nobody_has_more_than_fifty_grants_of_a_program() {
    let (server, sam) = with_sam().await;
    let client = client(&server).await;
    let user = |sam: &UserId| {
        let (server, sam) = (&server, sam.clone());
        async move { server.store.read().get(&acme(), &sam).await.unwrap().unwrap() }
    };
    let (user, found) = (user(&sam).await, oauth::client(&server.app, &client.id).await.unwrap().unwrap());
    let asked = oauth::AskedFor {
        scopes: Scopes::parse(ALL).unwrap(),
        redirect: RedirectUri::parse(BACK).unwrap(),
        challenge: None,
    };
    let (access, first) = tokens(&server, &client).await;
    assert_eq!(whoami(&server, &access).await, 200);
    let mut codes = Vec::new();
    for _ in 0..60 {
        server.advance(1);
        codes.push(oauth::grant(&server.app, &found, &user, &asked).await.unwrap().unwrap());
    }
    assert_eq!(server.texts("SELECT id FROM oauth_grant").await.len(), 50);
    assert_eq!(error(&refresh(&server, &client, &first).await), no_grant(), "the oldest gave way");
    assert_eq!(whoami(&server, &access).await, 401);
    let (mut last, dump) = (given(&exchange(&server, &client, &codes[59]).await).1, server.dump().await);
    let secrets = [client.secret.as_str(), &access, &first, &last, &codes[0], &codes[59], PASSWORD];
    assert!(!dump.iter().any(|row| secrets.iter().any(|secret| row.contains(secret))));
    for _ in 0..30 {
        server.advance(1_000);
        (_, last) = given(&refresh(&server, &client, &last).await);
    }
    assert_eq!(server.texts("SELECT id FROM oauth_token").await.len(), 20, "of a grant so many count");
    server.advance(60_000);
    oauth::grant(&server.app, &found, &user, &asked).await.unwrap().unwrap();
    assert_eq!(
        server.texts("SELECT id FROM oauth_grant").await.len(),
        2,
        "codes that nobody came for are gone"
    );
}

/// Addresses are written down by whoever passes requests on, and by no part of this server.
#[tokio::test]
async fn no_log_line_no_metric_and_no_history_shows_what_stands_in_an_address() {
    let lines = &*LINES;
    // Each process has a history of its own.
    let server = TestServer::alone(server::Settings::default()).await;
    sam_of(&server).await;
    let client = client(&server).await;
    let pairs = asking(&client.id, &[("state", "Q7markerOfTheState")]);
    let (_, query) = led(&allow(&server, &pairs).await);
    page(&server, &pairs).await;
    let code = of(&query, "code").to_owned();
    let (access, first) = given(&exchange(&server, &client, &code).await);
    let secrets =
        [("grant_type", "refresh_token"), ("refresh_token", first.as_str()), ("scope", "read:surveys")];
    for method in [Method::POST, Method::GET, Method::PUT] {
        let ask = server.ask(method, &format!("/oauth2/token?{}", encoded(&secrets)));
        ask.header("authorization", &basic(&client)).send().await;
    }
    for path in ["/oauth2/auth", "/oauth2/revoke", "/oauth2/nowhere"] {
        let path = format!("{path}?state=Q7markerOfTheState&code={code}&token={access}");
        server.ask(Method::PUT, &path).token(ADMINISTRATOR).send().await;
        server.ask(Method::GET, &path).token(ADMINISTRATOR).send().await;
    }
    server.get("/whoami").send().await;
    let log = lines.text();
    let history = server.ask(Method::POST, "/docs/history").form(Form::new().text("token", ADMINISTRATOR));
    let history = history.send().await.text();
    let metrics = server.ask(Method::GET, "/metrics").from("127.0.0.1").send().await.text();
    assert!(log.contains("/API/v3/whoami") && history.contains("/API/v3/whoami"), "{history}");
    for secret in ["Q7markerOfTheState", code.as_str(), &access, &first, &client.secret, PASSWORD] {
        assert!(!log.contains(secret), "the log holds {secret}");
        assert!(!history.contains(secret) && !metrics.contains(secret), "{secret}");
    }
}

/// What one process gives the other knows, takes once, and ends.
#[tokio::test]
async fn processes_share_codes_and_tokens() {
    let Some(server) = TestServer::pair().await else { return };
    sam_of(&server).await;
    let client = client(&server).await;
    let code = code(&server, &asking(&client.id, &[])).await;
    let both = tokio::join!(exchange(&server, &client, &code), exchange(&server, &client, &code));
    let statuses = [both.0.status, both.1.status];
    assert!(statuses.contains(&400), "a code is good once: {statuses:?}");
    let (access, mut last) = tokens(&server, &client).await;
    for _ in 0..4 {
        assert_eq!(whoami(&server, &access).await, 200);
        (_, last) = given(&refresh(&server, &client, &last).await);
    }
    oauth::remove_client(&server.app, &acme(), &client.id).await.unwrap();
    for _ in 0..4 {
        assert_eq!(whoami(&server, &access).await, 401);
    }
}

#[tokio::test]
async fn programs_read_where_all_this_is() {
    let server = TestServer::start().await;
    let told: Value = server.ask(Method::GET, "/.well-known/oauth-authorization-server").send().await.json();
    assert_eq!(told["issuer"], "http://canvass.test");
    assert_eq!(told["authorization_endpoint"], "http://canvass.test/oauth2/auth");
    assert_eq!(told["code_challenge_methods_supported"], json!(["S256"]));
    assert!(told["scopes_supported"].as_array().unwrap().contains(&json!("read:surveys")));
}

#[tokio::test]
async fn who_signed_in_is_told_and_counted_and_guesses_are_not() {
    let (server, sam) = with_sam().await;
    let client = client(&server).await;
    let pairs = asking(&client.id, &[]);
    let wrong = [("username", SAM), ("password", "battery horse"), ("decision", "allow")];
    assert_eq!(send(&server, &pairs, &wrong).await.status, 403);
    let last = async || server.get(&format!("/users/{sam}")).send().await.result()["lastLoginDate"].clone();
    let activity =
        async || server.get("/organizations/acme").send().await.result()["stats"]["loginActivity"].clone();
    assert_eq!(last().await, Value::Null);
    let users = activity().await["totalUsers"].as_i64().unwrap();
    assert_eq!(
        (activity().await["ever"].as_i64(), activity().await["never"].as_i64()),
        (Some(0), Some(users))
    );
    code(&server, &pairs).await;
    assert!(last().await.as_str().unwrap().ends_with('Z'));
    let now = activity().await;
    assert_eq!((&now["past1Days"], &now["past120Days"], &now["ever"]), (&json!(1), &json!(1), &json!(1)));
    server.advance(8 * 86_400_000);
    let later = activity().await;
    assert_eq!(
        (&later["past7Days"], &later["past14Days"], &later["ever"]),
        (&json!(0), &json!(1), &json!(1))
    );
    assert_eq!(later["never"], json!(users - 1));
}

#[tokio::test]
async fn who_may_not_call_the_api_lets_no_program_do_so() {
    let (server, sam) = with_sam().await;
    let client = client(&server).await;
    let (access, refresh_token) = tokens(&server, &client).await;
    let off = json!({ "controlPanel": { "accountPermissions": { "accessApi": { "state": "off" } } } });
    let path = format!("/users/{sam}");
    assert_eq!(server.put(&path).json(&json!({ "permissions": off })).send().await.status, 200);
    assert_eq!(whoami(&server, &access).await, 401);
    assert_eq!(error(&refresh(&server, &client, &refresh_token).await), no_grant());
    let refused = allow(&server, &asking(&client.id, &[])).await;
    assert_eq!(refused.status, 403, "as with a wrong password");
}

/// Comparing a password takes its time. What happens to the account meanwhile ends what is granted a moment later as well.
#[tokio::test]
async fn what_ends_grants_ends_the_one_that_is_just_being_made() {
    let (server, sam) = with_sam().await;
    let own = oauth::client(&server.app, &client(&server).await.id).await.unwrap().unwrap();
    let asked = oauth::AskedFor {
        scopes: Scopes::parse(ALL).unwrap(),
        redirect: RedirectUri::parse(BACK).unwrap(),
        challenge: None,
    };
    let path = format!("/users/{sam}");
    for change in [json!({ "password": PASSWORD }), json!({ "status": "disabled" })] {
        let signed = oauth::sign_in(&server.app, &own, SAM, PASSWORD).await.unwrap().unwrap();
        assert!(oauth::grant(&server.app, &own, &signed, &asked).await.unwrap().is_some());
        server.advance(5);
        assert_eq!(server.put(&path).json(&change).send().await.status, 200);
        assert!(oauth::grant(&server.app, &own, &signed, &asked).await.unwrap().is_none(), "{change}");
        assert!(server.texts("SELECT id FROM oauth_grant").await.is_empty(), "{change}");
    }
    assert_eq!(server.put(&path).json(&json!({ "status": "active" })).send().await.status, 200);
    let signed = oauth::sign_in(&server.app, &own, SAM, PASSWORD).await.unwrap().unwrap();
    assert_eq!(server.delete(&path).send().await.status, 200);
    assert!(oauth::grant(&server.app, &own, &signed, &asked).await.unwrap().is_none(), "deleted");
}
