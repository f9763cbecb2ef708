//! Forms of the documentation: where they may come from, how they are read, how they are answered.

use axum::body::Body;
use axum::response::Response;
use contract::{Part, Problem};
use http::header::{self, HeaderValue};
use http::request::Parts;
use http::{HeaderMap, StatusCode};

use crate::monitoring::health::plain;
use crate::pipeline::arriving::Bodies;
use crate::pipeline::body::{Form, read_fields};
use crate::pipeline::compression;

/// Reads a form that a page of this server sent. `origin` is where the sender reached the server.
///
/// # Errors
/// The answer to a form that came from elsewhere or cannot be read.
pub(crate) async fn read(
    origin: &str,
    bodies: &Bodies,
    head: &Parts,
    body: Body,
) -> Result<Form, Box<Response>> {
    if let Some(refusal) = foreign(origin, head) {
        return Err(Box::new(refusal));
    }
    let form = read_fields(bodies, &head.headers, body, LIMIT).await;
    form.map_err(|problem| Box::new(refused(problem)))
}

/// The answer to a form that a page of another site sent.
pub(crate) fn foreign(origin: &str, head: &Parts) -> Option<Response> {
    let words = "This form is sent from the documentation only.\n";
    is_foreign(&head.headers, origin).then(|| plain(StatusCode::FORBIDDEN, words.into()))
}

/// The answer to a form that cannot be read.
pub(crate) fn refused(problem: Problem) -> Response {
    let status = StatusCode::from_u16(problem.code.status).unwrap_or(StatusCode::BAD_REQUEST);
    plain(status, problem.message + "\n")
}

/// A field's text without blanks around it; empty when it is absent or no text.
pub(crate) fn field<'p>(parts: &'p [Part], name: &str) -> &'p str {
    let part = parts.iter().find(|part| part.name == name);
    part.and_then(|part| std::str::from_utf8(&part.data).ok()).unwrap_or_default().trim()
}

/// Answers with JSON where it is asked for, else with a page. It is one reader's own and is kept nowhere.
pub(crate) fn answer(
    headers: &HeaderMap,
    status: StatusCode,
    json: impl FnOnce() -> String,
    page: impl FnOnce() -> String,
) -> Response {
    let (media_type, text) =
        if wants_json(headers) { ("application/json", json()) } else { ("text/html; charset=utf-8", page()) };
    let media_type = HeaderValue::from_static(media_type);
    own(compression::respond(headers, status.as_u16(), media_type, text.into()))
}

/// What the caller alone may see: it may hold the token that was typed, among the headers that were sent.
pub(crate) fn own(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(header::REFERRER_POLICY, REFERRER_POLICY);
    response
}

/// Whether a module of the portal or a program asks, and no browser that shows a page.
pub(crate) fn wants_json(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT).map_or(&b""[..], |accepted| accepted.as_bytes());
    accepted.starts_with(b"application/json")
}

/// Whether a browser says that a page of another site sent the form. What says nothing is no browser.
pub(crate) fn is_foreign(headers: &HeaderMap, origin: &str) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return site != "same-origin" && site != "none";
    }
    let Some(sender) = headers.get(header::ORIGIN).map(HeaderValue::as_bytes) else { return false };
    let host = headers.get(header::HOST).map(HeaderValue::as_bytes);
    let sender_host = [&b"https://"[..], b"http://"].iter().find_map(|scheme| sender.strip_prefix(*scheme));
    sender != origin.as_bytes() && (sender_host.is_none() || sender_host != host)
}

/// Browsers send `Origin: null` with a form of a page that names no referrer at all; Try It looks at the origin.
pub(crate) const REFERRER_POLICY: HeaderValue = HeaderValue::from_static("same-origin");

/// The largest form.
const LIMIT: u64 = 1 << 20;

#[cfg(test)]
mod tests {
    use http::header::HeaderName;

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
