//! API10:2023 Unsafe Consumption of APIs: what comes from others is taken for what it is, whatever they say of it.
//!
//! Elsewhere: limits, redirects and statuses of a fetch (`outgoing`), files that are uploaded (`uploads.rs`), the addresses
//! that are asked (`api7`).
//! Here: other servers that lie, through HTTP, and what their words may do to the answer.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use testkit::server::ADMINISTRATOR;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::*;

/// A server of somebody else that answers with these bytes, and goes on with more of the last where it is `endless`.
async fn elsewhere(answer: Vec<u8>, endless: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, answer.clone(), endless));
        }
    });
    origin
}

async fn serve(mut stream: TcpStream, answer: Vec<u8>, endless: bool) {
    let mut asked = [0; 4096];
    let _ = stream.read(&mut asked).await;
    let _ = stream.write_all(&answer).await;
    while endless && stream.write_all(&[b' '; 1 << 16]).await.is_ok() {}
}

fn file() -> Vec<u8> {
    samples::survey(&json!({}))
}

fn with_head(head: &str, body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 {head}\r\n\r\n").as_bytes(), body].concat()
}

async fn import(server: &TestServer, address: &str) -> Answer {
    server.post("/surveys").json(&json!({ "name": "Fetched", "fileUrl": address })).send().await
}

/// A file is a survey file by what is in it; what its server calls it neither makes it one nor keeps it from being one.
#[tokio::test]
async fn the_media_type_that_is_told_decides_nothing() {
    let server = TestServer::start().await;
    for media_type in ["text/html", "image/png", "application/json", "application/x-sh", "", "nonsense\x01"] {
        let head = format!("200 OK\r\nContent-Type: {media_type}\r\nContent-Length: {}", file().len());
        let origin = elsewhere(with_head(&head, &file()), false).await;
        let answer = import(&server, &origin).await;
        // A header that is no header makes the whole answer none.
        let expected = if media_type.contains('\x01') { 400 } else { 200 };
        assert_eq!(answer.status, expected, "{media_type:?}: {}", answer.text());
        for other in [
            &b"<html>no survey</html>"[..],
            b"MZ\x90\x00",
            b"#!/bin/sh\n",
            b"{}",
            b"[]",
            b"null",
            b"",
            b"\xff\xfe",
        ] {
            let head = "200 OK\r\nContent-Type: application/vnd.qualtrics.survey.qsf\r\nConnection: close";
            let origin = elsewhere(with_head(head, other), false).await;
            let answer = import(&server, &origin).await;
            assert_eq!(answer.status, 400, "{other:?}: {}", answer.text());
        }
    }
}

