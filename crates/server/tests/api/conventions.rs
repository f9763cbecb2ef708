//! What is common to every operation (api/conventions.md): the envelope, paging, addresses, limits, logs.

use std::collections::BTreeSet;
use std::io::Write;
use std::sync::{Arc, LazyLock, Mutex};

use http::Method;
use serde_json::json;
use testkit::TestServer;
use testkit::server::{ADMINISTRATOR, STRANGER};

use crate::every_operation::survey_file;

#[tokio::test]
async fn every_spelling_of_an_address_reaches_the_same_place() {
    let server = TestServer::start().await;
    for path in [
        "/API/v3/whoami",
        "/API/v3/whoami/",
        "/API/v3//whoami",
        "//API//v3///whoami//",
        "/API/V3/whoami",
        "/canvass1.qualtrics.com/API/v3/whoami",
        "/x.qualtrics.com/API/V3//whoami/",
    ] {
        let answer = server.ask(Method::GET, path).token(ADMINISTRATOR).send().await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        assert_eq!(answer.header("content-type"), "application/json");
        assert_eq!(answer.json()["meta"]["httpStatus"], "200 - OK");
    }
    let lower = server.ask(Method::GET, "/API/v3/whoami").header("x-api-token", ADMINISTRATOR).send().await;
    assert_eq!(lower.status, 200);
    let bearer =
        server.ask(Method::GET, "/API/v3/whoami").header("Authorization", &format!("bearer {ADMINISTRATOR}"));
    assert_eq!(bearer.send().await.status, 200);
}

#[tokio::test]
async fn request_ids_are_uuids_and_never_repeat() {
    let server = TestServer::start().await;
    let mut seen = BTreeSet::new();
    for _ in 0..200 {
        let answer = server.get("/whoami").send().await.json();
        let id = answer["meta"]["requestId"].as_str().unwrap().to_owned();
        assert_eq!((id.len(), id.as_bytes()[14]), (36, b'4'), "{id}");
        assert!(seen.insert(id));
    }
}

/// List Surveys, in pages that a client follows verbatim.
#[tokio::test]
async fn lists_are_followed_by_the_address_they_give() {
    let server = TestServer::start().await;
    for number in 0..201 {
        server.import_survey(&format!("Survey {number}"), &survey_file()).await;
    }
    let mut path = "/API/v3/surveys?limit=7".to_owned();
    let mut names = Vec::new();
    for expected in ["?limit=7&offset=100", "?limit=7&offset=200", ""] {
        let answer = server
            .ask(Method::GET, &path)
            .token(ADMINISTRATOR)
            .header("host", "xm.example:8080")
            .send()
            .await;
        let result = answer.result();
        names.extend(
            result["elements"]
                .as_array()
                .unwrap()
                .iter()
                .map(|survey| survey["name"].as_str().unwrap().to_owned()),
        );
        assert!(result.as_object().unwrap().contains_key("nextPage"));
        match result["nextPage"].as_str() {
            Some(next) => {
                assert_eq!(next, format!("http://xm.example:8080/API/v3/surveys{expected}"));
                path = next.strip_prefix("http://xm.example:8080").unwrap().to_owned();
            }
            None => assert_eq!(expected, ""),
        }
    }
    assert_eq!(names.len(), 201);
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), 201, "none twice");
    let alone = server.get("/surveys").send().await.result();
    assert_eq!(alone["nextPage"], "http://canvass.test/API/v3/surveys?offset=100");
    let behind = server.get("/surveys?offset=9999").send().await.result();
    assert_eq!(behind, json!({ "elements": [], "nextPage": null }));
    let public =
        server::Settings { public_url: Some("https://xm.example.org".into()), ..server::Settings::default() };
    let server = TestServer::with(public).await;
    for number in 0..101 {
        server.import_survey(&format!("Survey {number}"), &survey_file()).await;
    }
    let first = server.get("/surveys").send().await.result();
    assert_eq!(first["nextPage"], "https://xm.example.org/API/v3/surveys?offset=100");
}

#[tokio::test]
async fn large_answers_are_compressed_when_asked() {
    let server = TestServer::start().await;
    let survey = server.import_survey("Ours", &survey_file()).await;
    let path = format!("/surveys/{survey}");
    let plain = server.get(&path).send().await;
    assert_eq!(plain.header("content-encoding"), "");
    let packed = server.get(&path).header("accept-encoding", "br, gzip;q=0.5").send().await;
    assert_eq!((packed.header("content-encoding"), packed.header("vary")), ("gzip", "Accept-Encoding"));
    assert!(packed.body.len() < plain.body.len() / 2);
}

