//! Guessing: a tenth of what `cargo xtask soak brute` does with the program itself. No guess succeeds, no answer tells a guess
//! from another, nothing is kept of them, and the right one works again after the back-off.

use data_encoding::BASE64;
use http::Method;
use model::scope::Scopes;
use model::text::Name;
use model::{BrandId, UserId};
use services::oauth::{self, ClientOptions};
use services::operator::Who;
use testkit::server::ADMINISTRATOR;
use testkit::{Answer, Ask, TestServer};

use crate::owasp::{all_alike, face};

const GUESSED_TOKENS: usize = 1_000;
const GUESSED_SECRETS: usize = 100;
/// How many requests for tokens an address may make in a minute.
const A_MINUTE: usize = 120;

/// Guesses in the shape of what is guessed: as many letters, the first ones right, more of them with every guess, and the last
/// one wrong.
fn guess(right: &str, number: usize) -> String {
    let (known, last) = (number % right.len(), if right.ends_with('x') { 'y' } else { 'x' });
    let rest = format!("{number:0>64}{last}");
    format!("{}{}", &right[..known], &rest[rest.len() - (right.len() - known)..])
}

#[tokio::test]
async fn a_thousand_wrong_tokens_are_answered_alike_and_leave_nothing_behind() {
    let server = TestServer::start().await;
    let before = server.dump().await;
    let (mut own, mut bearer) = (Vec::new(), Vec::new());
    for number in 0..GUESSED_TOKENS {
        let guess = guess(ADMINISTRATOR, number);
        assert_ne!(guess, ADMINISTRATOR);
        let ask = server.ask(Method::GET, "/API/v3/whoami").from("192.0.2.7");
        if number % 2 == 0 {
            own.push((guess.clone(), ask.token(&guess).send().await));
        } else {
            let header = format!("Bearer {guess}{}", &"0".repeat(if number % 4 == 1 { 24 } else { 0 }));
            bearer.push((guess, ask.header("Authorization", &header).send().await));
        }
    }
    for answers in [&own, &bearer] {
        assert!(answers.iter().all(|(_, answer)| answer.status == 401));
        all_alike(answers);
    }
    assert_eq!(server.dump().await, before, "guesses are written nowhere");
    let right = server.get("/whoami").from("192.0.2.7").send().await;
    assert_eq!(right.status, 200, "whoever guesses keeps nobody out: {}", right.text());
}

fn asking<'s>(server: &'s TestServer, path: &str, form: &str) -> Ask<'s> {
    server.ask(Method::POST, path).bytes("application/x-www-form-urlencoded", form)
}

/// For the id of a program that there is and of one that there is not, in the header and in the body, to get a token and to
/// end one.
#[tokio::test]
async fn a_hundred_wrong_secrets_are_answered_alike_and_the_right_one_works_after_the_back_off() {
    // Each process counts for itself.
    let server = TestServer::alone(server::Settings::default()).await;
    let me = server.get("/whoami").send().await.result();
    let user = UserId::parse(me["userId"].as_str().unwrap()).unwrap();
    let (brand, name) = (BrandId::parse("acme").unwrap(), Name::stored("A program"));
    let scopes = Scopes::parse("read:surveys").unwrap();
    let options = ClientOptions { name, scopes, redirects: Vec::new() };
    let client = oauth::make_client(&server.app, &brand, &Who::Id(user), &options).await.unwrap();
    let (id, secret) = (client.id.as_str(), client.secret.as_str());
    let basic =
        |id: &str, secret: &str| format!("Basic {}", BASE64.encode(format!("{id}:{secret}").as_bytes()));
    let before = server.dump().await;
    let (mut granting, mut ending) = (Vec::new(), Vec::new());
    let unknown = "0".repeat(id.len());
    for number in 0..GUESSED_SECRETS {
        let (id, guess) = (if number % 2 == 0 { id } else { &unknown }, guess(secret, number));
        let what = format!("{id}:{guess}");
        match number % 4 {
            0 | 1 => {
                let ask = asking(&server, "/oauth2/token", "grant_type=client_credentials");
                let ask = ask.header("authorization", &basic(id, &guess));
                granting.push((what, ask.from("192.0.2.7").send().await));
            }
            2 => {
                let form = format!("grant_type=client_credentials&client_id={id}&client_secret={guess}");
                granting.push((what, asking(&server, "/oauth2/token", &form).from("192.0.2.7").send().await));
            }
            _ => {
                let ask = asking(&server, "/oauth2/revoke", "token=abc")
                    .header("authorization", &basic(id, &guess));
                ending.push((what, ask.from("192.0.2.7").send().await));
            }
        }
    }
    for answers in [&granting, &ending] {
        assert!(answers.iter().all(|(_, answer)| answer.status == 401), "{:?}", face(&answers[0].1));
        all_alike(answers);
    }
    let right = async |address: &str| -> Answer {
        let ask = asking(&server, "/oauth2/token", "grant_type=client_credentials");
        ask.header("authorization", &basic(id, secret)).from(address).send().await
    };
    assert_eq!(server.dump().await, before, "guesses are written nowhere");
    // The rest of the minute's requests, then the back-off: the right secret is told the same as a wrong one.
    for number in GUESSED_SECRETS..A_MINUTE {
        let ask = asking(&server, "/oauth2/token", "grant_type=client_credentials");
        let ask = ask.header("authorization", &basic(id, &guess(secret, number)));
        assert_eq!(ask.from("192.0.2.7").send().await.status, 401);
    }
    let wrong =
        asking(&server, "/oauth2/token", "grant_type=client_credentials").from("192.0.2.7").send().await;
    all_alike(&[("wrong".to_owned(), wrong), ("right".to_owned(), right("192.0.2.7").await)]);
    assert_eq!(right("192.0.2.7").await.status, 429);
    server.advance(60_000);
    assert_eq!(right("192.0.2.7").await.status, 200);
}

#[test]
fn guesses_are_of_the_right_length_and_never_right() {
    for right in [ADMINISTRATOR, "ends-in-x", "ends-in-3"] {
        for number in 0..GUESSED_TOKENS {
            let guess = guess(right, number);
            assert!(guess.len() == right.len() && guess != right, "{guess}");
        }
    }
}
