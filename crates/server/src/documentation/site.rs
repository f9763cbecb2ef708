//! The documentation site and the documents for programs: `portal` draws them, this keeps and sends them.

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::header::{self, HeaderValue};
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use portal::Status;

use crate::documentation::form::{self, REFERRER_POLICY};
use crate::documentation::page_cache::Drawn;
use crate::pipeline::body::read_form;
use crate::pipeline::compression;
use crate::server::Server;

/// The page that tells how the server is; it is drawn anew each time.
pub(crate) const STATUS: &str = "/docs/status";
/// The changelog, whose form sends a document to be compared.
pub(crate) const CHANGELOG: &str = "/docs/changelog";
/// Where style sheets and modules lie.
pub(crate) const ASSETS: &str = "/docs/assets/";

/// Answers a GET of a page, an asset or a document; a page as Markdown for those who ask for that.
pub(crate) fn page(server: &Server, head: &Parts, path: &str) -> Response {
    let site = server.site(head);
    if wants_markdown(&head.headers)
        && let Some(drawn) = server.pages.page(&site, &format!("{}.md", path.trim_end_matches('/')))
    {
        return send(head, &drawn);
    }
    let query = head.uri.query();
    // What a query fills in is somebody's own: not worth keeping.
    if query.is_some() {
        let answer = portal::respond(path, query, &site).unwrap_or_else(|| portal::missing(&site));
        return send(head, &Drawn::once(answer));
    }
    match server.pages.page(&site, path) {
        Some(drawn) => send(head, &drawn),
        None => send(head, &Drawn::once(portal::missing(&site))),
    }
}

/// Answers `POST /docs/changelog`: what lies between the document of the form and this server's.
pub(crate) async fn compare(server: &Server, head: &Parts, body: Body) -> Response {
    if let Some(refusal) = form::foreign(&server.origin(head), head) {
        return refusal;
    }
    let site = server.site(head);
    let answer = match read_form(&server.bodies, &head.headers, body, DOCUMENT_LIMIT).await {
        Ok(parts) => portal::compare_documents(&site, &parts),
        Err(problem) => portal::comparison_refused(&site, problem.code.status, &problem.message),
    };
    let mut response = send(head, &Drawn::once(answer));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The largest document that is compared.
const DOCUMENT_LIMIT: u64 = 5 << 20;

/// Whether the caller names Markdown as what it takes, before HTML.
fn wants_markdown(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let first = accepted
        .split(',')
        .map(|choice| choice.split(';').next().unwrap_or_default().trim())
        .find(|name| name.eq_ignore_ascii_case("text/html") || name.eq_ignore_ascii_case("text/markdown"));
    first.is_some_and(|name| name.eq_ignore_ascii_case("text/markdown"))
}

/// Answers a GET of a style sheet or a module.
pub(crate) fn asset(server: &Server, head: &Parts, path: &str) -> Response {
    let mut response = page(server, head, path);
    let headers = response.headers_mut();
    for needless in [header::ETAG, header::REFERRER_POLICY] {
        headers.remove(needless);
    }
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// The status page: what is true at this moment.
pub(crate) async fn status(server: &Server, head: &Parts) -> Response {
    let status = Status { ready: server.app.ready().await.is_ok(), now: server.app.now().to_string() };
    send(head, &Drawn::once(portal::status(&server.site(head), &status)))
}

fn send(head: &Parts, drawn: &Drawn) -> Response {
    let answer = &drawn.answer;
    let known = head.headers.get(header::IF_NONE_MATCH).is_some_and(|known| {
        known
            .to_str()
            .is_ok_and(|known| known.split(',').any(|one| one.trim().as_bytes() == drawn.tag.as_bytes()))
    });
    let compressed = drawn.compressed.as_ref().filter(|_| compression::accepts(&head.headers));
    let body =
        if known && answer.status == 200 { Bytes::new() } else { compressed.unwrap_or(&answer.body).clone() };
    let length = body.len();
    let mut response = Response::new(Body::from(body));
    let status = if known && answer.status == 200 { 304 } else { answer.status };
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(answer.content_type));
    if status != 304 {
        headers.insert(header::CONTENT_LENGTH, length.into());
        if compressed.is_some() {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
    }
    let kept_for = if answer.immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept_for));
    headers.insert(header::VARY, HeaderValue::from_static("Accept, Accept-Encoding, Cookie"));
    headers.insert(header::ETAG, drawn.tag.clone());
    headers.insert(header::REFERRER_POLICY, REFERRER_POLICY);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_is_for_those_who_name_it_first() {
        let wants = |accepted: &'static str| {
            wants_markdown(&HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static(accepted))]))
        };
        assert!(wants("text/markdown"));
        assert!(wants("application/json, Text/Markdown;q=0.9, text/html;q=0.8"));
        assert!(!wants("text/html,application/xhtml+xml,text/markdown;q=0.5"));
        assert!(!wants("*/*"));
        assert!(!wants_markdown(&HeaderMap::new()));
    }
}
