//! A request as tests put it together.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::body::Body;
use bytes::Bytes;
use futures_util::stream;
use http::{Method, Request};
use http_body_util::BodyExt;
use serde_json::Value;
use server::Connection;
use services::Fingerprint;
use tower::ServiceExt;

use crate::{Answer, TestServer, called, evidence};

/// A request on its way; `.await`ed by [`Ask::send`].
pub struct Ask<'s> {
    server: &'s TestServer,
    method: Method,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    pieces: Vec<Bytes>,
    peer: Option<IpAddr>,
    /// Over TLS, with a certificate or without one.
    shown: Option<Option<Fingerprint>>,
}

impl<'s> Ask<'s> {
    pub(crate) fn new(server: &'s TestServer, method: Method, path: &str) -> Self {
        let headers = vec![("host".to_owned(), "canvass.test".to_owned())];
        Self {
            server,
            method,
            path: path.to_owned(),
            headers,
            body: Vec::new(),
            pieces: Vec::new(),
            peer: None,
            shown: None,
        }
    }

    /// Calls with this token.
    #[must_use]
    pub fn token(self, token: &str) -> Self {
        self.header("X-API-TOKEN", token)
    }

    /// Asks at another address.
    #[must_use]
    pub fn path(mut self, path: &str) -> Self {
        path.clone_into(&mut self.path);
        self
    }

    /// Comes by a connection from this address; without it, from none.
    #[must_use]
    pub fn from(mut self, address: &str) -> Self {
        self.peer = address.parse().ok();
        self
    }

    /// Comes over TLS, and shows this certificate, in DER, or none.
    #[must_use]
    pub fn over_tls(mut self, certificate: Option<&[u8]>) -> Self {
        self.shown = Some(certificate.map(Fingerprint::of));
        self
    }

    /// Adds a header; one of the same name is replaced.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sends a JSON body.
    #[must_use]
    pub fn json(self, body: &Value) -> Self {
        self.bytes("application/json", body.to_string().into_bytes())
    }

    /// Sends a body of this media type.
    #[must_use]
    pub fn bytes(mut self, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self.header("content-type", media_type)
    }

    /// Sends a body whose media type a header tells.
    pub(crate) fn body(mut self, body: Vec<u8>) -> Self {
        self.body = body;
        self
    }

    /// Sends a body of this media type piece by piece, its length untold.
    #[must_use]
    pub fn pieces(mut self, media_type: &str, pieces: Vec<Bytes>) -> Self {
        self.pieces = pieces;
        self.header("content-type", media_type)
    }

    /// Sends a form with files.
    #[must_use]
    pub fn form(self, form: Form) -> Self {
        let (media_type, body) = form.finish();
        self.bytes(&media_type, body)
    }

    /// Sends it and holds the answer. Fails the test when an operation answers what it does not declare: no test passes
    /// beside an error that the reference does not know.
    pub async fn send(self) -> Answer {
        let mut request = Request::builder().method(&self.method).uri(&self.path);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if !self.body.is_empty() {
            request = request.header("content-length", self.body.len());
        }
        let body = if self.pieces.is_empty() {
            Body::from(self.body)
        } else {
            Body::from_stream(stream::iter(self.pieces.into_iter().map(Ok::<_, Infallible>)))
        };
        let mut request = request.body(body).unwrap_or_else(|why| panic!("{}: {why}", self.path));
        if self.peer.is_some() || self.shown.is_some() {
            let peer = SocketAddr::new(self.peer.unwrap_or(Ipv4Addr::LOCALHOST.into()), 40_000);
            let (tls, certificate) = (self.shown.is_some(), self.shown.flatten());
            request.extensions_mut().insert(Connection { tls, peer, certificate });
        }
        let answer =
            self.server.next(&self.path).await.oneshot(request).await.expect("the router never fails");
        let (head, body) = answer.into_parts();
        let body = body.collect().await.unwrap_or_else(|why| panic!("{}: {why}", self.path)).to_bytes();
        let answer = Answer { status: head.status.as_u16(), headers: head.headers, body };
        if let Some(told) = called::operation(&self.server.served, &self.method, &self.path) {
            evidence::keep(&told.operation, answer.status);
            let undeclared = called::undeclared(told, &answer);
            assert!(undeclared.is_none(), "{} {}: {undeclared:?}", self.method, self.path);
        }
        answer
    }
}

const BOUNDARY: &str = "----canvass-testkit-boundary";

/// A `multipart/form-data` body.
#[derive(Debug, Default)]
pub struct Form {
    text: Vec<u8>,
}

impl Form {
    /// An empty form.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text part.
    #[must_use]
    pub fn text(mut self, name: &str, value: &str) -> Self {
        let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
        self.text.extend_from_slice(head.as_bytes());
        self.text.extend_from_slice(value.as_bytes());
        self.text.extend_from_slice(b"\r\n");
        self
    }

    /// Adds a file part.
    #[must_use]
    pub fn file(mut self, name: &str, file_name: &str, media_type: &str, bytes: &[u8]) -> Self {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\n\
             Content-Type: {media_type}\r\n\r\n"
        );
        self.text.extend_from_slice(head.as_bytes());
        self.text.extend_from_slice(bytes);
        self.text.extend_from_slice(b"\r\n");
        self
    }

    /// Its media type and its text.
    pub(crate) fn finish(mut self) -> (String, Vec<u8>) {
        self.text.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        (format!("multipart/form-data; boundary={BOUNDARY}"), self.text)
    }
}
