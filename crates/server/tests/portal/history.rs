//! The history of calls: who sees what, how much is kept, and that no secret is.

use http::Method;
use serde_json::{Value, json};
use testkit::server::{ADMINISTRATOR, STRANGER};
use testkit::{Answer, Form, TestServer};

const HISTORY: &str = "/docs/history";

async fn history(server: &TestServer, token: &str) -> Answer {
    server.ask(Method::POST, HISTORY).form(Form::new().text("token", token)).send().await
}

/// The history's markup as the page's own module asks for it.
async fn fragment(server: &TestServer, token: &str) -> String {
    let ask = server.ask(Method::POST, HISTORY).header("accept", "application/json");
    let answer = ask.bytes("application/x-www-form-urlencoded", format!("token={token}")).send().await;
    assert_eq!(answer.header("cache-control"), "no-store");
    answer.json()["html"].as_str().unwrap().to_owned()
}

/// One exchange of the administrator.
async fn exchange(server: &TestServer, of: &Answer) -> Value {
    let id = of.json()["meta"]["requestId"].as_str().unwrap().to_owned();
    let answer = server.ask(Method::GET, &format!("/docs/exchanges/{id}")).token(ADMINISTRATOR).send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("cache-control"), "no-store");
    answer.json()
}

fn calls(html: &str) -> usize {
    html.matches("<details class=\"exchange\">").count()
}

fn values(told: &Value, name: &str) -> Vec<(String, String)> {
    serde_json::from_value(told[name].clone()).unwrap()
}

#[tokio::test]
async fn calls_of_scripts_and_of_try_it_are_in_the_history() {
    let server = TestServer::start().await;
    let script = server.get("/surveys?offset=0").header("user-agent", "a script/1.0 <b>").send().await;
    assert_eq!(script.status, 200);
    let form = Form::new().text("token", ADMINISTRATOR).text("path.userId", "UR_012345678901234");
    let tried = server.ask(Method::POST, "/docs/try/getUser").form(form).send().await;
    assert!(tried.text().contains("Time in the server") && tried.text().contains("Request ID"));

    let page = history(&server, ADMINISTRATOR).await;
    assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
    assert_eq!(page.header("cache-control"), "no-store");
    let html = page.text();
    assert_eq!(calls(&html), 2, "{html}");
    let (newer, older) = (html.find("/API/v3/users/UR_0").unwrap(), html.find("/API/v3/surveys?").unwrap());
    assert!(newer < older, "the newest first");
    assert!(html.contains("a script/1.0 &lt;b&gt;") && html.contains("404 - Not Found"));
    assert!(html.contains("/docs/reference/surveys/list-surveys?query.offset=0#try-it"), "{html}");
    assert!(html.contains("/docs/reference/users/get-user?path.userId=UR_012345678901234#try-it"), "{html}");
    assert_eq!(calls(&fragment(&server, ADMINISTRATOR).await), 2);
}

#[tokio::test]
async fn p_53_to_p_60_an_exchange_is_told_as_the_server_saw_it() {
    let server = TestServer::start().await;
    let users: Vec<Answer> = vec![
        server
            .get("/users?offset=0&x=%20")
            .header("accept-encoding", "gzip")
            .header("x-forwarded-for", "192.0.2.1")
            .send()
            .await,
        server.get("/users").send().await,
    ];
    let shown = exchange(&server, &users[1]).await;
    assert_eq!((shown["status"].as_u64(), shown["method"].as_str()), (Some(200), Some("GET")));
    assert_eq!(shown["url"], "http://canvass.test/API/v3/users");
    let html = fragment(&server, ADMINISTRATOR).await;
    let first = &html[html.rfind("<details class=\"exchange\">").unwrap()..];
    assert!(first.contains("/API/v3/users?offset=0&amp;x=%20"), "as it was sent: {first}");
    let labels = [
        "Method",
        "URL",
        "Request Headers",
        "Request Data",
        "Status",
        "Response Headers",
        "Time in the server",
        "Request ID",
    ];
    let places: Vec<usize> =
        labels.iter().map(|label| first.find(&format!("<dt>{label}</dt>")).unwrap()).collect();
    assert!(places.is_sorted(), "{places:?}");
    for shown in ["accept-encoding: </code><code>gzip", "x-forwarded-for", "request-time: ", "nosniff"] {
        assert!(first.contains(shown), "{shown}: {first}");
    }
    assert!(first.contains("admin@acme.example"), "the answer before it was compressed");
    let id = server.ask(Method::GET, "/docs/exchanges/none").token(ADMINISTRATOR).send().await;
    assert_eq!(id.status, 404);
}

