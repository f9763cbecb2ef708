//! Calls of web services.

use bytes::Bytes;
use http::header::{
    ACCEPT_ENCODING, CONNECTION, CONTENT_LENGTH, EXPECT, HOST, TE, TRAILER, TRANSFER_ENCODING, UPGRADE,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method};

use crate::Error;
use crate::fetch::{Limits, Sent, send};

/// Calls a web service at an `http` or `https` address, guarded like [`fetch`](crate::fetch()); gives the body of an answer of success
/// (2xx). `headers` that say how the request itself is carried, and those that are none, are left out.
///
/// # Errors
/// When the service cannot be reached or answers otherwise.
pub async fn call(
    method: &str,
    address: &str,
    headers: &[(String, String)],
    body: String,
    limits: &Limits,
) -> Result<Bytes, Error> {
    let method = Method::from_bytes(method.as_bytes()).map_err(|why| Error::Address(why.to_string()))?;
    let sent = Sent { method, headers: own(headers), body: body.into(), any_success: true };
    send(address, sent, limits).await
}

/// The headers that the author of a call may set.
fn own(headers: &[(String, String)]) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        let header = (HeaderName::try_from(name.trim()), HeaderValue::try_from(value.trim()));
        if let (Ok(name), Ok(value)) = header
            && !CARRYING.contains(&name)
            && !name.as_str().starts_with("proxy-")
        {
            map.insert(name, value);
        }
    }
    map
}

/// Whoever sets these speaks for this server, or about a connection that is not theirs.
const CARRYING: [HeaderName; 9] =
    [ACCEPT_ENCODING, CONNECTION, CONTENT_LENGTH, EXPECT, HOST, TE, TRAILER, TRANSFER_ENCODING, UPGRADE];

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    const OPEN: Limits = Limits { size: 1000, time: Duration::from_secs(5), allow_private: true };

    /// The address of a server that answers once, and what was sent to it.
    async fn server(answer: String) -> (String, tokio::task::JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let seen = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = Vec::new();
            let whole = |request: &[u8]| {
                let text = String::from_utf8_lossy(request).into_owned();
                text.split_once("\r\n\r\n")
                    .is_some_and(|(head, body)| !head.contains("content-length") || body.ends_with("end"))
            };
            while !whole(&request) && stream.read_buf(&mut request).await.unwrap() > 0 {}
            stream.write_all(answer.as_bytes()).await.unwrap();
            String::from_utf8(request).unwrap()
        });
        (origin, seen)
    }

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[tokio::test]
    async fn a_call_sends_what_its_author_may_send_and_gives_the_answer() {
        let (origin, seen) = server("HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok".into()).await;
        let headers = pairs(&[
            ("X-Key", " a b "),
            ("Content-Type", "text/x"),
            ("Host", "other.example"),
            ("Transfer-Encoding", "chunked"),
            ("Content-Length", "1"),
            ("Proxy-Authorization", "x"),
            ("X-Split", "a\r\nX-Other: b"),
            ("no name", "x"),
            ("", "x"),
        ]);
        let answer = call("POST", &format!("{origin}/a?b"), &headers, "the end".into(), &OPEN).await;
        assert_eq!(answer.unwrap(), "ok");
        let seen = seen.await.unwrap();
        assert!(seen.starts_with("POST /a?b HTTP/1.1\r\n") && seen.ends_with("\r\n\r\nthe end"), "{seen}");
        assert!(seen.contains("x-key: a b\r\n") && seen.contains("content-type: text/x\r\n"), "{seen}");
        assert!(seen.contains("content-length: 7\r\n"), "{seen}");
        assert!(seen.contains(&format!("host: {}\r\n", origin.trim_start_matches("http://"))), "{seen}");
        for gone in ["other.example", "chunked", "proxy", "split", "other"] {
            assert!(!seen.to_lowercase().contains(gone), "{gone}: {seen}");
        }
    }

    #[tokio::test]
    async fn what_is_no_success_is_an_error_and_nothing_is_sent_twice() {
        for status in
            ["404 Not Found", "500 No", "302 Found\r\nLocation: /again", "307 There\r\nLocation: /again"]
        {
            let (origin, _) = server(format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n")).await;
            let result = call("POST", &origin, &[], String::new(), &OPEN).await;
            assert_eq!(result, Err(Error::Status(status[..3].parse().unwrap())), "{status}");
        }
    }

    #[tokio::test]
    async fn headers_do_not_go_along_to_another_origin() {
        let (end, seen_there) = server("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".into()).await;
        let redirect = format!("HTTP/1.1 302 Found\r\nLocation: {end}/there\r\nContent-Length: 0\r\n\r\n");
        let (origin, seen_here) = server(redirect).await;
        let key = pairs(&[("X-Key", "secret")]);
        assert_eq!(call("GET", &origin, &key, String::new(), &OPEN).await.unwrap(), "ok");
        assert!(seen_here.await.unwrap().contains("x-key: secret"));
        let there = seen_there.await.unwrap();
        assert!(there.starts_with("GET /there ") && !there.contains("secret"), "{there}");
    }

    #[tokio::test]
    async fn only_public_addresses_are_called() {
        let guarded = Limits { allow_private: false, ..OPEN };
        let (origin, seen) = server(String::new()).await;
        let result = call("POST", &origin, &[], "x".into(), &guarded).await;
        assert!(matches!(result, Err(Error::NotPublic { .. })), "{result:?}");
        assert!(!seen.is_finished(), "nobody came");
    }
}
