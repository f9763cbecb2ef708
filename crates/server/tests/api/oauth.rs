//! OAuth 2: programs that get access tokens for their own credentials, and what may be done with these.

use contract::catalogue;
use data_encoding::BASE64;
use http::Method;
use model::scope::{Scope, Scopes};
use model::text::Name;
use model::{BrandId, UserId};
use serde_json::{Value, json};
use services::oauth::{self, ClientOptions, Credentials, NewClient, TOKEN_SECONDS};
use services::operator::Who;
use testkit::{Answer, Ask, Form, Request, TestServer};

const FORM: &str = "application/x-www-form-urlencoded";

/// A program that acts for the first brand's administrator.
async fn client(server: &TestServer, scopes: &str) -> NewClient {
    let me = server.get("/whoami").send().await.result();
    let user = UserId::parse(me["userId"].as_str().unwrap()).unwrap();
    client_of(server, user, scopes).await
}

async fn client_of(server: &TestServer, user: UserId, scopes: &str) -> NewClient {
    let (brand, name) = (BrandId::parse("acme").unwrap(), Name::stored("A program"));
    let scopes = Scopes::parse(scopes).unwrap();
    let options = ClientOptions { name, scopes, redirects: Vec::new() };
    oauth::make_client(&server.app, &brand, &Who::Id(user), &options).await.unwrap()
}

fn asking<'s>(server: &'s TestServer, form: &str) -> Ask<'s> {
    server.ask(Method::POST, "/oauth2/token").bytes(FORM, form)
}

fn basic(id: &str, secret: &str) -> String {
    format!("Basic {}", BASE64.encode(format!("{id}:{secret}").as_bytes()))
}

/// Asks as most programs do: with the header, and without scopes.
async fn ask(server: &TestServer, client: &NewClient, rest: &str) -> Answer {
    let header = basic(&client.id, &client.secret);
    asking(server, &format!("grant_type=client_credentials{rest}"))
        .header("authorization", &header)
        .send()
        .await
}

async fn token(server: &TestServer, client: &NewClient) -> String {
    let answer = ask(server, client, "").await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["access_token"].as_str().unwrap().to_owned()
}

async fn call(server: &TestServer, path: &str, token: &str) -> Answer {
    server.ask(Method::GET, path).header("authorization", &format!("bearer {token}")).send().await
}

fn shown(client: &NewClient) -> Credentials {
    Credentials {
        id: client.id.as_str().to_owned(),
        secret: Some(client.secret.as_str().to_owned()),
        certificate: services::Shown::None,
    }
}

fn error(answer: &Answer) -> (u16, Value) {
    assert!(answer.json()["error_description"].is_string(), "{}", answer.text());
    assert_eq!(answer.header("cache-control"), "no-store");
    (answer.status, answer.json()["error"].clone())
}

#[tokio::test]
async fn a_program_gets_a_token_in_every_way_that_programs_ask_and_acts_as_its_user() {
    let server = TestServer::start().await;
    let client = client(&server, "read:surveys write:surveys").await;
    let (id, secret) = (client.id.as_str(), client.secret.as_str());
    let in_body = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
    let form =
        Form::new().text("grant_type", "client_credentials").text("scope", "write:surveys read:surveys");
    let answers = [
        ask(&server, &client, "&scope=read%3Asurveys%20write%3Asurveys").await,
        ask(&server, &client, "&scope=read:surveys+write:surveys").await,
        ask(&server, &client, "").await,
        ask(&server, &client, &format!("&scope=&client_id={id}")).await,
        asking(&server, &in_body).send().await,
        server
            .ask(Method::POST, "/oauth2/token")
            .header("authorization", &basic(id, secret))
            .form(form)
            .send()
            .await,
    ];
    let mut tokens = Vec::new();
    for answer in &answers {
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(answer.header("content-type"), "application/json");
        assert_eq!(answer.header("cache-control"), "no-store");
        let told = answer.json();
        let rest = (&told["token_type"], &told["expires_in"], &told["scope"]);
        assert_eq!(rest, (&json!("bearer"), &json!(3600), &json!("read:surveys write:surveys")));
        tokens.push(told["access_token"].as_str().unwrap().to_owned());
    }
    let one = ask(&server, &client, "&scope=read:surveys").await.json();
    assert_eq!(one["scope"], "read:surveys");
    let me = server.get("/whoami").send().await.result();
    for token in &tokens {
        assert_eq!(call(&server, "/API/v3/whoami", token).await.result(), me);
        assert_eq!(call(&server, "/API/v3/surveys", token).await.status, 200);
    }
    tokens.sort_unstable();
    tokens.dedup();
    assert_eq!(tokens.len(), answers.len(), "each is another");
    let as_own = server.ask(Method::GET, "/API/v3/whoami").token(&tokens[0]).send().await;
    assert_eq!((as_own.status, as_own.error_code().as_str()), (401, "DCD_7"), "it is no user's own token");
}

