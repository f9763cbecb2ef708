//! The documentation site and the OpenAPI document: `portal` writes them, this sends them.

use axum::response::Response;
use http::header::{self, HeaderValue};
use http::request::Parts;

use crate::gzip;
use crate::server::Server;

/// Answers a GET of a page, an asset or the document.
pub(crate) fn page(server: &Server, head: &Parts, path: &str) -> Response {
    let answer = portal::respond(path, head.uri.query(), &server.site(head)).unwrap_or_else(portal::missing);
    let media_type = HeaderValue::from_static(answer.content_type);
    let mut response = gzip::respond(&head.headers, answer.status, media_type, answer.body);
    let kept = if answer.immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    response.headers_mut().insert(header::REFERRER_POLICY, REFERRER_POLICY);
    response
}

/// Browsers send `Origin: null` with a form of a page that names no referrer at all; Try It looks at the origin.
pub(crate) const REFERRER_POLICY: HeaderValue = HeaderValue::from_static("same-origin");