#[tokio::test]
async fn large_answers_are_kept_as_they_were_before_compression() {
    let server = TestServer::start().await;
    for number in 0..12 {
        let name = format!("user{number}@acme.example");
        let new = json!({
            "username": name, "firstName": "A", "lastName": "B", "userType": "UT_FULLUSER", "email": name,
            "password": "long-enough",
        });
        assert_eq!(server.post("/users").json(&new).send().await.status, 200);
    }
    let answer = server.get("/users").header("accept-encoding", "gzip").send().await;
    assert_eq!(answer.header("content-encoding"), "gzip");
    let html = fragment(&server, ADMINISTRATOR).await;
    let newest = &html[..html.match_indices("<details class=\"exchange\">").nth(1).unwrap().0];
    assert!(newest.contains("content-encoding") && newest.contains("user7@acme.example"), "{newest}");
}

#[tokio::test]
async fn nobody_sees_the_calls_of_another_token() {
    let server = TestServer::start().await;
    let mine = server.get("/whoami").send().await;
    let id = mine.json()["meta"]["requestId"].as_str().unwrap().to_owned();
    let html = fragment(&server, STRANGER).await;
    assert!(html.contains("No calls are kept"), "{html}");
    let one = format!("/docs/exchanges/{id}");
    assert_eq!(server.ask(Method::GET, &one).token(STRANGER).send().await.status, 404);
    assert_eq!(server.ask(Method::GET, &one).send().await.status, 400);
    let nobody = "nobodyNobodyNobodyNobodyNobodyNobody0003";
    assert_eq!(server.ask(Method::GET, &one).token(nobody).send().await.status, 401);
    assert_eq!(history(&server, nobody).await.status, 401);
    assert_eq!(history(&server, "").await.status, 400);
    let refused = server.ask(Method::GET, "/API/v3/whoami").token(nobody).send().await;
    assert_eq!(refused.status, 401);
    assert_eq!(calls(&fragment(&server, ADMINISTRATOR).await), 1, "what nobody's token asked is not kept");
}

#[tokio::test]
async fn a_form_of_another_site_is_refused() {
    let server = TestServer::start().await;
    server.get("/whoami").send().await;
    let form = Form::new().text("token", ADMINISTRATOR);
    let ask = server.ask(Method::POST, HISTORY).header("sec-fetch-site", "cross-site");
    let answer = ask.form(form).send().await;
    assert_eq!(answer.status, 403);
    assert!(!answer.text().contains("whoami"));
}

#[tokio::test]
async fn no_token_and_no_password_is_in_any_answer() {
    let server = TestServer::start().await;
    let new = json!({
        "username": "sam@acme.example", "firstName": "Sam", "lastName": "B", "userType": "UT_FULLUSER",
        "email": "sam@acme.example", "password": "the-secret-word",
    });
    let made = server.post("/users").json(&new).send().await;
    let user = made.result()["id"].as_str().unwrap().to_owned();
    let change = json!({ "password": "another-secret-word" });
    server.put(&format!("/users/{user}")).json(&change).send().await;
    let broken = br#"{"username":"x","password":"a-third-secret-word""#;
    let refused = server.post("/users").bytes("application/json", broken.as_slice()).send().await;
    assert_eq!(refused.status, 400);
    let issued = server.post(&format!("/users/{user}/apitoken")).send().await;
    let shown = server.get(&format!("/users/{user}/apitoken")).send().await;
    let issued = issued.result()["apiToken"].as_str().unwrap().to_owned();
    assert_eq!(shown.result()["apiToken"], issued.as_str());
    let bearer = server.ask(Method::GET, &format!("/API/v3/users?a={ADMINISTRATOR}"));
    let bearer = bearer.header("authorization", &format!("Bearer {ADMINISTRATOR}"));
    assert_eq!(bearer.header("referer", &format!("/?t={ADMINISTRATOR}")).send().await.status, 200);

    let mut answers = vec![
        history(&server, ADMINISTRATOR).await.text(),
        fragment(&server, ADMINISTRATOR).await,
        exchange(&server, &made).await.to_string(),
        exchange(&server, &shown).await.to_string(),
        exchange(&server, &refused).await.to_string(),
    ];
    assert_eq!(calls(&answers[0]), 6, "{}", answers[0]);
    assert!(answers[0].contains("••••0001") && answers[0].contains("sam@acme.example"));
    answers.push(server.ask(Method::GET, "/metrics").from("127.0.0.1").send().await.text());
    for answer in answers {
        for secret in [ADMINISTRATOR, &issued, "secret-word"] {
            assert!(!answer.contains(secret), "{secret}: {answer}");
        }
    }
}

