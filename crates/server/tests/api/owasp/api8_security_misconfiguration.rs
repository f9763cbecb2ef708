//! API8:2023 Security Misconfiguration.
//!
//! Elsewhere: TRACE and CONNECT (`protection.rs`), who sees figures (`protection.rs`), HSTS (`conventions.rs`), forms of other
//! sites (`portal/history.rs`), that a cause is told in the log alone (`pipeline::failure`, `survey_front`), TLS (`canvass`).
//! Here: the headers of every surface, other sites' scripts, what errors tell, and addresses that servers forget to close.

use contract::{
    Call as Travels, Category, Endpoint, Example, MetaOnly, Nothing, Operation, Permission, Verb,
};
use http::Method;
use server::{Settings, route};
use services::{Answer as Answered, Call, Context, Error};
use testkit::Form;
use testkit::server::ADMINISTRATOR;

use super::*;

/// Every surface that answers, some with what it refuses: verb, address, and whether it is HTML.
const SURFACES: &[(&str, &str)] = &[
    ("GET", "/"),
    ("GET", "/docs"),
    ("GET", "/docs.md"),
    ("GET", "/docs/status"),
    ("GET", "/docs/changelog"),
    ("GET", "/docs/nowhere"),
    ("GET", "/docs/<script>alert(1)</script>"),
    ("GET", "/docs?q=<script>alert(1)</script>"),
    ("GET", "/docs/reference/users/list-users"),
    ("GET", "/openapi.json"),
    ("GET", "/openapi.yaml"),
    ("GET", "/postman.json"),
    ("GET", "/llms.txt"),
    ("GET", "/llms-full.txt"),
    ("GET", "/health/live"),
    ("GET", "/health/ready"),
    ("GET", "/metrics"),
    ("GET", "/nowhere"),
    ("GET", "/jfe/form/nowhere"),
    ("GET", "/jfe/form/SV_aaaaaaaaaaaaaaa"),
    ("POST", "/jfe/form/SV_aaaaaaaaaaaaaaa"),
    ("GET", "/jfe/preview/SV_aaaaaaaaaaaaaaa"),
    ("POST", "/jfe/preview/SV_aaaaaaaaaaaaaaa"),
    ("GET", "/jfe/report/nowhere"),
    ("GET", "/jfe/report/SV_aaaaaaaaaaaaaaa/x"),
    ("GET", "/API/v3/whoami"),
    ("GET", "/API/v3/nowhere"),
    ("GET", "/API/v3/users"),
    ("POST", "/API/v3/users"),
    ("GET", "/.well-known/oauth-authorization-server"),
    ("GET", "/oauth2/auth"),
    ("POST", "/oauth2/auth"),
    ("POST", "/oauth2/token"),
    ("POST", "/oauth2/revoke"),
    ("POST", "/docs/history"),
    ("POST", "/docs/feedback"),
    ("POST", "/docs/admin"),
    ("POST", "/docs/theme"),
    ("POST", "/docs/changelog"),
    ("POST", "/docs/try/listUsers"),
    ("POST", "/docs/examples/listUsers"),
    ("GET", "/docs/offers/surveyId"),
    ("OPTIONS", "/API/v3/users"),
    ("OPTIONS", "/docs"),
    ("TRACE", "/API/v3/users"),
];

#[tokio::test]
async fn every_surface_carries_the_headers_that_keep_browsers_safe_and_none_that_tells_of_us() {
    let server = TestServer::start().await;
    for (verb, path) in SURFACES {
        let ask = server.ask(verb.parse().unwrap(), &path.replace('<', "%3C").replace('>', "%3E"));
        let answer = ask.token(ADMINISTRATOR).from("127.0.0.1").send().await;
        assert!(answer.status < 500, "{verb} {path}: {}", answer.status);
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{verb} {path}");
        assert!(["no-referrer", "same-origin"].contains(&answer.header("referrer-policy")), "{verb} {path}");
        // A survey may stand in a page of another site: nobody is signed in there, and no cookie of ours comes along.
        let is_framed = path.starts_with("/jfe/form/");
        let framed_by = if is_framed { "" } else { "DENY" };
        assert_eq!(answer.header("x-frame-options"), framed_by, "{verb} {path}");
        for name in
            ["server", "x-powered-by", "via", "x-aspnet-version", "x-runtime", "x-debug", "set-cookie"]
        {
            let is_theme = name == "set-cookie" && *path == "/docs/theme";
            assert!(is_theme || !answer.headers.contains_key(name), "{verb} {path}: {name}");
        }
        if answer.header("content-type").starts_with("text/html") {
            let policy = answer.header("content-security-policy");
            for part in ["default-src 'none'", "base-uri 'none'"] {
                assert!(policy.contains(part), "{verb} {path}: {policy}");
            }
            let by = if is_framed { "frame-ancestors *" } else { "frame-ancestors 'none'" };
            assert!(policy.contains(by), "{verb} {path}: {policy}");
            let others = policy.replace("frame-ancestors *", "");
            assert!(!others.contains("unsafe") && !others.contains('*'), "{verb} {path}: {policy}");
            let text = answer.text();
            assert!(!text.contains("<script>alert"), "{verb} {path}");
            assert!(!text.contains(" style=\"") && !text.contains("javascript:"), "{verb} {path}: inline");
        }
        let is_kept = answer.header("cache-control").contains("public");
        assert!(!is_kept, "{verb} {path}: what somebody asked for is kept by proxies");
    }
    // What is public and never changes may be kept, and is not guessed at either.
    let page = server.ask(Method::GET, "/docs").send().await.text();
    let (_, rest) = page.split_once("/docs/assets/").unwrap();
    let asset = format!("/docs/assets/{}", rest.split('"').next().unwrap());
    let asset = server.ask(Method::GET, &asset).send().await;
    assert_eq!((asset.status, asset.header("x-content-type-options")), (200, "nosniff"));
}