#[tokio::test]
async fn the_originals_limits_hold_when_asked_for() {
    let limits = server::Settings { limits: server::Limits::Original, ..server::Settings::default() };
    let server = TestServer::alone(limits).await;
    for _ in 0..5 {
        assert_eq!(server.get("/organizations/acme").send().await.status, 200);
    }
    let answer = server.get("/organizations/acme").send().await;
    assert_eq!((answer.status, answer.error_code().as_str()), (429, "GEN_29"));
    assert_eq!(answer.json()["meta"]["httpStatus"], "429 - Too Many Requests");
    let seconds: u64 = answer.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
    assert_eq!(server.get("/whoami").send().await.status, 200, "other operations are not held up");
}

#[derive(Clone, Default)]
pub(crate) struct Lines(Arc<Mutex<Vec<u8>>>);

impl Lines {
    /// All that was logged so far, by every test.
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Set for the whole test program: a subscriber of one thread alone is passed over for a line that another thread came to
/// first. So the lines of all tests are held, and told apart by their request ids.
pub(crate) static LINES: LazyLock<Lines> = LazyLock::new(|| {
    let lines = Lines::default();
    let writer = lines.clone();
    // Everything that our own crates could write, whatever a server is told to.
    let filter =
        tracing_subscriber::EnvFilter::new("info,server=trace,services=trace,store=trace,portal=trace");
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter);
    let subscriber = subscriber.with_writer(move || writer.clone()).with_ansi(false).finish();
    tracing::subscriber::set_global_default(subscriber).unwrap();
    lines
});

#[tokio::test]
async fn each_request_is_one_line_and_the_token_in_none() {
    let lines = &*LINES;
    let server = TestServer::start().await;
    let bearer = format!("Bearer {ADMINISTRATOR}");
    let mut ids = Vec::new();
    for ask in [
        server.get("/whoami"),
        server.get(&format!("/surveys?token={ADMINISTRATOR}")),
        server.ask(Method::GET, "/API/v3/users").header("Authorization", &bearer),
        server.post("/users").json(&json!({ "apiToken": ADMINISTRATOR })),
        server.ask(Method::GET, "/API/v3/nowhere").token(ADMINISTRATOR),
    ] {
        ids.push(ask.send().await.json()["meta"]["requestId"].as_str().unwrap().to_owned());
    }
    let log = lines.text();
    assert!(!log.contains(ADMINISTRATOR), "{log}");
    for (place, id) in ids.iter().enumerate() {
        let shown: Vec<&str> = log.lines().filter(|line| line.contains(id.as_str())).collect();
        assert_eq!(shown.len(), 1, "{shown:?}");
        assert!(place != 0 || shown[0].contains("/API/v3/whoami"), "{shown:?}");
    }
}

#[tokio::test]
async fn health_and_metrics_need_no_token() {
    let server = TestServer::start().await;
    for path in ["/health/live", "/health/ready", "/metrics", "/docs", "/openapi.json", "/openapi.yaml"] {
        assert_eq!(server.ask(Method::GET, path).from("127.0.0.1").send().await.status, 200, "{path}");
    }
    server.get("/whoami").send().await;
    let metrics = server.ask(Method::GET, "/metrics").from("10.0.0.9").send().await.text();
    assert!(metrics.contains("whoAmI"), "{metrics}");
}

/// What a proxy tells counts only where it is trusted; only then are answers and addresses those of TLS.
#[tokio::test]
async fn encrypted_callers_stay_encrypted() {
    let trusting =
        server::Settings { trusted_proxies: "10.0.0.0/8".parse().unwrap(), ..server::Settings::default() };
    for (settings, scheme, hsts) in
        [(trusting, "https", "max-age=31536000"), (server::Settings::default(), "http", "")]
    {
        let server = TestServer::with(settings).await;
        for number in 0..101 {
            server.import_survey(&format!("Survey {number}"), &survey_file()).await;
        }
        let proxied = || server.get("/surveys").from("10.0.0.1");
        let answer = proxied().header("X-Forwarded-Proto", "https").send().await;
        assert_eq!(answer.header("strict-transport-security"), hsts);
        let next = format!("{scheme}://canvass.test/API/v3/surveys?offset=100");
        assert_eq!(answer.result()["nextPage"], next.as_str());
        let plain = proxied().header("X-Forwarded-Proto", "http").send().await;
        assert_eq!(plain.header("strict-transport-security"), "");
    }
}