#[tokio::test]
async fn bodies_are_cut_and_streams_and_files_are_not_kept() {
    let server = TestServer::start().await;
    let survey = server.import_survey("Ours", &survey_file()).await;
    let long = "x".repeat(100_000);
    let body = json!({ "values": { "QID3_TEXT": long } }).to_string();
    let path = format!("/surveys/{survey}/responses");
    let long = server.post(&path).bytes("application/json", body.clone()).send().await;
    let html = exchange(&server, &long).await["html"].as_str().unwrap().to_owned();
    assert!(html.contains(&format!("The first 65536 of {} bytes are kept.", body.len())), "{html}");
    assert!(html.contains("The body is left out"), "{html}");
    assert!(html.len() < 80_000, "{}", html.len());

    let file = "Q1\nHow?\n\"{\"\"ImportId\"\":\"\"QID1\"\"}\"\n2\n";
    let imports = format!("/surveys/{survey}/import-responses");
    let import = server.post(&imports).bytes("text/csv", file).send().await;
    let html = exchange(&server, &import).await["html"].as_str().unwrap().to_owned();
    assert!(html.contains("read as a stream") && !html.contains("ImportId"), "{html}");

    server.run_jobs().await;
    server.export(&survey, json!({ "format": "csv" })).await;
    let html = fragment(&server, ADMINISTRATOR).await;
    assert!(html.contains("It is a file, which is not kept.") && html.contains("content-disposition"));
    assert!(html.contains("survey.qsf, "), "a file in a form is told by its name: {html}");
    assert!(html.contains("import-survey?part.0.name=Ours"), "{html}");
}

#[tokio::test]
async fn only_the_last_are_kept_and_none_when_it_is_off() {
    let settings = server::Settings { history: 3, ..server::Settings::default() };
    let server = TestServer::with(settings).await;
    let first = server.get("/whoami").send().await;
    for offset in 1..=3 {
        server.get(&format!("/users?offset={offset}00")).send().await;
    }
    let html = fragment(&server, ADMINISTRATOR).await;
    assert_eq!(calls(&html), 3);
    assert!(html.contains("offset=300") && html.contains("offset=100") && !html.contains("whoami"));
    let id = first.json()["meta"]["requestId"].as_str().unwrap().to_owned();
    let gone = server.ask(Method::GET, &format!("/docs/exchanges/{id}")).token(ADMINISTRATOR);
    assert_eq!(gone.send().await.status, 404);
    assert!(server.ask(Method::GET, HISTORY).send().await.text().contains("The last 3 calls"));

    let off = TestServer::with(server::Settings { history: 0, ..server::Settings::default() }).await;
    let called = off.get("/whoami").send().await;
    let page = off.ask(Method::GET, HISTORY).send().await.text();
    assert!(page.contains("switched off"), "{page}");
    let shown = history(&off, ADMINISTRATOR).await;
    assert!(shown.status == 404 && shown.text().contains("switched off"), "{}", shown.text());
    let id = called.json()["meta"]["requestId"].as_str().unwrap().to_owned();
    let none = off.ask(Method::GET, &format!("/docs/exchanges/{id}")).token(ADMINISTRATOR);
    assert_eq!(none.send().await.status, 404);
}

#[tokio::test]
async fn what_is_replayed_asks_the_same() {
    let server = TestServer::start().await;
    let survey = server.import_survey("Ours", &survey_file()).await;
    let body = json!({ "values": { "QID3_TEXT": "a & b = é" } });
    let path = format!("//API/v3/surveys/{survey}/responses/");
    let call = server.ask(Method::POST, &path).token(ADMINISTRATOR).json(&body).send().await;
    assert_eq!(call.status, 200, "{}", call.text());
    let shown = exchange(&server, &call).await;
    assert_eq!(shown["url"], format!("http://canvass.test{path}"), "the address stays as it was sent");
    assert!(values(&shown, "requestHeaders").contains(&("x-api-token".into(), "••••0001".into())));
    let replay = shown["replay"].as_str().unwrap().to_owned();
    let query = replay.split(['?', '#']).nth(1).unwrap();
    let pairs: Vec<(&str, &str)> = query.split('&').map(|pair| pair.split_once('=').unwrap()).collect();
    assert_eq!(pairs[0], ("path.surveyId", survey.as_str()));
    let body = pairs.iter().find(|(name, _)| *name == "body.0").unwrap();
    let text = body.1.replace("%20", " ").replace("%26", "&").replace("%3D", "=").replace("%C3%A9", "é");
    assert!(text.contains("a & b = é"), "{text}");
}

fn survey_file() -> Vec<u8> {
    std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../services/src/example/library-visit.qsf")).unwrap()
}
