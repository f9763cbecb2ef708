//! API2:2023 Broken Authentication.
//!
//! Elsewhere: a credential is asked for by every operation (`every_operation.rs`), a replaced token and a disabled or expired
//! user are refused at once (`users.rs`), access tokens end (`oauth.rs`), guesses (`brute_force.rs`), tokens are in no log
//! (`conventions.rs`) and no history (`secrets.rs`).
//! Here: what is nearly a token, where a token does not count, two credentials at once, and that all refusals look alike.

use contract::catalogue;
use http::Method;
use model::account::AccountStatus;
use services::tokens::TokenHash;
use testkit::fixtures::{PersonOf, person};
use testkit::server::{ADMINISTRATOR, STRANGER};

use super::*;

/// Texts that are not the token and remind of it.
fn nearly(token: &str) -> Vec<String> {
    let reversed: String = token.chars().rev().collect();
    vec![
        token[1..].to_owned(),
        token[..token.len() - 1].to_owned(),
        format!("{token}0"),
        format!("0{token}"),
        format!("{token}{token}"),
        token.to_lowercase(),
        token.to_uppercase(),
        reversed,
        format!("\"{token}\""),
        format!("'{token}'"),
        format!("<{token}>"),
        format!("{token};"),
        format!("{token},{token}"),
        format!("{token}\t{token}"),
        format!("Bearer {token}"),
        format!("token={token}"),
        token.replace('A', "%41"),
        token.replace('A', "\\u0041"),
        format!("{}*", &token[..20]),
        format!("{}%", &token[..20]),
        "*".to_owned(),
        "%".to_owned(),
        "null".to_owned(),
        "undefined".to_owned(),
        "true".to_owned(),
        "0".to_owned(),
        "' OR '1'='1".to_owned(),
        "admin".to_owned(),
        "x".repeat(40),
        "0".repeat(40),
        "x".repeat(4_000),
        "..%2f..%2f".repeat(4),
    ]
}

#[tokio::test]
async fn what_is_nearly_a_token_is_nobodys_and_all_refusals_are_alike() {
    let server = TestServer::start().await;
    let disabled =
        person(&server, &PersonOf { status: AccountStatus::Disabled, ..PersonOf::default() }).await;
    let user = person(&server, &PersonOf::default()).await;
    let replaced = user.token.clone();
    server.post(&format!("/users/{}/apitoken", user.id)).send().await.result();
    let mut wrong = nearly(ADMINISTRATOR);
    wrong.extend([disabled.token, replaced, TokenHash::of(ADMINISTRATOR).to_string()]);
    // The hash that the database keeps is no credential either, and neither are 40 letters of it.
    wrong.push(TokenHash::of(ADMINISTRATOR).to_string()[..40].to_owned());
    for path in ["/API/v3/whoami", "/API/v3/users"] {
        let mut answers = Vec::new();
        for token in &wrong {
            let answer = server.ask(Method::GET, path).token(token).send().await;
            assert_eq!((answer.status, answer.error_code().as_str()), (401, "DCD_7"), "{token:?}");
            answers.push((token.clone(), answer));
        }
        all_alike(&answers);
        let mut answers = Vec::new();
        for token in &wrong {
            let ask = server.ask(Method::GET, path).header("Authorization", &format!("Bearer {token}"));
            let answer = ask.send().await;
            assert_eq!((answer.status, answer.error_code().as_str()), (401, "AUTH_6.0"), "{token:?}");
            answers.push((token.clone(), answer));
        }
        all_alike(&answers);
    }
}

/// A refusal is the same for what is there and what is not, so that nobody without a token can ask what there is.
#[tokio::test]
async fn who_shows_no_good_token_learns_nothing_of_what_there_is() {
    let server = TestServer::start().await;
    let survey = survey(&server).await;
    for token in [None, Some("x".repeat(40))] {
        let mut answers = Vec::new();
        for id in [survey.as_str(), "SV_0nothing0000000", "nonsense"] {
            let ask = server.ask(Method::GET, &format!("/API/v3/surveys/{id}"));
            let answer = match &token {
                Some(token) => ask.token(token).send().await,
                None => ask.send().await,
            };
            answers.push((id.to_owned(), answer));
        }
        all_alike(&answers);
    }
}

