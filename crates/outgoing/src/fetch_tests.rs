//! Fetching from a server on loopback that answers as the path asks.

use super::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const OPEN: Limits = Limits { size: 1000, time: Duration::from_secs(5), allow_private: true };
const GUARDED: Limits = Limits { allow_private: false, ..OPEN };

/// The origin of a server that writes what `answer` gives for the path of each request.
async fn server(answer: impl Fn(&str) -> String + Send + Sync + Copy + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut head = Vec::new();
                while !head.ends_with(b"\r\n\r\n") && stream.read_buf(&mut head).await.unwrap_or(0) > 0 {}
                let head = String::from_utf8(head).unwrap();
                let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
                let _ = stream.write_all(answer(&path).as_bytes()).await;
                finish(stream, &path).await;
            });
        }
    });
    origin
}

async fn finish(mut stream: TcpStream, path: &str) {
    if path == "/stalls" {
        tokio::time::sleep(Duration::from_secs(60)).await;
    }
    if path == "/endless" {
        while stream.write_all(&[b'x'; 4096]).await.is_ok() {}
    }
}

fn answer(path: &str) -> String {
    let redirect = |to: &str| format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n");
    match path {
        "/file?a=b" => "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello".to_owned(),
        "/until-the-end" => "HTTP/1.1 200 OK\r\n\r\nhello".to_owned(),
        "/cut" => "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello".to_owned(),
        "/endless" | "/stalls" => "HTTP/1.1 200 OK\r\n\r\n".to_owned(),
        "/huge" => "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n".to_owned(),
        "/1" => redirect("/2"),
        "/2" => redirect("../3"),
        "/3" => redirect("/file?a=b"),
        "/round" => redirect("/round"),
        "/to-a-file" => redirect("file:///etc/hostname"),
        _ => "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_owned(),
    }
}

#[tokio::test]
async fn a_file_is_fetched_whole_also_by_way_of_redirects() {
    let origin = server(answer).await;
    for path in ["/file?a=b#part", "/until-the-end", "/1"] {
        assert_eq!(fetch(&format!("{origin}{path}"), &OPEN).await.unwrap(), "hello", "{path}");
    }
}

#[tokio::test]
async fn limits_hold() {
    let origin = server(answer).await;
    let refusal =
        async |path: &str, limits: Limits| fetch(&format!("{origin}{path}"), &limits).await.unwrap_err();
    assert_eq!(refusal("/endless", OPEN).await, Error::TooLarge(1000));
    assert_eq!(refusal("/huge", OPEN).await, Error::TooLarge(1000));
    assert_eq!(refusal("/file?a=b", Limits { size: 4, ..OPEN }).await, Error::TooLarge(4));
    let short = Limits { time: Duration::from_millis(100), ..OPEN };
    assert_eq!(refusal("/stalls", short).await, Error::TooSlow);
    assert_eq!(refusal("/round", OPEN).await, Error::Redirects(3));
    assert_eq!(refusal("/nowhere", OPEN).await, Error::Status(404));
    assert!(matches!(refusal("/cut", OPEN).await, Error::Network(_)));
}

#[tokio::test]
async fn only_public_addresses_and_http_are_fetched() {
    let origin = server(answer).await;
    let port = origin.rsplit(':').next().unwrap();
    for host in ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "0"] {
        let result = fetch(&format!("http://{host}:{port}/file?a=b"), &GUARDED).await;
        assert!(matches!(result, Err(Error::NotPublic { .. })), "{host}: {result:?}");
    }
    for address in ["file:///etc/hostname", "ftp://127.0.0.1/", "no address", "http://user:word@127.0.0.1/"] {
        let result = fetch(address, &GUARDED).await;
        assert!(matches!(result, Err(Error::Address(_))), "{address}: {result:?}");
    }
    let result = fetch(&format!("{origin}/to-a-file"), &OPEN).await;
    assert!(matches!(result, Err(Error::Address(_))), "{result:?}");
}

/// A caller may not ask us which names this network knows, nor what they resolve to.
#[tokio::test]
async fn what_is_told_of_a_name_is_the_same_whether_it_is_unknown_or_of_this_network() {
    let told = async |host: &str| {
        let error = fetch(&format!("http://{host}/file"), &GUARDED).await.unwrap_err();
        (error.to_string().replace(host, "HOST"), format!("{error:?}"))
    };
    let (unknown, private) = (told("no-such-host.invalid").await, told("localhost").await);
    assert_eq!(unknown.0, private.0);
    assert!(!private.0.contains("127.0.0.1") && !private.0.contains("::1"), "{}", private.0);
    assert!(unknown.1.contains("NotFound") && private.1.contains("NotPublic"), "the log tells them apart");
}