#[tokio::test]
async fn every_operation_asks_for_its_scope_and_says_which_is_missing() {
    let server = TestServer::start().await;
    for told in catalogue() {
        let request = Request::example(told);
        let bearer = async |scopes: &str| {
            let token = format!("Bearer {}", token(&server, &client(&server, scopes).await).await);
            request.ask(&server).header("authorization", &token).send().await
        };
        let (id, Some(needed)) = (told.operation.id, told.operation.scope()) else {
            assert_ne!(bearer("write:automations").await.status, 403, "{}", told.operation.id);
            continue;
        };
        let all_others = Scope::all().filter(|scope| {
            let only = Scopes::parse(&scope.to_string()).unwrap();
            !only.allow(needed)
        });
        let all_others: Vec<String> = all_others.map(|scope| scope.to_string()).collect();
        let refused = bearer(&all_others.join(" ")).await;
        assert_eq!(
            (refused.status, refused.error_code().as_str()),
            (403, "AUTH_3.1"),
            "{id}: {}",
            refused.text()
        );
        let missing = format!("missing the following required scopes: {needed}.");
        assert!(refused.error_message().contains(&missing), "{id}: {}", refused.text());
        for enough in [needed.to_string(), "manage:all".to_owned()] {
            let answer = bearer(&enough).await;
            assert!(!answer.text().contains("required scopes"), "{id} with {enough}: {}", answer.text());
        }
        server.advance(61_000);
    }
}

#[tokio::test]
async fn a_token_ends_after_its_hour_with_its_user_and_its_own_rights_are_the_users() {
    let server = TestServer::start().await;
    let sam = json!({
        "username": "sam@acme.example", "firstName": "Sam", "lastName": "A", "email": "sam@acme.example",
        "userType": "UT_FULLUSER", "password": "long-enough",
    });
    let made = server.post("/users").json(&sam).send().await.result();
    let user = UserId::parse(made["id"].as_str().unwrap()).unwrap();
    let client = client_of(&server, user.clone(), "manage:all").await;
    let first = token(&server, &client).await;
    assert_eq!(
        call(&server, "/API/v3/users", &first).await.error_code(),
        "AUTH_3",
        "Sam administers nothing"
    );
    let last = TOKEN_SECONDS * 1000;
    server.advance(last - 1000);
    assert_eq!(call(&server, "/API/v3/whoami", &first).await.result()["userId"], user.as_str());
    server.advance(2000);
    let ended = call(&server, "/API/v3/whoami", &first).await;
    assert_eq!((ended.status, ended.error_code().as_str()), (401, "AUTH_6.0"));

    let second = token(&server, &client).await;
    assert_eq!(call(&server, "/API/v3/whoami", &second).await.status, 200);
    let path = format!("/users/{user}");
    for (status, whoami, next) in [("disabled", 401, 401), ("active", 200, 200)] {
        server.put(&path).json(&json!({ "status": status })).send().await;
        assert_eq!(call(&server, "/API/v3/whoami", &second).await.status, whoami, "{status}");
        assert_eq!(ask(&server, &client, "").await.status, next, "{status}");
    }
    assert_eq!(server.delete(&path).send().await.status, 200);
    assert_eq!(call(&server, "/API/v3/whoami", &second).await.status, 401);
    assert_eq!(error(&ask(&server, &client, "").await), (401, json!("invalid_client")));
}

