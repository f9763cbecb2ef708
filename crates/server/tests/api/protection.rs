//! What one caller cannot take from the others: respondents above all, who show no token.

use std::io::Write;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::Method;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use server::{Bounds, MetricsFor, PageBounds, Settings};
use testkit::server::ADMINISTRATOR;
use testkit::{Ask, TestServer};

use crate::conventions::LINES;
use crate::samples::{self, Respondent};

const FORM: &str = "application/x-www-form-urlencoded";

async fn recorded(server: &TestServer, survey: &str) -> Vec<Value> {
    let text = server.export(survey, json!({ "format": "ndjson" })).await;
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The figures of one operation, without the numbers of other lines.
async fn counted(server: &TestServer, operation: &str) -> String {
    let metrics = server.ask(Method::GET, "/metrics").from("127.0.0.1").send().await.text();
    let label = format!("canvass_requests_total{{operation=\"{operation}\"");
    metrics.lines().filter(|line| line.starts_with(&label)).collect()
}

#[tokio::test]
async fn an_address_has_its_share_of_survey_pages_and_the_api_keeps_its_own() {
    let pages = PageBounds { a_minute: 3, ..Bounds::default().pages };
    let server = TestServer::within(&Bounds { pages, ..Bounds::default() }).await;
    let survey = server.import_survey("Sample", &samples::survey(&json!({}))).await;
    let path = format!("/jfe/form/{survey}");
    let view = |from: &'static str| server.ask(Method::GET, &path).from(from).send();
    for _ in 0..3 {
        assert_eq!(view("192.0.2.1").await.status, 200);
    }
    let refused = view("192.0.2.1").await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, "30"));
    assert!(refused.text().contains("Try again"), "{}", refused.text());
    assert_eq!(view("192.0.2.2").await.status, 200, "others are not held up");
    assert_eq!(server.get("/whoami").from("192.0.2.1").send().await.status, 200);
    assert_eq!(server.ask(Method::HEAD, &path).from("192.0.2.1").send().await.status, 200);
    server.advance(60_000);
    assert_eq!(view("192.0.2.1").await.status, 200);
}

#[tokio::test]
async fn a_survey_that_is_full_tells_respondents_how_to_go_on_in_their_language() {
    let pages = PageBounds { at_once: 0, ..Bounds::default().pages };
    let server = TestServer::within(&Bounds { pages, ..Bounds::default() }).await;
    let survey = server.import_survey("Sample", &samples::survey(&json!({}))).await;
    let path = format!("/jfe/form/{survey}");
    let view = server.ask(Method::GET, &path).header("Accept-Language", "de-AT,de;q=0.9").send().await;
    assert_eq!((view.status, view.header("retry-after")), (503, "5"));
    assert!(
        view.text().contains("lang=\"de\"") && view.text().contains("Einen Moment bitte"),
        "{}",
        view.text()
    );
    assert_eq!((view.header("cache-control"), view.header("x-robots-tag")), ("no-store", "noindex"));
    let sent = server.ask(Method::POST, &path).bytes(FORM, "QID1=1").send().await;
    assert_eq!(sent.status, 503);
    assert!(sent.text().contains("not lost") && sent.text().contains("reload"), "{}", sent.text());
}

#[tokio::test]
async fn each_survey_page_is_one_line_and_one_count_and_tells_nothing_of_the_respondent() {
    let lines = &*LINES;
    let server = TestServer::alone(server::Settings::default()).await;
    let survey = server.import_survey("Sample", &samples::survey(&json!({}))).await;
    let mut respondent = Respondent::open(&server, &survey, "?branch=FarAwaySecretBranch").await;
    respondent.next(&[("QID1", "3"), ("QID1_3_TEXT", "MyVeryOwnAnswer"), ("QID2", "2")]).await;
    server.ask(Method::GET, &format!("/jfe/form/{survey}")).from("203.0.113.77").send().await;
    let log = lines.text();
    for secret in [respondent.token.as_str(), "FarAwaySecretBranch", "MyVeryOwnAnswer", "203.0.113.77"] {
        assert!(!log.contains(secret), "{secret}");
    }
    assert!(log.lines().any(|line| line.contains("/jfe/form/{surveyId}") && line.contains("POST")), "{log}");
    let viewed = counted(&server, "viewSurveyPage").await;
    assert!(
        viewed.ends_with("status=\"2xx\"} 3"),
        "the first page, the session's, and the first again: {viewed}"
    );
    let sent = counted(&server, "sendSurveyPage").await;
    assert!(!sent.is_empty() && !sent.contains("4xx") && !sent.contains("5xx"), "{sent}");
}

/// The page that a respondent behind the proxy 10.0.0.1 is shown, who says to come from 6.6.6.6 and does not.
async fn proxied(server: &TestServer, method: Method, path: &str, form: &str) -> String {
    let answer = through(server.ask(method, path)).bytes(FORM, form).send().await;
    if answer.status != 303 {
        return answer.text();
    }
    through(server.ask(Method::GET, answer.header("location"))).send().await.text()
}