/// In an address a token would be in every log on the way; in a cookie, browsers would send it for other sites.
#[tokio::test]
async fn a_token_counts_in_its_two_headers_alone() {
    let server = TestServer::start().await;
    for name in
        ["X-API-TOKEN", "x-api-token", "apiToken", "api_token", "api_key", "token", "access_token", "key"]
    {
        let path = format!("/API/v3/whoami?{name}={ADMINISTRATOR}");
        let answer = server.ask(Method::GET, &path).send().await;
        assert_eq!((answer.status, answer.error_code().as_str()), (400, "ATP_2"), "?{name}=");
        let cookie = format!("{name}={ADMINISTRATOR}");
        let answer = server.ask(Method::GET, "/API/v3/whoami").header("Cookie", &cookie).send().await;
        assert_eq!((answer.status, answer.error_code().as_str()), (400, "ATP_2"), "Cookie: {name}");
        let body = json!({ name: ADMINISTRATOR, "X-API-TOKEN": ADMINISTRATOR });
        let answer = server.ask(Method::POST, "/API/v3/users").json(&body).send().await;
        assert_eq!((answer.status, answer.error_code().as_str()), (400, "ATP_2"), "a body with {name}");
    }
    let encoded = data_encoding::BASE64.encode(format!("{ADMINISTRATOR}:").as_bytes());
    for (name, value) in [
        ("Authorization", ADMINISTRATOR.to_owned()),
        ("Authorization", format!("Token {ADMINISTRATOR}")),
        ("Authorization", format!("Basic {encoded}")),
        ("Authorization", format!("Bearer:{ADMINISTRATOR}")),
        ("Authorization", "Bearer".to_owned()),
        ("Proxy-Authorization", format!("Bearer {ADMINISTRATOR}")),
        ("X-Api-Key", ADMINISTRATOR.to_owned()),
        ("X-Auth-Token", ADMINISTRATOR.to_owned()),
        ("X-Access-Token", ADMINISTRATOR.to_owned()),
        ("X-Forwarded-User", "UR_3acmeAdmin00000".to_owned()),
        ("X-Remote-User", "UR_3acmeAdmin00000".to_owned()),
    ] {
        let answer = server.ask(Method::GET, "/API/v3/whoami").header(name, &value).send().await;
        assert_eq!((answer.status, answer.error_code().as_str()), (400, "ATP_2"), "{name}: {value}");
    }
    let me = format!("http://{ADMINISTRATOR}@canvass.test/API/v3/whoami");
    let answer = server.ask(Method::GET, &me).send().await;
    assert!(answer.status == 400 || answer.status == 404, "{}", answer.text());
}

/// Where both headers are there, `X-API-TOKEN` is the credential: the other neither helps a wrong one nor harms a right one.
#[tokio::test]
async fn of_two_credentials_one_counts_and_the_other_changes_nothing() {
    let server = TestServer::start().await;
    let ask = |own: &str, bearer: &str| {
        let ask = server.ask(Method::GET, "/API/v3/whoami").token(own);
        ask.header("Authorization", &format!("Bearer {bearer}")).send()
    };
    let none = "x".repeat(40);
    assert_eq!(ask(&none, ADMINISTRATOR).await.status, 401);
    assert_eq!(ask("", ADMINISTRATOR).await.status, 401, "an empty one is one");
    assert_eq!(ask(ADMINISTRATOR, &none).await.result()["brandId"], "acme");
    assert_eq!(ask(ADMINISTRATOR, STRANGER).await.result()["brandId"], "acme");
    assert_eq!(ask(STRANGER, ADMINISTRATOR).await.result()["brandId"], "globex");
}

/// A request is answered as the one who shows the token, whatever else it says of whom it is for.
#[tokio::test]
async fn nothing_else_in_a_request_says_who_calls() {
    let server = TestServer::start().await;
    for (name, value) in [
        ("X-User-Id", "UR_3globexAdmin000"),
        ("X-Brand-Id", "globex"),
        ("X-Organization", "globex"),
        ("X-Original-URL", "/API/v3/organizations/globex"),
        ("X-Rewrite-URL", "/API/v3/organizations/globex"),
        ("X-Forwarded-Host", "globex.qualtrics.com"),
        ("Host", "globex.qualtrics.com"),
        ("Cookie", "brand=globex; session=1"),
    ] {
        for query in ["", "?brandId=globex&userId=UR_3globexAdmin000"] {
            let ask = server.get(&format!("/whoami{query}")).header(name, value);
            assert_eq!(ask.send().await.result()["brandId"], "acme", "{name}: {value}");
        }
    }
}

/// A credential that is good for nobody is refused before anything else is looked at.
#[tokio::test]
async fn a_wrong_token_is_told_before_what_is_wrong_with_the_request() {
    let server = TestServer::start().await;
    for told in catalogue() {
        let ask = server.ask(crate::every_operation::method(told.operation.verb), &told.example_path());
        let answer = ask.token(&"x".repeat(40)).bytes("text/nonsense", "{{{").send().await;
        assert_eq!((answer.status, answer.error_code().as_str()), (401, "DCD_7"), "{}", told.operation.id);
    }
}
