//! The documentation site and the OpenAPI document, made from the contract alone.
//!
//! Every page is drawn anew for each request: that takes well under a millisecond and needs no cache. The host part of
//! addresses is the caller's own, so that what is copied from a page runs as it stands.

mod assets;
mod category;
mod curl;

mod errors;
mod fields;
mod index;
mod links;
mod missing;
mod openapi;
mod operation;
mod outcome;
mod parameters;
mod shell;
mod try_call;
mod try_it;
mod yaml;

use bytes::Bytes;
use contract::{Description, Part};

pub use outcome::TryOutcome;
pub use try_call::TryCall;

/// A page, a document or an asset on its way out.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The value of `Content-Type`.
    pub content_type: &'static str,
    /// What is sent.
    pub body: Bytes,
    /// Whether it may be kept for ever (its address holds a hash of it); everything else is asked for anew.
    pub immutable: bool,
}

/// Answers a GET below `/docs`, and `/openapi.json` and `/openapi.yaml`; `None` where there is no such page.
///
/// `path` is the path without query, `origin` the scheme and host as the caller reached this server
/// (`http://localhost:8080`). The query is not read yet: search will.
#[must_use]
pub fn respond(path: &str, _query: Option<&str>, origin: &str) -> Option<Answer> {
    let origin = links::safe_origin(origin);
    let page = |html: maud::Markup| Answer {
        status: 200,
        content_type: "text/html; charset=utf-8",
        body: Bytes::from(html.into_string()),
        immutable: false,
    };
    match path {
        "/openapi.json" => return Some(document("application/json", openapi::json(origin))),
        "/openapi.yaml" => return Some(document("application/yaml", openapi::yaml(origin))),
        _ => {}
    }
    let rest = path.strip_prefix("/docs")?;
    let mut parts = rest.split('/').filter(|part| !part.is_empty());
    match (parts.next(), parts.next(), parts.next()) {
        (None, ..) => Some(page(index::page(origin))),
        (Some("assets"), Some(name), None) => assets::named(name),
        (Some("errors"), None, _) => Some(page(errors::page())),
        (Some(category), None, _) => links::category(category).map(|found| page(category::page(found))),
        (Some(category), Some(slug), None) => {
            links::operation(category, slug).map(|found| page(operation::page(found, origin, &[], None)))
        }
        _ => None,
    }
}

/// The page for an address below `/docs` that does not exist, to be sent with status 404.
#[must_use]
pub fn missing() -> Answer {
    Answer {
        status: 404,
        content_type: "text/html; charset=utf-8",
        body: Bytes::from(missing::page().into_string()),
        immutable: false,
    }
}

/// The operation that `POST /docs/try/{operationId}` means, if there is one and its Try It is offered.
#[must_use]
pub fn try_operation(operation_id: &str) -> Option<&'static Description> {
    let found = contract::catalogue().iter().find(|known| known.operation.id == operation_id)?;
    (found.operation.try_it == contract::TryIt::Offered).then_some(found)
}

/// Turns the submitted Try It form (always `multipart/form-data`) into the call it asks for.
///
/// The token becomes the header `X-API-TOKEN`; it is never part of the address. `Host`, `User-Agent` and
/// `Content-Length` are for the server to add.
#[must_use]
pub fn try_form(description: &Description, parts: &[Part]) -> TryCall {
    try_call::of(description, parts)
}

/// The operation's page with what the call gave, for browsers without JavaScript; `parts` fill the form again, but
/// for the token. To be sent with `Cache-Control: no-store`.
#[must_use]
pub fn try_result(description: &Description, origin: &str, parts: &[Part], outcome: &TryOutcome) -> String {
    operation::page(description, links::safe_origin(origin), parts, Some(outcome)).into_string()
}

/// What the call gave as the portal's own module asks for it (`Accept: application/json`): an object with `status`
/// and `html`, the same markup as [`try_result`] shows. To be sent with `Cache-Control: no-store`.
#[must_use]
pub fn try_json(outcome: &TryOutcome) -> String {
    let html = outcome::markup(outcome).into_string();
    serde_json::json!({ "status": outcome.status, "html": html }).to_string()
}

fn document(content_type: &'static str, text: String) -> Answer {
    Answer { status: 200, content_type, body: Bytes::from(text), immutable: false }
}

#[cfg(test)]
mod tests;
