//! API7:2023 Server Side Request Forgery.
//!
//! Elsewhere: which addresses are public, redirects and limits (`outgoing`), a first sample through HTTP (`uploads.rs`).
//! Here: every place of every operation that takes an address, found by its name, with the spellings that get around lists;
//! that nothing was connected to, and that what is answered tells nothing of this network.

use contract::catalogue;
use http::Method;
use testkit::example::Slot;
use testkit::server::ADMINISTRATOR;
use testkit::{Ask, Fixtures, Form};
use tokio::net::TcpListener;

use super::*;

/// The places of a request where an address can stand.
fn addresses(request: &Request<'_>) -> Vec<Slot> {
    let names_one = |name: &str| {
        let name = name.to_lowercase();
        ["url", "uri", "callback", "webhook", "redirect", "endpoint", "href", "link"]
            .iter()
            .any(|end| name.ends_with(end))
    };
    let is_one = |slot: &Slot| names_one(slot.name()) || slot.schema["format"] == "uri";
    request.slots().into_iter().filter(is_one).collect()
}

/// A listener on this machine that tells whether anybody came.
async fn trap() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, port)
}

async fn nobody_came(listener: &TcpListener) -> bool {
    let wait = std::time::Duration::from_millis(50);
    tokio::time::timeout(wait, listener.accept()).await.is_err()
}

/// Spellings of this machine, of the networks around it, and of the places where clouds tell their secrets.
fn inside(port: u16) -> Vec<String> {
    let hosts = [
        "127.0.0.1",
        "127.1",
        "127.0.1",
        "0177.0.0.1",
        "0x7f.0.0.1",
        "0x7f000001",
        "017700000001",
        "2130706433",
        "0",
        "0.0.0.0",
        "127.127.127.127",
        "127.0.0.1.",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "LocalHost",
        "[::1]",
        "[::]",
        "[0:0:0:0:0:0:0:1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[0:0:0:0:0:ffff:127.0.0.1]",
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[64:ff9b::169.254.169.254]",
        "[2002:7f00:1::]",
        "[2001:0:7f00:1::]",
        "[fe80::1]",
        "[fd00:ec2::254]",
        "[fc00::1]",
        "[::ffff:169.254.169.254]",
        "169.254.169.254",
        "0xa9fea9fe",
        "2852039166",
        "0251.0376.0251.0376",
        "169.254.170.2",
        "100.100.100.200",
        "192.0.0.192",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.0.1",
        "192.168.1.255",
        "255.255.255.255",
        "224.0.0.1",
        "198.18.0.1",
        "①②⑦.⓪.⓪.①",
        "127。0。0。1",
        "１２７.0.0.1",
        "%31%32%37.0.0.1",
        "127.0.0.1%2f.example.org",
    ];
    let mut all: Vec<String> = hosts.iter().map(|host| format!("http://{host}:{port}/file")).collect();
    all.extend(hosts.iter().map(|host| format!("https://{host}:{port}/file")));
    all.extend([
        format!("http://user@127.0.0.1:{port}/file"),
        format!("http://user:word@127.0.0.1:{port}/file"),
        format!("http://example.org@127.0.0.1:{port}/file"),
        format!("http://127.0.0.1:{port}\\@example.org/file"),
        format!("http:\\\\127.0.0.1:{port}\\file"),
        format!("http:127.0.0.1:{port}/file"),
        format!("http:/127.0.0.1:{port}/file"),
        format!("http:////127.0.0.1:{port}/file"),
        format!(" http://127.0.0.1:{port}/file"),
        format!("\thttp://127.0.0.1:{port}/file\n"),
        format!("ht\ntp://127.0.0.1:{port}/file"),
        format!("//127.0.0.1:{port}/file"),
        format!("127.0.0.1:{port}/file"),
        format!("HTTP://127.0.0.1:{port}/file"),
        format!("gopher://127.0.0.1:{port}/_GET%20/"),
        format!("dict://127.0.0.1:{port}/info"),
        format!("ldap://127.0.0.1:{port}/"),
        format!("ws://127.0.0.1:{port}/"),
        format!("jar:http://127.0.0.1:{port}/a!/b"),
        format!("ftp://127.0.0.1:{port}/file"),
        "file:///etc/passwd".to_owned(),
        "file://localhost/etc/passwd".to_owned(),
        "file:/proc/self/environ".to_owned(),
        "data:application/json,{}".to_owned(),
        "http://metadata.google.internal/computeMetadata/v1/".to_owned(),
        "http://no-such-host.invalid/file".to_owned(),
        "http://".to_owned(),
        "http://:80/".to_owned(),
        String::new(),
    ]);
    all
}