fn through(ask: Ask<'_>) -> Ask<'_> {
    ask.from("10.0.0.1").header("X-Forwarded-For", "6.6.6.6, 198.51.100.7")
}

/// Behind a proxy the address is the respondent's where the proxy is trusted, and the proxy's where it is not.
#[tokio::test]
async fn the_recorded_address_is_the_respondents_where_the_proxy_is_trusted() {
    for (trusted, address) in [("10.0.0.0/8", "198.51.100.7"), ("", "10.0.0.1")] {
        let settings = Settings { trusted_proxies: trusted.parse().unwrap(), ..Settings::default() };
        let server = TestServer::with(settings).await;
        let survey = server.import_survey("Sample", &samples::survey(&json!({}))).await;
        let mut page = proxied(&server, Method::GET, &format!("/jfe/form/{survey}"), "").await;
        for answers in ["QID1=2&QID2=2", "QID3_TEXT=so"] {
            let (_, rest) = page.split_once("name=\"~token\" value=\"").unwrap();
            let token = rest.split_once('"').unwrap().0;
            let token = utf8_percent_encode(token, NON_ALPHANUMERIC);
            let form = format!("~token={token}&direction=next&{answers}");
            page = proxied(&server, Method::POST, &format!("/jfe/form/{survey}"), &form).await;
        }
        let recorded = recorded(&server, &survey).await;
        assert_eq!(recorded[0]["values"]["ipAddress"], address, "{trusted}");
    }
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn a_packed_body_is_read_within_the_same_bound_and_an_unknown_packing_refused() {
    let server = TestServer::start().await;
    let survey = server.import_survey("Sample", &samples::survey(&json!({}))).await;
    let path = format!("/surveys/{survey}/responses");
    let body = json!({ "values": { "QID1": 20 } }).to_string();
    let packed = |encoding: &str, bytes: Vec<u8>| {
        server.post(&path).bytes("application/json", bytes).header("Content-Encoding", encoding).send()
    };
    let taken = packed("gzip", gzip(body.as_bytes())).await;
    assert_eq!(taken.status, 200, "{}", taken.text());
    let unknown = packed("br", body.clone().into_bytes()).await;
    assert_eq!(unknown.status, 415);
    assert!(unknown.text().contains("send gzip, deflate, or none"), "{}", unknown.text());
    assert_eq!(packed("gzip", body.into_bytes()).await.status, 400);
    // A million zeros to a kilobyte: what counts is what comes out.
    let bomb = gzip(&vec![b' '; 70 << 20]);
    assert!(bomb.len() < 100_000);
    assert_eq!(packed("gzip", bomb).await.status, 413);
}

#[tokio::test]
async fn bodies_that_find_no_room_are_told_when_to_come_back() {
    let bounds = Bounds {
        bodies: 64 << 10,
        open_bodies: 1 << 10,
        room_wait: std::time::Duration::from_millis(10),
        ..Bounds::default()
    };
    let server = TestServer::within(&bounds).await;
    let pieces = vec![Bytes::from(vec![b' '; 40 << 10]); 2];
    let refused = server.post("/users").pieces("application/json", pieces).send().await;
    assert_eq!((refused.status, refused.header("retry-after")), (503, "5"));
    assert_eq!(server.post("/users").json(&json!({})).send().await.status, 400, "a small one has room");
    // Anybody's bodies have a room of their own: filling it takes nothing from the API.
    let page = server.ask(Method::POST, "/jfe/form/SV_aaaaaaaaaaaaaaa").bytes(FORM, vec![b'a'; 2 << 10]);
    assert_eq!(page.send().await.status, 503);
}

#[tokio::test]
async fn figures_are_for_those_nearby_unless_told_otherwise() {
    let status = async |metrics, from: &str, forwarded: &str| {
        let server = TestServer::with(Settings { metrics, ..Settings::default() }).await;
        let ask = server.ask(Method::GET, "/metrics").from(from);
        let ask = if forwarded.is_empty() { ask } else { ask.header("X-Forwarded-For", forwarded) };
        ask.send().await.status
    };
    assert_eq!(status(MetricsFor::Local, "127.0.0.1", "").await, 200);
    assert_eq!(status(MetricsFor::Local, "203.0.113.1", "").await, 404);
    assert_eq!(status(MetricsFor::Local, "127.0.0.1", "203.0.113.1").await, 404, "through a proxy");
    assert_eq!(status(MetricsFor::Anybody, "203.0.113.1", "").await, 200);
    assert_eq!(status(MetricsFor::Nobody, "127.0.0.1", "").await, 404);
}

#[tokio::test]
async fn nothing_is_traced_or_tunnelled_through() {
    let server = TestServer::start().await;
    for method in [Method::TRACE, Method::CONNECT] {
        for path in ["/API/v3/whoami", "/docs", "/nowhere", "/jfe/form/SV_aaaaaaaaaaaaaaa"] {
            let answer = server.ask(method.clone(), path).token(ADMINISTRATOR).send().await;
            assert_eq!(answer.status, 405, "{method} {path}");
            assert!(answer.header("allow").contains("GET"));
        }
    }
}
