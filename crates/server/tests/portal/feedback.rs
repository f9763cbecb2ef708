//! "Was this helpful?" on every page, and where the answers can be read.

use http::Method;
use serde_json::{Value, json};
use testkit::server::{ADMINISTRATOR, STRANGER};
use testkit::{Answer, Form, TestServer};

use crate::pages::{every_page, page};

const FORM: &str = "application/x-www-form-urlencoded";

async fn send(server: &TestServer, form: &str) -> Answer {
    server.ask(Method::POST, "/docs/feedback").bytes(FORM, form).send().await
}

/// What the page's own module is given.
async fn send_json(server: &TestServer, form: &str) -> String {
    let ask = server.ask(Method::POST, "/docs/feedback").header("accept", "application/json");
    let answer = ask.bytes(FORM, form).send().await;
    assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"), "{}", answer.text());
    answer.json()["html"].as_str().unwrap().to_owned()
}

async fn admin(server: &TestServer, form: &str) -> Answer {
    let ask = server.ask(Method::POST, "/docs/admin").header("accept", "application/json");
    ask.bytes(FORM, form).send().await
}

async fn kept(server: &TestServer) -> Vec<Value> {
    let shown = admin(server, &format!("token={ADMINISTRATOR}")).await.result();
    shown["elements"].as_array().unwrap().clone()
}

/// The id under which the comment follows.
fn answer_id(html: &str) -> &str {
    html.split("name=\"answer\" value=\"").nth(1).unwrap().split('"').next().unwrap()
}

#[tokio::test]
async fn p_04_every_page_asks_whether_it_was_helpful() {
    let server = TestServer::start().await;
    let pages = every_page(&server).await;
    for (path, html) in &pages {
        assert_eq!(html.matches("Was this helpful?</h2>").count(), 1, "{path}");
        assert!(html.contains(&format!("name=\"page\" value=\"{path}\"")), "{path}: its own address");
        assert!(html.contains("value=\"yes\">Yes<") && html.contains("value=\"no\">No<"), "{path}");
    }
    for path in ["/docs/history", "/docs/admin", "/docs/feedback", "/docs/status"] {
        assert!(pages.iter().any(|(known, _)| known == path), "{path} is linked");
        assert_eq!(send(&server, &format!("page={path}&helpful=yes")).await.status, 200, "{path}");
    }
    let missing = server.ask(Method::GET, "/docs/nothing").send().await;
    assert!(missing.status == 404 && !missing.text().contains("Was this helpful?"), "there is no page");
}

#[tokio::test]
async fn p_05_yes_and_no_are_acknowledged_differently() {
    let server = TestServer::start().await;
    let yes = send(&server, "page=/docs/guides/responses&website=&helpful=yes").await;
    assert_eq!((yes.status, yes.header("content-type")), (200, "text/html; charset=utf-8"));
    let yes = yes.text();
    assert!(yes.contains("It is good to know") && !yes.contains("What was missing?"), "{yes}");
    assert!(yes.contains("href=\"/docs/guides/responses\">Back to the page"), "{yes}");
    let no = send_json(&server, "page=/docs&website=&helpful=no").await;
    assert!(!no.contains("It is good to know") && no.contains("What was missing?"), "{no}");
    assert!(no.contains("administers a brand"), "who can read it is said: {no}");

    let comment = format!("page=/docs&website=&answer={}&comment=More+%3Cb%3Eexamples", answer_id(&no));
    assert!(send_json(&server, &comment).await.contains("kept with your answer"));
    assert_eq!(send(&server, &comment).await.status, 400, "it has its words already");
    let form = Form::new().text("page", "/docs").text("website", "").text("helpful", "yes");
    let form = server.ask(Method::POST, "/docs/feedback").form(form).send().await;
    assert!(form.text().contains("It is good to know"), "a form in parts does as well");

    let kept = kept(&server).await;
    assert_eq!(kept.len(), 3);
    let said = kept.iter().find(|one| one["helpful"] == false).unwrap();
    assert_eq!((&said["page"], &said["comment"]), (&json!("/docs"), &json!("More <b>examples")));
}

#[tokio::test]
async fn p_06_feedback_serves_the_page_it_is_about_only() {
    let server = TestServer::start().await;
    let html = page(&server, "/docs").await;
    assert!(html.contains("Your answer is used only to improve this page."));
    let before = page(&server, "/docs/guides/responses").await;
    send(&server, "page=/docs/guides/responses&helpful=no").await;
    assert_eq!(page(&server, "/docs/guides/responses").await, before, "no page shows what others answered");
    for wrong in [
        "page=/docs/nothing&helpful=yes",
        "page=/API/v3/surveys&helpful=yes",
        "page=//evil.example&helpful=yes",
        "page=/openapi.json&helpful=yes",
        "page=&helpful=yes",
        "helpful=yes",
        "page=/docs&helpful=maybe",
        "page=/docs",
        "page=/docs&answer=FB_012345678901234&comment=x",
        "page=/docs&answer=nothing&comment=x",
    ] {
        let answer = send(&server, wrong).await;
        assert_eq!(answer.status, 400, "{wrong}");
        assert!(!answer.text().contains("evil.example"), "{wrong}");
    }
    assert_eq!(kept(&server).await.len(), 1);
    let no = send_json(&server, "page=/docs&helpful=no").await;
    let long = format!("page=/docs&answer={}&comment={}", answer_id(&no), "x".repeat(2001));
    assert_eq!(send(&server, &long).await.status, 400);
    assert_eq!(send(&server, &long[..long.len() - 1]).await.status, 200);
    let late = send_json(&server, "page=/docs&helpful=no").await;
    server.advance(3_600_001);
    let late = format!("page=/docs&answer={}&comment=x", answer_id(&late));
    assert_eq!(send(&server, &late).await.status, 400, "an hour later");
}

