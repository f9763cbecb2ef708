//! The Metadata of a call: the six fields of the original, then what we add.

use contract::description::status_text;
use maud::{Markup, html};

use super::secret::MASK;
use crate::links;

/// What the Metadata of a call tells, here and in the history.
pub(crate) struct Facts<'a> {
    pub(crate) method: &'a str,
    pub(crate) url: &'a str,
    pub(crate) request_headers: &'a [(String, String)],
    pub(crate) request_data: Markup,
    pub(crate) status: u16,
    pub(crate) response_headers: &'a [(String, String)],
    pub(crate) microseconds: u64,
    pub(crate) request_id: &'a str,
}

/// The six fields, in the order of the original; then what we add.
pub(crate) fn metadata(facts: &Facts<'_>) -> Markup {
    html! {
        dl.metadata {
            dt { "Method" } dd { code { (facts.method) } }
            dt { "URL" } dd { code { (facts.url) } }
            dt { "Request Headers" } dd { (headers(facts.request_headers)) }
            dt { "Request Data" } dd { (facts.request_data) }
            dt { "Status" }
            dd { a href=(links::of_status(facts.status)) { (status_text(facts.status)) } }
            dt { "Response Headers" } dd { (headers(facts.response_headers)) }
            dt { "Time in the server" } dd { (milliseconds(facts.microseconds)) }
            dt { "Request ID" } dd { code { (facts.request_id) } }
        }
    }
}

/// `1.234 ms`.
pub(crate) fn milliseconds(microseconds: u64) -> String {
    format!("{}.{:03} ms", microseconds / 1000, microseconds % 1000)
}

fn headers(headers: &[(String, String)]) -> Markup {
    html! {
        ul.headers {
            @for (name, value) in headers {
                li { code { (name) ": " } @if is_secret(name) && !value.contains(MASK) { (masked(value)) } @else { code { (value) } } }
            }
        }
    }
}

fn is_secret(name: &str) -> bool {
    name.eq_ignore_ascii_case("x-api-token") || name.eq_ignore_ascii_case("authorization")
}

/// Only the end of a secret, until somebody asks for the whole.
fn masked(value: &str) -> Markup {
    let letters: Vec<char> = value.chars().collect();
    let end: String =
        if letters.len() > 12 { letters[letters.len() - 4..].iter().collect() } else { String::new() };
    html! { details.secret { summary { (MASK) (end) span.hidden { " Show the whole" } } code { (value) } } }
}
