//! Search, Markdown, the documents for programs, and the comparison of two of them.

use http::Method;
use serde_json::Value;
use testkit::{Answer, Form, TestServer};

async fn get(server: &TestServer, path: &str) -> Answer {
    let answer = server.ask(Method::GET, path).send().await;
    assert_eq!(answer.status, 200, "{path}");
    answer
}

#[tokio::test]
async fn a_search_is_a_page_and_json() {
    let server = TestServer::start().await;
    let page = get(&server, "/docs/search?q=list+surveys").await;
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert!(page.text().contains("<mark>List</mark> <mark>Surveys</mark>"));
    let shown = get(&server, "/docs/search.json?q=list%20surveys").await;
    assert_eq!(shown.header("content-type"), "application/json");
    assert_eq!(shown.json()[0]["href"], "/docs/reference/surveys/list-surveys");
}

#[tokio::test]
async fn the_documents_lie_at_the_root() {
    let server = TestServer::start().await;
    for (path, media_type, part) in [
        ("/openapi.json", "application/json", "\"openapi\""),
        ("/openapi.yaml", "application/yaml", "openapi: "),
        ("/postman.json", "application/json", "{{token}}"),
        ("/llms.txt", "text/plain; charset=utf-8", "/docs/reference/users.md)"),
        ("/llms-full.txt", "text/plain; charset=utf-8", "# Who Am I\n"),
        ("/docs.md", "text/markdown; charset=utf-8", "# The Canvass API\n"),
        ("/docs/compatibility.md", "text/markdown; charset=utf-8", "# Compatibility\n"),
    ] {
        let answer = get(&server, path).await;
        assert_eq!(answer.header("content-type"), media_type, "{path}");
        assert!(answer.text().contains(part), "{path}");
    }
}

#[tokio::test]
async fn a_page_is_markdown_for_who_asks_for_it() {
    let server = TestServer::start().await;
    let page = "/docs/reference/users/who-am-i";
    let asked = server.ask(Method::GET, page).header("accept", "text/markdown").send().await;
    assert_eq!(asked.header("content-type"), "text/markdown; charset=utf-8");
    assert_eq!(asked.text(), get(&server, &format!("{page}.md")).await.text());
    let browser = server.ask(Method::GET, page).header("accept", "text/html,text/markdown").send().await;
    assert_eq!(browser.header("content-type"), "text/html; charset=utf-8");
    // A page that is nothing but a form has no Markdown, and is answered as it is.
    let search = server.ask(Method::GET, "/docs/search").header("accept", "text/markdown").send().await;
    assert_eq!((search.status, search.header("content-type")), (200, "text/html; charset=utf-8"));
}

#[tokio::test]
async fn a_document_of_ones_own_is_compared() {
    let server = TestServer::start().await;
    let send = |document: Vec<u8>| {
        let form = Form::new().file("document", "openapi.json", "application/json", &document);
        server.ask(Method::POST, "/docs/changelog").form(form)
    };
    let own = get(&server, "/openapi.json").await.text();
    let same = send(own.clone().into_bytes()).send().await;
    assert_eq!((same.status, same.header("cache-control")), (200, "no-store"));
    assert!(same.text().contains("Nothing that a client sends or reads has changed."));

    let mut older: Value = serde_json::from_str(&own).unwrap();
    older["info"]["version"] = "0.0.9".into();
    older["paths"].as_object_mut().unwrap().remove("/API/v3/whoami");
    let text = send(older.to_string().into_bytes()).send().await.text();
    let found = &text[text.find("id=\"comparison\"").unwrap()..];
    assert!(
        found.contains("From your document (0.0.9)")
            && found.contains("1 change.")
            && found.contains("Who Am I")
    );
}

#[tokio::test]
async fn what_cannot_be_compared_is_refused_with_a_page_that_says_why() {
    let server = TestServer::start().await;
    let ask = || server.ask(Method::POST, "/docs/changelog");
    let form = |document: &[u8]| Form::new().file("document", "a.json", "application/json", document);
    for (answer, status, why) in [
        (ask().form(form(b"openapi: 3.1.0")).send().await, 400, "not JSON"),
        (ask().form(form(b"[]")).send().await, 400, "no OpenAPI 3 document"),
        (ask().form(Form::new().text("other", "1")).send().await, 400, "No document was chosen."),
        (ask().bytes("application/json", "{}").send().await, 400, "multipart/form-data"),
        (ask().form(form(&vec![b' '; (5 << 20) + 1])).send().await, 413, "5 MiB"),
    ] {
        let text = answer.text();
        assert_eq!(answer.status, status, "{why}");
        assert!(text.contains("Nothing was compared") && text.contains(why), "{why}");
    }
    let foreign = ask().header("sec-fetch-site", "cross-site").form(form(b"{}")).send().await;
    assert_eq!(foreign.status, 403);
    // Reading is not sending: the page itself is there for all, and no other verb is.
    get(&server, "/docs/changelog").await;
    assert_eq!(server.ask(Method::PUT, "/docs/changelog").send().await.status, 404);
}