#[tokio::test]
async fn p_07_the_form_is_protected_without_a_third_party() {
    let server = TestServer::start().await;
    let html = page(&server, "/docs").await;
    assert!(html.contains("No third party protects this form") && html.contains("href=\"/docs/feedback\""));
    let ask = server.ask(Method::POST, "/docs/feedback").header("origin", "http://evil.example");
    assert_eq!(ask.bytes(FORM, "page=/docs&helpful=yes").send().await.status, 403);

    let trapped = send(&server, "page=/docs&website=http://buy.example&helpful=yes").await;
    assert!(trapped.text().contains("It is good to know"), "a program learns nothing");
    assert!(!trapped.headers.contains_key("set-cookie"));
    let trapped = send_json(&server, "page=/docs&website=x&helpful=no").await;
    let comment = format!("page=/docs&website=x&answer={}&comment=buy", answer_id(&trapped));
    assert_eq!(send(&server, &comment).await.status, 200);
    assert_eq!(kept(&server).await, Vec::<Value>::new());

    for _ in 3..20 {
        assert_eq!(send(&server, "page=/docs&helpful=yes").await.status, 200);
    }
    let many = send(&server, "page=/docs&helpful=yes").await;
    assert_eq!(many.status, 429);
    assert!(many.text().contains("Try again later"), "{}", many.text());
    assert_eq!(kept(&server).await.len(), 17);
    server.advance(3_600_000);
    assert_eq!(send(&server, "page=/docs&helpful=yes").await.status, 200);
}

#[tokio::test]
async fn administrators_read_feedback_and_nobody_else() {
    let server = TestServer::start().await;
    let no = send_json(&server, "page=/docs/guides/responses&helpful=no").await;
    let comment = format!("page=/docs/guides/responses&answer={}&comment=%3Cscript%3E", answer_id(&no));
    send(&server, &comment).await;
    server.advance(1000);
    send(&server, "page=/docs/guides/responses&helpful=yes").await;

    let shown = admin(&server, &format!("token={ADMINISTRATOR}")).await;
    let elements = shown.result()["elements"].clone();
    assert_eq!(
        (elements[0]["helpful"].clone(), elements[1]["comment"].clone()),
        (json!(true), json!("<script>"))
    );
    assert_eq!(
        shown.result()["pages"],
        json!([{ "page": "/docs/guides/responses", "helpful": 1, "answers": 2 }])
    );
    assert_eq!(shown.result()["nextPage"], Value::Null);
    assert_eq!(shown.json()["meta"]["httpStatus"], "200 - OK");
    assert_eq!(kept(&server).await.len(), 2);
    let other = server.ask(Method::POST, "/docs/admin").token(STRANGER).header("accept", "application/json");
    let other = other.bytes(FORM, "offset=1").send().await.result();
    assert_eq!(other["elements"].as_array().unwrap().len(), 1, "the documentation is everybody's: {other}");

    let html =
        server.ask(Method::POST, "/docs/admin").bytes(FORM, format!("token={ADMINISTRATOR}")).send().await;
    assert_eq!((html.status, html.header("cache-control")), (200, "no-store"));
    assert!(html.text().contains("&lt;script&gt;") && !html.text().contains(ADMINISTRATOR));

    let new = json!({
        "username": "sam@acme.example", "firstName": "Sam", "lastName": "B", "userType": "UT_FULLUSER",
        "email": "sam@acme.example", "password": "long-enough",
    });
    let user = server.post("/users").json(&new).send().await.result()["id"].as_str().unwrap().to_owned();
    let plain = server.post(&format!("/users/{user}/apitoken")).send().await.result();
    let plain = plain["apiToken"].as_str().unwrap();
    for (form, status, words) in [
        (format!("token={plain}"), 403, "Only brand administrators"),
        (format!("token={}", "x".repeat(40)), 401, "Nobody on this server"),
        ("token=short".to_owned(), 401, "Nobody on this server"),
        (String::new(), 400, "enter an API token"),
        (format!("token={ADMINISTRATOR}&offset=-1"), 400, "integer of at least 0"),
    ] {
        let refused = admin(&server, &form).await;
        assert_eq!(refused.status, status, "{form}");
        assert!(refused.error_message().contains(words), "{}", refused.text());
        let html = server.ask(Method::POST, "/docs/admin").bytes(FORM, form).send().await;
        assert_eq!(html.status, status);
        assert!(html.text().contains(words) && !html.text().contains("&lt;script&gt;"));
    }
}

#[tokio::test]
async fn feedback_comes_a_hundred_to_a_page() {
    let server = TestServer::start().await;
    for _ in 0..101 {
        services::feedback::record(&server.app, "/docs", true).await.unwrap();
    }
    let first = admin(&server, &format!("token={ADMINISTRATOR}")).await.result();
    assert_eq!(first["elements"].as_array().unwrap().len(), 100);
    assert_eq!(first["nextPage"], "http://canvass.test/docs/admin?offset=100");
    let ask = server.ask(Method::POST, "/docs/admin?offset=100").token(ADMINISTRATOR);
    let second = ask.header("accept", "application/json").bytes(FORM, "token=").send().await.result();
    assert_eq!(second["elements"].as_array().unwrap().len(), 1);
    assert!(second["nextPage"].is_null());
}