#[tokio::test]
async fn what_is_wrong_with_a_request_for_a_token_is_told_as_oauth_has_it() {
    let server = TestServer::start().await;
    let own = client(&server, "read:surveys").await;
    let other = client(&server, "read:surveys").await;
    let header = basic(&own.id, &own.secret);
    for (form, expected) in [
        ("", (400, "invalid_request")),
        ("grant_type=", (400, "invalid_request")),
        ("grant_type=client_credentials&grant_type=client_credentials", (400, "invalid_request")),
        ("grant_type=client_credentials&client_secret=x", (400, "invalid_request")),
        ("grant_type=client_credentials&client_id=x", (400, "invalid_request")),
        ("grant_type=password&username=a&password=b", (400, "unsupported_grant_type")),
        ("grant_type=authorization_code&code=x", (400, "invalid_request")),
        ("grant_type=authorization_code&redirect_uri=x", (400, "invalid_request")),
        ("grant_type=authorization_code&code=x&redirect_uri=x", (400, "invalid_grant")),
        ("grant_type=refresh_token", (400, "invalid_request")),
        ("grant_type=refresh_token&refresh_token=x", (400, "invalid_grant")),
        ("grant_type=client_credentials&scope=write:surveys", (400, "invalid_scope")),
        ("grant_type=client_credentials&scope=read:surveys+fly:planes", (400, "invalid_scope")),
    ] {
        let answer = asking(&server, form).header("authorization", &header).send().await;
        assert_eq!(error(&answer), (expected.0, json!(expected.1)), "{form}");
    }
    let form = "grant_type=client_credentials";
    for wrong in [
        basic(&own.id, &other.secret),
        basic(&other.id, &own.secret),
        basic(&own.id, ""),
        basic("", &own.secret),
        basic(&"0".repeat(32), &own.secret),
        basic(&own.id, &own.secret.to_lowercase()),
        "Basic !".to_owned(),
        format!("Bearer {}", own.secret.as_str()),
    ] {
        let answer = asking(&server, form).header("authorization", &wrong).send().await;
        assert_eq!(error(&answer), (401, json!("invalid_client")));
        assert!(answer.header("www-authenticate").starts_with("Basic"));
        assert!(!answer.text().contains(own.secret.as_str()));
    }
    assert_eq!(error(&asking(&server, form).send().await), (401, json!("invalid_client")));
    let json = server.ask(Method::POST, "/oauth2/token").json(&json!({ "grant_type": "client_credentials" }));
    assert_eq!(error(&json.send().await), (400, json!("invalid_request")));
    let long = format!("grant_type=client_credentials&scope={}", "x".repeat(50_000));
    let answer = asking(&server, &long).header("authorization", &header).send().await;
    assert!(answer.body.len() < 500, "what was sent is not repeated whole");
    let large = asking(&server, &"x".repeat(100_000)).send().await;
    assert_eq!(error(&large), (413, json!("invalid_request")));
}

#[tokio::test]
async fn guesses_are_few_and_the_right_secret_works_again_after_a_minute() {
    // Each process counts for itself.
    let server = TestServer::alone(server::Settings::default()).await;
    let client = client(&server, "read:surveys").await;
    let mut statuses = std::collections::BTreeMap::<u16, usize>::new();
    for number in 0..1_000 {
        let guess = basic(&client.id, &format!("{number:064}"));
        let answer = asking(&server, "grant_type=client_credentials")
            .header("authorization", &guess)
            .from("192.0.2.7")
            .send()
            .await;
        *statuses.entry(answer.status).or_default() += 1;
    }
    assert_eq!(statuses.into_iter().collect::<Vec<_>>(), [(401, 120), (429, 880)]);
    let right = async |address: &str| {
        let header = basic(&client.id, &client.secret);
        let ask = asking(&server, "grant_type=client_credentials").header("authorization", &header);
        ask.from(address).send().await
    };
    let refused = right("192.0.2.7").await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, "60"));
    assert_eq!(right("192.0.2.8").await.status, 200, "another address is not kept out");
    server.advance(60_000);
    assert_eq!(right("192.0.2.7").await.status, 200);
}

#[tokio::test]
async fn a_program_ends_its_own_tokens_and_whoever_runs_the_server_ends_the_program() {
    let server = TestServer::start().await;
    let (own, other) = (client(&server, "read:surveys").await, client(&server, "read:surveys").await);
    let revoke = async |client: &NewClient, token: &str| {
        let ask = server.ask(Method::POST, "/oauth2/revoke").bytes(FORM, format!("token={token}"));
        ask.header("authorization", &basic(&client.id, &client.secret)).send().await
    };
    let works = async |token: &str| call(&server, "/API/v3/whoami", token).await.status == 200;
    let (first, second) = (token(&server, &own).await, token(&server, &own).await);
    assert_eq!(revoke(&other, &first).await.status, 200, "whose it is is not told");
    assert!(works(&first).await);
    assert_eq!(revoke(&own, &first).await.status, 200);
    assert!(!works(&first).await && works(&second).await);
    assert_eq!(revoke(&own, &first).await.status, 200, "what has ended may be ended");
    assert_eq!(error(&revoke(&own, "").await), (400, json!("invalid_request")));

    let brand = |id: &str| BrandId::parse(id).unwrap();
    let listed = oauth::clients(&server.app, &brand("acme"), None).await.unwrap();
    assert_eq!(listed.len(), 2);
    assert!(oauth::clients(&server.app, &brand("globex"), None).await.unwrap().is_empty());
    let foreign = oauth::remove_client(&server.app, &brand("globex"), &own.id).await;
    assert!(foreign.unwrap_err().to_string().contains("has no client"));
    assert!(works(&second).await);
    oauth::remove_client(&server.app, &brand("acme"), &own.id).await.unwrap();
    assert!(!works(&second).await);
    assert_eq!(error(&ask(&server, &own, "").await), (401, json!("invalid_client")));
    assert_eq!(ask(&server, &other, "").await.status, 200);
}