#[tokio::test]
async fn no_operation_fetches_from_inside_however_the_address_is_written() {
    let server = TestServer::guarded().await;
    let (listener, port) = trap().await;
    let mut places = 0;
    for told in catalogue() {
        let Some(request) = Request::json(told) else { continue };
        for slot in addresses(&request) {
            places += 1;
            let request = request.clone().about(&mut Fixtures::ours(&server)).await;
            let before = server.dump().await;
            for address in inside(port) {
                let sent = request.clone().set(&slot.at, address.clone().into());
                let answer = sent.ask(&server).token(ADMINISTRATOR).send().await;
                let id = told.operation.id;
                assert_eq!(answer.status, 400, "{id}, {address}: {}", answer.text());
                assert!(answer.error_message().contains(slot.name()), "{id}, {address}: {}", answer.text());
                // What is told is of the address alone: neither what it resolves to nor what is there.
                let told = answer.error_message().replace(&address, "");
                assert!(!told.contains("refused") && !told.contains("route to host"), "{address}: {told}");
            }
            assert_eq!(server.dump().await, before, "{} keeps something", told.operation.id);
        }
    }
    assert!(places >= 2, "{places}");
    assert!(nobody_came(&listener).await);
}

/// A survey may also be named by its address in a form.
#[tokio::test]
async fn the_part_of_a_form_that_names_an_address_is_guarded_as_well() {
    let server = TestServer::guarded().await;
    let (listener, port) = trap().await;
    for address in inside(port) {
        let form = Form::new().text("name", "Fetched").text("fileUrl", &address);
        let answer = server.post("/surveys").form(form).send().await;
        assert_eq!(answer.status, 400, "{address}: {}", answer.text());
    }
    assert_eq!(server.get("/surveys").send().await.result()["elements"], json!([]));
    assert!(nobody_came(&listener).await);
}

/// An open port, a closed one, a name of this network and one that nobody has are refused in the same words.
#[tokio::test]
async fn what_is_answered_does_not_tell_what_is_inside() {
    let server = TestServer::guarded().await;
    let (listener, open) = trap().await;
    let closed = {
        let (gone, port) = trap().await;
        drop(gone);
        port
    };
    let mut answers = Vec::new();
    for host in [
        format!("127.0.0.1:{open}"),
        format!("127.0.0.1:{closed}"),
        format!("localhost:{open}"),
        "10.0.0.1".to_owned(),
        "169.254.169.254".to_owned(),
        "no-such-host.invalid".to_owned(),
        format!("[::1]:{open}"),
    ] {
        let body = json!({ "name": "Fetched", "fileUrl": format!("http://{host}/file") });
        let answer = server.post("/surveys").json(&body).send().await;
        let name = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()));
        let name = name.map_or(host.as_str(), |(name, _)| name);
        let told = answer.error_message().replace(name, "HOST");
        answers.push((host, (answer.status, told)));
    }
    for (host, told) in &answers {
        assert_eq!(told, &answers[0].1, "{host} is told from {}", answers[0].0);
    }
    assert!(nobody_came(&listener).await);
}

/// No other input makes the server go anywhere: not the headers that proxies write, and not the file of a survey
/// (whose web services are called where the server allows it alone: `web_services.rs`).
#[tokio::test]
async fn nothing_but_such_a_place_makes_the_server_connect() {
    let server = TestServer::start().await;
    let (listener, port) = trap().await;
    let here = format!("http://127.0.0.1:{port}/x");
    let mut file: Value =
        serde_json::from_slice(&samples::survey(&json!({ "EOSRedirectURL": here }))).unwrap();
    for element in file["SurveyElements"].as_array_mut().unwrap() {
        if element["Payload"]["QuestionText"].is_string() {
            let text = format!(
                "<img src=\"{here}\"><script src=\"{here}\"></script><link rel=stylesheet href=\"{here}\">"
            );
            element["Payload"]["QuestionText"] = text.into();
        }
        if element["Element"] == "FL" {
            let flow = element["Payload"]["Flow"].as_array_mut().unwrap();
            flow.push(json!({ "Type": "WebService", "FlowID": "FL_9", "URL": here, "Method": "GET", "RequestParams": [] }));
        }
    }
    let survey = server.import_survey("Reaching out", file.to_string().as_bytes()).await;
    let mut respondent =
        crate::samples::Respondent::open(&server, &survey, &format!("?Q_Redirect={here}")).await;
    respondent.next(&[("QID1", "2")]).await;
    respondent.next(&[("QID3_TEXT", &here)]).await;
    let asks: Vec<Ask<'_>> = vec![
        server.get("/whoami").header("Host", &format!("127.0.0.1:{port}")),
        server.get("/whoami").header("X-Forwarded-Host", &format!("127.0.0.1:{port}")),
        server.get("/whoami").header("Referer", &here).header("Origin", &here),
        server.ask(Method::GET, &here).token(ADMINISTRATOR),
        server.ask(Method::GET, &format!("/docs?url={here}&next={here}")),
        server
            .ask(Method::POST, "/docs/changelog")
            .form(Form::new().text("document", &json!({ "$ref": here }).to_string())),
    ];
    for ask in asks {
        ask.send().await;
    }
    server.run_jobs().await;
    assert!(nobody_came(&listener).await);
}
