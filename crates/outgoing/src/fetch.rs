//! A file of the network, whole, within limits.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::{ACCEPT_ENCODING, CONTENT_LENGTH, HOST, LOCATION, USER_AGENT};
use http::{HeaderMap, Method, Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::time::timeout;
use url::{Position, Url};

use crate::{Error, connection};

/// What a fetch may cost, and where it may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes of the file.
    pub size: usize,
    /// The longest time from the first look-up to the last byte.
    pub time: Duration,
    /// Whether addresses that are not public are fetched from too: for closed networks, and for tests.
    pub allow_private: bool,
}

/// What is sent to an address.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sent {
    pub(crate) method: Method,
    /// Headers besides those that every request has.
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// Whether every status of success counts, not 200 alone.
    pub(crate) any_success: bool,
}

/// Fetches the file at an `http` or `https` address; follows up to three redirects, each checked like the first.
pub async fn fetch(address: &str, limits: &Limits) -> Result<Bytes, Error> {
    send(address, Sent::default(), limits).await
}

/// Sends to an address and gives what is answered. A redirect is followed for a `GET` alone, for anything
/// else might be done twice; headers of the request do not go along to another origin.
pub(crate) async fn send(address: &str, sent: Sent, limits: &Limits) -> Result<Bytes, Error> {
    match timeout(limits.time, follow(address, sent, limits)).await {
        Ok(result) => result,
        Err(_) => Err(Error::TooSlow),
    }
}

const REDIRECTS: usize = 3;

async fn follow(address: &str, mut sent: Sent, limits: &Limits) -> Result<Bytes, Error> {
    let mut url = Url::parse(address).map_err(|why| Error::Address(why.to_string()))?;
    for _ in 0..=REDIRECTS {
        check(&url)?;
        let stream = connection::connect(&url, limits.allow_private).await?;
        let (mut sender, connection) = http1::Builder::new()
            .max_buf_size(HEAD_BYTES)
            .handshake(TokioIo::new(stream))
            .await
            .map_err(network)?;
        let answered = async {
            let answer = sender.send_request(request(&url, &sent)?).await.map_err(network)?;
            match answer.status().as_u16() {
                200 => read(answer, limits.size).await.map(Step::Done),
                201..=299 if sent.any_success => read(answer, limits.size).await.map(Step::Done),
                301 | 302 | 303 | 307 | 308 if sent.method == Method::GET => {
                    redirect(&url, answer.headers()).map(Step::Redirect)
                }
                status => Err(Error::Status(status)),
            }
        };
        // The connection does the reading and writing; it may end before the last bytes are taken out of it.
        let driven = async {
            if connection.await.is_err() {
                tokio::task::yield_now().await;
            }
            std::future::pending::<()>().await;
        };
        let step = tokio::select! {
            step = answered => step?,
            () = driven => return Err(Error::Network("the connection ended".to_owned())),
        };
        match step {
            Step::Done(bytes) => return Ok(bytes),
            Step::Redirect(next) => {
                if next.origin() != url.origin() {
                    sent.headers.clear();
                }
                url = next;
            }
        }
    }
    Err(Error::Redirects(REDIRECTS))
}

/// Enough for any head of an answer; hyper refuses longer ones.
const HEAD_BYTES: usize = 64 * 1024;

enum Step {
    Done(Bytes),
    Redirect(Url),
}

fn check(url: &Url) -> Result<(), Error> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Error::Address(format!("{}: is neither http nor https", url.scheme())));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Error::Address("it holds a user name or password".to_owned()));
    }
    Ok(())
}

fn request(url: &Url, sent: &Sent) -> Result<Request<Full<Bytes>>, Error> {
    let mut request = Request::builder()
        .method(sent.method.clone())
        .uri(&url[Position::BeforePath..Position::AfterQuery])
        .header(HOST, &url[Position::BeforeHost..Position::AfterPort])
        .header(USER_AGENT, concat!("canvass/", env!("CARGO_PKG_VERSION")))
        // The limit is on the bytes that are kept; a compressed answer would be smaller than what it becomes.
        .header(ACCEPT_ENCODING, "identity")
        .body(Full::new(sent.body.clone()))
        .map_err(|why| Error::Address(why.to_string()))?;
    for (name, value) in &sent.headers {
        request.headers_mut().insert(name, value.clone());
    }
    Ok(request)
}

fn redirect(from: &Url, headers: &HeaderMap) -> Result<Url, Error> {
    let location = headers.get(LOCATION).and_then(|value| value.to_str().ok());
    let location = location.ok_or_else(|| Error::Network("a redirect that does not say where".to_owned()))?;
    from.join(location).map_err(|why| Error::Address(format!("of a redirect, {why}")))
}

async fn read(answer: Response<Incoming>, limit: usize) -> Result<Bytes, Error> {
    let announced = answer.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length: u64| length > limit as u64) {
        return Err(Error::TooLarge(limit));
    }
    let mut body = answer.into_body();
    let mut bytes = BytesMut::new();
    while let Some(frame) = body.frame().await {
        if let Ok(data) = frame.map_err(network)?.into_data() {
            if data.len() > limit - bytes.len() {
                return Err(Error::TooLarge(limit));
            }
            bytes.extend_from_slice(&data);
        }
    }
    Ok(bytes.freeze())
}

fn network(why: hyper::Error) -> Error {
    Error::Network(why.to_string())
}

#[cfg(test)]
#[path = "fetch_tests.rs"]
mod tests;