#[tokio::test]
async fn neither_secrets_nor_tokens_are_kept_and_a_program_has_a_thousand_at_the_most() {
    let server = TestServer::start().await;
    let client = client(&server, "read:surveys").await;
    let first = token(&server, &client).await;
    assert_eq!(call(&server, "/API/v3/whoami", &first).await.status, 200, "it is known from here on");
    for _ in 0..1_000 {
        server.advance(1);
        oauth::token_for_client(&server.app, &shown(&client), None).await.unwrap();
    }
    assert_eq!(call(&server, "/API/v3/whoami", &first).await.status, 401, "the oldest gave way");
    let last = token(&server, &client).await;
    assert_eq!(call(&server, "/API/v3/whoami", &last).await.status, 200);
    let kept = server.texts("SELECT hash FROM oauth_token").await;
    assert_eq!(kept.len(), 1_000);
    server.advance(2 * 3_600_000);
    let only = token(&server, &client).await;
    assert_eq!(server.texts("SELECT hash FROM oauth_token").await.len(), 1, "those that ended are gone");
    let dump = server.dump().await;
    for secret in [client.secret.as_str(), first.as_str(), last.as_str(), only.as_str()] {
        assert!(!dump.iter().any(|text| text.contains(secret)));
    }
}

/// X10 for access tokens: what one process makes the other knows, and what one ends the other refuses.
#[tokio::test]
async fn every_process_knows_a_programs_tokens_and_refuses_them_with_their_user() {
    let Some(server) = TestServer::pair().await else { return };
    let sam = json!({
        "username": "sam@acme.example", "firstName": "Sam", "lastName": "A", "email": "sam@acme.example",
        "userType": "UT_FULLUSER", "password": "long-enough",
    });
    let made = server.post("/users").json(&sam).send().await.result();
    let user = UserId::parse(made["id"].as_str().unwrap()).unwrap();
    let client = client_of(&server, user.clone(), "read:surveys").await;
    let token = token(&server, &client).await;
    for _ in 0..4 {
        assert_eq!(call(&server, "/API/v3/whoami", &token).await.status, 200);
    }
    let disabled = server.put(&format!("/users/{user}")).json(&json!({"status": "disabled"})).send().await;
    assert_eq!(disabled.status, 200, "{}", disabled.text());
    for _ in 0..4 {
        assert_eq!(call(&server, "/API/v3/whoami", &token).await.status, 401);
    }
}

/// Who can sign in lets a program do whatever the account may: a program that may change users makes itself no such sign-in.
#[tokio::test]
async fn a_program_lets_itself_do_no_more_by_a_password_or_an_administrator_of_its_own() {
    let server = TestServer::start().await;
    let me = server.get("/whoami").send().await.result()["userId"].as_str().unwrap().to_owned();
    let user = |name: &str, user_type: &str| {
        let mail = format!("{name}@acme.example");
        let person = json!({ "username": mail, "firstName": name, "lastName": "A", "email": mail });
        let more = json!({ "userType": user_type, "password": "long-enough" });
        let both = person.as_object().unwrap().clone().into_iter().chain(more.as_object().unwrap().clone());
        Value::Object(both.collect())
    };
    let sam = server.post("/users").json(&user("sam", "UT_FULLUSER")).send().await.result()["id"].clone();
    let sam = format!("/users/{}", sam.as_str().unwrap());
    let me = format!("/users/{me}");
    for (scopes, admitted) in [("write:users", false), ("manage:users", false), ("manage:all", true)] {
        let bearer = format!("Bearer {}", token(&server, &client(&server, scopes).await).await);
        let ask = async |verb: Method, path: &str, body: &Value| {
            let ask = server.ask(verb, &format!("/API/v3{path}")).header("authorization", &bearer);
            ask.json(body).send().await
        };
        let password = json!({ "password": "another-one" });
        for (verb, path, body) in [
            (Method::PUT, &me, password.clone()),
            (Method::PUT, &sam, password.clone()),
            (Method::PUT, &sam, json!({ "userType": "UT_BRANDADMIN" })),
            (Method::POST, &"/users".to_owned(), user("eva", "UT_BRANDADMIN")),
        ] {
            let answer = ask(verb, path, &body).await;
            let expected = if admitted { (200, String::new()) } else { (403, "AUTH_3.1".to_owned()) };
            assert_eq!((answer.status, answer.error_code()), expected, "{scopes} {body}: {}", answer.text());
            assert!(admitted || answer.error_message().contains("scopes: manage:all."), "{}", answer.text());
        }
        let name = format!("new{}", scopes.replace(':', ""));
        assert_eq!(ask(Method::POST, "/users", &user(&name, "UT_FULLUSER")).await.status, 200);
        assert_eq!(
            ask(Method::PUT, &me, &json!({ "userType": "UT_BRANDADMIN" })).await.status,
            200,
            "as it is"
        );
    }
}
