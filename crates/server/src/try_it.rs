//! Try It: makes the call that a form of the documentation asks for, through the same pipeline and without the
//! network, and shows what came of it. The token travels in the form's body and in one header: in no address, no log.

use axum::body::Body;
use axum::response::Response;
use bytes::{Bytes, BytesMut};
use contract::{Description, Part, Problem};
use futures_util::StreamExt;
use http::header::{self, HeaderName, HeaderValue};
use http::request::Parts;
use http::{HeaderMap, Request, StatusCode};
use portal::{TryCall, TryOutcome};

use crate::body::hold_form;
use crate::health::plain;
use crate::normalise::normalise;
use crate::server::Server;
use crate::{Connection, docs, gzip, pipeline};

/// Answers `POST /docs/try/{operationId}`: with the operation's page, or with JSON for the page's own module.
pub(crate) async fn respond(server: &Server, head: &Parts, operation: &str, body: Body) -> Response {
    if is_foreign(&head.headers, &server.origin(head)) {
        return plain(StatusCode::FORBIDDEN, "This form is sent from the documentation only.\n".into());
    }
    let Some(description) = portal::try_operation(operation) else {
        return plain(StatusCode::NOT_FOUND, "There is nothing to try here.\n".into());
    };
    let outcome = async {
        let parts = hold_form(&head.headers, body, FORM_LIMIT).await?;
        let outcome = call(server, head, portal::try_form(description, &parts)).await?;
        Ok::<_, Problem>((parts, outcome))
    };
    match outcome.await {
        Ok((parts, outcome)) => show(server, head, description, &parts, &outcome),
        Err(problem) => {
            let status = StatusCode::from_u16(problem.code.status).unwrap_or(StatusCode::BAD_REQUEST);
            plain(status, problem.message + "\n")
        }
    }
}

/// Whether a browser says that a page of another site sent the form. What says nothing is no browser.
fn is_foreign(headers: &HeaderMap, origin: &str) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return site != "same-origin" && site != "none";
    }
    let Some(sender) = headers.get(header::ORIGIN).map(HeaderValue::as_bytes) else { return false };
    let host = headers.get(header::HOST).map(HeaderValue::as_bytes);
    let sender_host = [&b"https://"[..], b"http://"].iter().find_map(|scheme| sender.strip_prefix(*scheme));
    sender != origin.as_bytes() && (sender_host.is_none() || sender_host != host)
}

/// The largest form. Larger files are for the cURL example.
const FORM_LIMIT: u64 = 16 << 20;
/// How much of an answer is shown.
const OUTPUT_LIMIT: usize = 5 << 20;

fn show(
    server: &Server,
    head: &Parts,
    description: &Description,
    parts: &[Part],
    outcome: &TryOutcome,
) -> Response {
    let accepted = head.headers.get(header::ACCEPT).map_or(&b""[..], |accepted| accepted.as_bytes());
    let (media_type, text) = if accepted.starts_with(b"application/json") {
        ("application/json", portal::try_json(outcome))
    } else {
        ("text/html; charset=utf-8", portal::try_result(description, &server.site(head), parts, outcome))
    };
    let mut response = gzip::respond(&head.headers, 200, HeaderValue::from_static(media_type), text.into());
    // It may hold the token that was typed, among the headers that were sent.
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(header::REFERRER_POLICY, docs::REFERRER_POLICY);
    response
}

async fn call(server: &Server, outer: &Parts, call: TryCall) -> Result<TryOutcome, Problem> {
    let request_data = call.body.clone();
    let (head, body) = request(outer, call)?;
    let response = pipeline::respond(server, &head, &normalise(head.uri.path()), body).await;
    let (answer, body) = response.into_parts();
    Ok(TryOutcome {
        method: head.method.as_str().to_owned(),
        url: format!("{}{}", server.origin(outer), head.uri),
        request_headers: pairs(&head.headers),
        request_data,
        status: answer.status.as_u16(),
        response_headers: pairs(&answer.headers),
        output: start(body).await,
    })
}

/// The request as if it had come in on the connection of the form.
fn request(outer: &Parts, call: TryCall) -> Result<(Parts, Body), Problem> {
    let wrong =
        |_| Problem::parameter("body", "fields that can stand in an address and in headers are expected");
    let length = call.body.len();
    let mut request = Request::builder()
        .method(call.method)
        .uri(call.path_and_query)
        .body(Body::from(call.body))
        .map_err(wrong)?;
    let headers = request.headers_mut();
    for (name, value) in call.headers {
        let name = HeaderName::try_from(name).map_err(|error| wrong(error.into()))?;
        let mut value = HeaderValue::try_from(value.trim()).map_err(|error| wrong(error.into()))?;
        // One of them is the token: nothing that prints headers for debugging may show it.
        value.set_sensitive(true);
        headers.append(name, value);
    }
    if length > 0 {
        headers.insert(header::CONTENT_LENGTH, length.into());
    }
    for name in [header::HOST, HeaderName::from_static("x-forwarded-proto")] {
        if let Some(value) = outer.headers.get(&name) {
            headers.insert(name, value.clone());
        }
    }
    if let Some(connection) = outer.extensions.get::<Connection>() {
        request.extensions_mut().insert(*connection);
    }
    Ok(request.into_parts())
}

fn pairs(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect()
}

/// What an answer begins with: all of it unless it is very large.
async fn start(body: Body) -> Bytes {
    let mut pieces = body.into_data_stream();
    let mut read = BytesMut::new();
    while let Some(Ok(piece)) = pieces.next().await {
        read.extend_from_slice(&piece);
        if read.len() > OUTPUT_LIMIT {
            break;
        }
    }
    read.freeze()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_page_of_this_server_may_send_the_form() {
        let foreign = |sent: &[(&'static str, &'static str)]| {
            let headers = sent
                .iter()
                .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
            is_foreign(&headers.collect(), "https://xm.example.org")
        };
        assert!(!foreign(&[]), "curl");
        assert!(!foreign(&[("sec-fetch-site", "same-origin"), ("origin", "null")]));
        assert!(foreign(&[("sec-fetch-site", "cross-site"), ("origin", "https://xm.example.org")]));
        assert!(foreign(&[("sec-fetch-site", "same-site")]));
        assert!(!foreign(&[("origin", "https://xm.example.org"), ("host", "inside:8080")]));
        assert!(!foreign(&[("origin", "http://inside:8080"), ("host", "inside:8080")]));
        assert!(foreign(&[("origin", "https://evil.example"), ("host", "inside:8080")]));
        assert!(foreign(&[("origin", "null"), ("host", "inside:8080")]));
    }
}