/// The texts of `meta`, the same in the status line, for each way a request can end.
#[tokio::test]
async fn the_envelope_tells_how_it_ended() {
    let server = TestServer::start().await;
    let missing = "/surveys/SV_012345678901234";
    for (ask, status, text) in [
        (server.get("/whoami"), 200, "200 - OK"),
        (server.get("/surveys?offset=x"), 400, "400 - Bad Request"),
        (server.get("/whoami").token("nobody"), 401, "401 - Unauthorized"),
        (server.get(missing), 404, "404 - Not Found"),
        (server.ask(Method::GET, "/API/v3/nowhere"), 404, "404 - Not Found"),
        (server.post("/users").bytes("text/plain", "x"), 415, "415 - Unsupported Media Type"),
    ] {
        let answer = ask.send().await;
        assert_eq!(answer.status, status, "{}", answer.text());
        let json = answer.json();
        assert_eq!(json["meta"]["httpStatus"], text);
        assert_eq!(answer.header("content-type"), "application/json");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert!(answer.header("request-time").parse::<u64>().is_ok());
        let members: BTreeSet<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
        let expected =
            if status == 200 { BTreeSet::from(["meta", "result"]) } else { BTreeSet::from(["meta"]) };
        assert_eq!(members, expected, "{}", answer.text());
    }
    // HEAD is no verb of the API.
    let head = server.ask(Method::HEAD, "/API/v3/whoami").token(ADMINISTRATOR).send().await;
    assert_eq!((head.status, head.body.len()), (404, 0));
}

#[tokio::test]
async fn a_request_that_needs_no_body_takes_any() {
    let server = TestServer::start().await;
    let me = server.get("/whoami").send().await.result()["userId"].as_str().unwrap().to_owned();
    let missing = format!("/users/{}/apitoken", me.replace("Admin", "Nobod"));
    for ask in [
        server.post(&missing),
        server.post(&missing).header("content-length", "0"),
        server.post(&missing).header("content-type", "application/json"),
        server.post(&missing).json(&json!({})),
        server.post(&missing).bytes("text/plain", "passed over"),
    ] {
        let answer = ask.send().await;
        assert_eq!((answer.status, answer.error_code().as_str()), (404, "USR_4"), "{}", answer.text());
    }
}

/// Rates go by the application's clock, are counted for each brand, and say when to come back.
#[tokio::test]
async fn a_full_minute_is_refused_until_there_is_room_again() {
    let limits = server::Limits::parse("whoAmI = 1").unwrap();
    let server = TestServer::alone(server::Settings { limits, ..server::Settings::default() }).await;
    assert_eq!(server.get("/whoami").send().await.status, 200);
    let refused = server.get("/whoami").send().await;
    assert_eq!(refused.status, 429);
    let wait: i64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    assert_eq!(server.get("/surveys").send().await.status, 200, "another endpoint has room");
    assert_eq!(server.get("/whoami").token(STRANGER).send().await.status, 200, "so has another brand");
    server.advance(wait * 1000);
    assert_eq!(server.get("/whoami").send().await.status, 200);
}

/// Where a brand is: the address that was called, unless the server was told its own.
#[tokio::test]
async fn the_address_that_was_called_is_told() {
    let server = TestServer::start().await;
    let id = server.import_survey("Library visit", &crate::every_operation::survey_file()).await;
    let definition = format!("/survey-definitions/{id}");
    for host in ["canvass.test", "xm.example.org:8080"] {
        let organization = server.get("/organizations/acme").header("host", host).send().await.result();
        assert_eq!(organization["baseUrl"], format!("http://{host}"));
        let read = server.get(&definition).header("host", host).send().await.result();
        assert_eq!(read["BrandBaseURL"], format!("http://{host}"));
    }
}

/// One client takes 200 alone for a success, another parses JSON of every 2xx.
#[test]
fn no_success_is_without_a_body() {
    for description in contract::catalogue() {
        let success = description.operation.success;
        assert!(matches!(success, 200..=202 | 207), "{}: {success}", description.operation.id);
    }
}