/// A survey's page is the author's and the respondent's text: the same policy holds.
#[tokio::test]
async fn a_survey_page_runs_nothing_that_its_author_wrote() {
    let server = TestServer::start().await;
    let mut file: Value = serde_json::from_slice(&samples::survey(&json!({}))).unwrap();
    for element in file["SurveyElements"].as_array_mut().unwrap() {
        if element["Payload"]["QuestionText"].is_string() {
            element["Payload"]["QuestionText"] =
                "Hi<script>steal()</script><img src=x onerror=steal()><a href=\"javascript:steal()\">x</a>\
                 <iframe src=//evil.example></iframe><style>body{display:none}</style><base href=//evil.example>".into();
            element["Payload"]["QuestionJS"] = "Qualtrics.SurveyEngine.addOnload(function(){steal()})".into();
        }
    }
    let survey = server.import_survey("Hostile", file.to_string().as_bytes()).await;
    let answer =
        server.ask(Method::GET, &format!("/jfe/form/{survey}?branch=%3Cscript%3Esteal()")).send().await;
    let page = answer.text();
    assert_eq!(answer.status, 200, "{page}");
    for bad in ["steal()", "onerror", "javascript:", "<iframe", "<base", "evil.example"] {
        assert!(!page.contains(bad), "{bad}: {page}");
    }
    let policy = answer.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("form-action 'self'"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
}

/// Scripts of other sites are told nothing: no answer to any of them says that they may read it.
#[tokio::test]
async fn other_sites_may_read_nothing() {
    let server = TestServer::start().await;
    for origin in ["https://evil.example", "null", "http://canvass.test.evil.example"] {
        for (verb, path) in SURFACES {
            if path.contains('<') {
                continue;
            }
            for verb in [*verb, "OPTIONS"] {
                let ask =
                    server.ask(verb.parse().unwrap(), path).token(ADMINISTRATOR).header("Origin", origin);
                let ask = ask.header("Access-Control-Request-Method", "POST");
                let ask = ask.header("Access-Control-Request-Headers", "X-API-TOKEN");
                let answer = ask.send().await;
                let told: Vec<_> = answer
                    .headers
                    .keys()
                    .filter(|name| name.as_str().starts_with("access-control-"))
                    .collect();
                assert!(told.is_empty(), "{verb} {path}: {told:?}");
            }
        }
    }
}

/// Breaks in the midst of its work, in the way its number says.
struct Broken;

impl Endpoint for Broken {
    const OPERATION: Operation = Operation {
        id: "breakDown",
        name: "Break Down",
        category: Category::Surveys,
        verb: Verb::Delete,
        path: "/API/v3/broken",
        description: "Breaks.",
        permission: Permission::AnyUser,
        ..Operation::documented()
    };
    type Call = Travels;
    type Result = MetaOnly;

    fn example() -> Example<Self> {
        Example::of_path(Nothing {}, Nothing {})
    }
}

async fn panics(_: &mut Context, _: Call<Broken>) -> Answered<Broken> {
    panic!("InnermostSecret of /var/lib/canvass in table user_account")
}

async fn fails(_: &mut Context, _: Call<Broken>) -> Answered<Broken> {
    Err(Error::internal("InnermostSecret: SQLite said no such table: user_account"))
}

/// A fault of ours is told with its number and nothing else, and the server goes on.
#[tokio::test]
async fn a_fault_tells_nothing_of_what_broke() {
    for added in [route(panics), route(fails)] {
        let mut routes = server::routes::routes();
        routes.push(added);
        let server = TestServer::serving(Settings::default(), routes).await;
        let answer = server.ask(Method::DELETE, "/API/v3/broken").token(ADMINISTRATOR).send().await;
        assert_eq!(answer.status, 500);
        let shown = format!("{:?} {}", answer.headers, answer.text());
        for inner in ["InnermostSecret", "SQLite", "user_account", "/var/lib", "panicked", ".rs"] {
            assert!(!shown.contains(inner), "{inner}: {shown}");
        }
        assert!(answer.json()["meta"]["requestId"].is_string(), "the number by which the log tells more");
        assert_eq!(server.get("/whoami").send().await.status, 200);
    }
}

/// No refusal of any operation tells how we are made.
#[tokio::test]
async fn no_refusal_tells_how_the_server_is_made() {
    let server = TestServer::start().await;
    for told in contract::catalogue() {
        for body in [&b"{"[..], b"[]", b"{\"a\":}", b"\xff\xfe", b"null", b"'; DROP TABLE user_account; --"] {
            for media_type in ["application/json", "text/html", "multipart/form-data; boundary=x", "nonsense"]
            {
                let ask =
                    server.ask(crate::every_operation::method(told.operation.verb), &told.example_path());
                let answer = ask.token(ADMINISTRATOR).bytes(media_type, body).send().await;
                let text = answer.text();
                for inner in [
                    "serde", "axum", "hyper", "tokio", "rusqlite", "SQLITE", "panicked", "crates/", ".rs:",
                    "RUST_", "::",
                ] {
                    assert!(!text.contains(inner), "{} tells {inner}: {text}", told.operation.id);
                }
            }
        }
    }
}

/// What servers forget to close is not there, and what is not there is not repeated.
#[tokio::test]
async fn nothing_of_others_tools_answers() {
    let server = TestServer::start().await;
    for path in [
        "/.env",
        "/.git/config",
        "/.git/HEAD",
        "/.htaccess",
        "/.well-known/security.txt",
        "/admin",
        "/admin/login",
        "/actuator",
        "/actuator/env",
        "/actuator/heapdump",
        "/api-docs",
        "/backup.zip",
        "/cgi-bin/test.cgi",
        "/config.json",
        "/console",
        "/debug",
        "/debug/pprof/",
        "/debug/vars",
        "/dump",
        "/env",
        "/graphql",
        "/index.php",
        "/info",
        "/login",
        "/manager/html",
        "/metrics/x",
        "/phpinfo.php",
        "/phpmyadmin/",
        "/robots.txt.bak",
        "/server-info",
        "/server-status",
        "/swagger",
        "/swagger-ui.html",
        "/test",
        "/trace",
        "/v3/api-docs",
        "/wp-login.php",
        "/API",
        "/API/v3",
        "/API/v3/debug",
        "/API/v3/admin",
        "/API/v3/internal",
        "/API/v3/metrics",
        "/API/v3/health",
        "/docs/../.env",
        "/docs/%2e%2e/%2e%2e/etc/passwd",
        "/docs/assets/../../Cargo.toml",
        "/docs/assets/%2e%2e/%2e%2e/Cargo.toml",
        "/docs/assets/..%5c..%5cCargo.toml",
        "/docs/assets//etc/passwd",
        "/jfe/form/../../etc/passwd",
        "/data/canvass.db",
        "/files/server/secret-key",
    ] {
        for token in [None, Some(ADMINISTRATOR)] {
            let ask = server.ask(Method::GET, path);
            let ask = if let Some(token) = token { ask.token(token) } else { ask };
            let answer = ask.send().await;
            assert_eq!(answer.status, 404, "{path}: {}", answer.text());
            assert!(!answer.text().contains("[workspace]") && !answer.text().contains("root:"), "{path}");
        }
    }
}

/// Forms of the documentation are taken from its own pages; a page that a form answers keeps no token.
#[tokio::test]
async fn forms_that_act_for_somebody_are_refused_from_other_sites() {
    let server = TestServer::start().await;
    for path in ["/docs/history", "/docs/admin", "/docs/try/whoAmI", "/docs/changelog", "/docs/feedback"] {
        for (name, value) in
            [("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site"), ("Origin", "null")]
        {
            let form = Form::new().text("token", ADMINISTRATOR);
            let answer = server.ask(Method::POST, path).header(name, value).form(form).send().await;
            assert!(
                (400..500).contains(&answer.status),
                "{path} with {name}: {value} is answered {}",
                answer.status
            );
            assert!(!answer.text().contains("acme"), "{path} with {name}: {value}");
        }
    }
}