#[tokio::test]
async fn servers_that_lie_or_never_end_are_left() {
    let server = TestServer::start().await;
    let lengthy = file().len();
    let bomb = {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(&vec![b' '; 64 << 20]).unwrap();
        encoder.finish().unwrap()
    };
    let packed = {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(&file()).unwrap();
        encoder.finish().unwrap()
    };
    let to = |address: &str| format!("302 Found\r\nLocation: {address}\r\nContent-Length: 0");
    let cases: Vec<(&str, Vec<u8>, bool)> = vec![
        (
            "longer than it is",
            with_head(&format!("200 OK\r\nContent-Length: {}", lengthy + 9), &file()),
            false,
        ),
        (
            "shorter than it is",
            with_head(&format!("200 OK\r\nContent-Length: {}", lengthy / 2), &file()),
            false,
        ),
        (
            "two lengths",
            with_head(&format!("200 OK\r\nContent-Length: 5\r\nContent-Length: {lengthy}"), &file()),
            false,
        ),
        ("no number", with_head("200 OK\r\nContent-Length: many", &file()), false),
        ("below nothing", with_head("200 OK\r\nContent-Length: -1", &file()), false),
        ("huge", with_head("200 OK\r\nContent-Length: 99999999999999", b""), false),
        ("endless", with_head("200 OK", b""), true),
        ("endless pieces", with_head("200 OK\r\nTransfer-Encoding: chunked", b"fffffff\r\n"), true),
        ("pieces of no number", with_head("200 OK\r\nTransfer-Encoding: chunked", b"zz\r\nxx\r\n"), false),
        ("an endless head", b"HTTP/1.1 200 OK\r\nX: ".to_vec(), true),
        ("many headers", with_head(&format!("200 OK\r\n{}", "A: b\r\n".repeat(5_000)), b""), false),
        (
            "a bomb",
            with_head(&format!("200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}", bomb.len()), &bomb),
            false,
        ),
        (
            "packed",
            with_head(
                &format!("200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}", packed.len()),
                &packed,
            ),
            false,
        ),
        ("no HTTP", b"SSH-2.0-OpenSSH_9.2p1\r\n".to_vec(), false),
        ("HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(), false),
        ("nothing", Vec::new(), false),
        ("not found", with_head("404 Not Found\r\nContent-Length: 0", b""), false),
        ("no content", with_head("204 No Content", b""), false),
        ("partial", with_head(&format!("206 Partial Content\r\nContent-Length: {lengthy}"), &file()), false),
        (
            "another protocol",
            with_head("101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade", b""),
            false,
        ),
        ("a redirect to a file", with_head(&to("file:///etc/passwd"), b""), false),
        ("a redirect to gopher", with_head(&to("gopher://127.0.0.1:70/"), b""), false),
        ("a redirect to a password", with_head(&to("http://user:word@127.0.0.1/"), b""), false),
        ("a redirect to itself", with_head(&to("/again"), b""), false),
        ("a redirect to nowhere", with_head("302 Found\r\nContent-Length: 0", b""), false),
        (
            "a redirect to what is no text",
            with_head("302 Found\r\nLocation: \u{ff}\u{1}\r\nContent-Length: 0", b""),
            false,
        ),
        ("deep", with_head("200 OK\r\nConnection: close", "[".repeat(2_000_000).as_bytes()), false),
    ];
    for (what, bytes, endless) in cases {
        let origin = elsewhere(bytes, endless).await;
        let answer = import(&server, &format!("{origin}/file")).await;
        assert_eq!(answer.status, 400, "{what}: {}", answer.text());
        assert!(!answer.error_message().is_empty(), "{what}");
    }
    assert_eq!(
        server.get("/surveys").send().await.result()["elements"],
        json!([]),
        "nothing of it was taken"
    );
}

/// What another server says is not repeated: neither what an error shows of it nor what a header would do to ours.
#[tokio::test]
async fn the_words_of_others_do_not_come_through() {
    let server = TestServer::start().await;
    let secret = "root:x:0:0:InnermostSecret";
    for bytes in [
        with_head("200 OK\r\nConnection: close", secret.as_bytes()),
        with_head("200 OK\r\nConnection: close", format!("{{\"SurveyEntry\": \"{secret}\"}}").as_bytes()),
        with_head(
            &format!("418 {secret}\r\nSet-Cookie: a={secret}\r\nX-Secret: {secret}\r\nContent-Length: 0"),
            b"",
        ),
        with_head(
            &format!("302 Found\r\nLocation: ftp://{}/\r\nContent-Length: 0", secret.replace(':', "-")),
            b"",
        ),
        format!("{secret}\r\n\r\n").into_bytes(),
    ] {
        let origin = elsewhere(bytes, false).await;
        let answer = import(&server, &origin).await;
        assert_eq!(answer.status, 400, "{}", answer.text());
        let shown = format!("{:?} {}", answer.headers, answer.text());
        assert!(!shown.contains("InnermostSecret") && !shown.contains("root"), "{shown}");
    }
}

/// A fetch carries nothing of who asked for it: no token, no cookie, nothing to follow.
#[tokio::test]
async fn a_fetch_tells_others_nothing_of_the_caller() {
    let server = TestServer::start().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/file?a=b#part", listener.local_addr().unwrap());
    let asked = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut bytes = vec![0; 1 << 16];
        let length = stream.read(&mut bytes).await.unwrap();
        let _ = stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n").await;
        String::from_utf8_lossy(&bytes[..length]).into_owned()
    });
    let ask =
        server.post("/surveys").header("Cookie", "a=InnermostSecret").header("X-Mine", "InnermostSecret");
    ask.json(&json!({ "name": "Fetched", "fileUrl": address })).send().await;
    let asked = asked.await.unwrap();
    assert!(asked.starts_with("GET /file?a=b HTTP/1.1\r\n"), "{asked}");
    for hidden in [ADMINISTRATOR, "InnermostSecret", "acme", "Cookie", "Authorization", "Referer", "part"] {
        assert!(!asked.to_lowercase().contains(&hidden.to_lowercase()), "{hidden}: {asked}");
    }
}

/// Responses that are fetched are a table like any other: formulas in it stay texts, and a wrong one is a failed job.
#[tokio::test]
async fn tables_of_others_are_texts() {
    let server = TestServer::start().await;
    let survey = survey(&server).await;
    let path = format!("/surveys/{survey}/import-responses");
    let table = "Q1,Q3\r\n10,\"=HYPERLINK(\"\"http://evil.example\"\")\"\r\n10,<script>steal()</script>\r\n";
    for (bytes, expected) in [
        (with_head(&format!("200 OK\r\nContent-Length: {}", table.len()), table.as_bytes()), 2),
        (with_head("200 OK\r\nConnection: close", b"<html></html>"), 2),
        (with_head("200 OK\r\nContent-Length: 500", table.as_bytes()), 2),
    ] {
        let origin = elsewhere(bytes, false).await;
        let body = json!({ "format": "csv", "fileUrl": format!("{origin}/t.csv") });
        let answer = server.post(&path).json(&body).send().await;
        assert!(matches!(answer.status, 202 | 400), "{}", answer.text());
        server.run_jobs().await;
        let kept = server.export(&survey, json!({ "format": "ndjson" })).await;
        assert_eq!(kept.lines().count(), expected, "{kept}");
    }
    let kept = server.export(&survey, json!({ "format": "ndjson" })).await;
    assert!(kept.contains("<script>steal()</script>"), "it is kept as it was written: {kept}");
}
