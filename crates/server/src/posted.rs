//! Forms of the documentation besides Try It: where they may come from, how they are read, how they are answered.

use axum::body::Body;
use axum::response::Response;
use contract::Part;
use http::header::{self, HeaderValue};
use http::request::Parts;
use http::{HeaderMap, StatusCode};

use crate::body::hold_fields;
use crate::health::plain;
use crate::server::Server;
use crate::{docs, gzip, try_it};

/// Reads a form that a page of this server sent.
///
/// # Errors
/// The answer to a form that came from elsewhere or cannot be read.
pub(crate) async fn read(server: &Server, head: &Parts, body: Body) -> Result<Vec<Part>, Box<Response>> {
    if try_it::is_foreign(&head.headers, &server.origin(head)) {
        let words = "This form is sent from the documentation only.\n";
        return Err(Box::new(plain(StatusCode::FORBIDDEN, words.into())));
    }
    hold_fields(&head.headers, body, LIMIT).await.map_err(|problem| {
        let status = StatusCode::from_u16(problem.code.status).unwrap_or(StatusCode::BAD_REQUEST);
        Box::new(plain(status, problem.message + "\n"))
    })
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
    let mut response = gzip::respond(headers, status.as_u16(), media_type, text.into());
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(header::REFERRER_POLICY, docs::REFERRER_POLICY);
    response
}

/// Whether a module of the portal or a program asks, and no browser that shows a page.
pub(crate) fn wants_json(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT).map_or(&b""[..], |accepted| accepted.as_bytes());
    accepted.starts_with(b"application/json")
}

/// The largest form.
const LIMIT: u64 = 1 << 20;
