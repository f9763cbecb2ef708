//! What a Try It call gave, in three tabs: Output, Metadata, History.

use bytes::Bytes;
use contract::description::status_text;
use contract::{Description, Part};
use maud::{Markup, html};
use serde_json::Value;

use super::secret::{self, MASK};
use super::{answer, call};
use crate::{links, shell};

/// A finished call, as the server saw it.
#[derive(Debug, Clone)]
pub struct TryOutcome {
    /// The verb.
    pub method: String,
    /// The absolute address.
    pub url: String,
    /// The headers as the server received them, the token among them: the page masks it.
    pub request_headers: Vec<(String, String)>,
    /// The body that was sent; empty when there was none.
    pub request_data: Bytes,
    /// The HTTP status.
    pub status: u16,
    /// The headers of the answer.
    pub response_headers: Vec<(String, String)>,
    /// What the answer's body begins with, not compressed: all of it unless it is very large.
    pub output: Bytes,
    /// What the answer's body ends with; empty when `output` is all of it.
    pub tail: Bytes,
    /// The length of the whole body in bytes.
    pub length: u64,
    /// The SHA-256 of the whole body, in hexadecimal digits.
    pub sha256: String,
    /// The time from the request to the answer's head, inside the server, in microseconds.
    pub microseconds: u64,
    /// The id of the request, as the log tells it.
    pub request_id: String,
}

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

impl TryOutcome {
    /// The parameter that the answer says is wrong, and the message; `None` when it names none.
    pub(crate) fn problem(&self) -> Option<(String, String)> {
        if self.status != 400 {
            return None;
        }
        let answer: Value = serde_json::from_slice(&self.output).ok()?;
        let message = answer["meta"]["error"]["errorMessage"].as_str()?;
        let (_, rest) = message.split_once("arameter ")?;
        let name = rest.split([' ', ':']).next()?.trim_end_matches('.');
        Some((name.to_owned(), message.to_owned()))
    }

    pub(crate) fn header(&self, wanted: &str) -> Option<&str> {
        let mut headers = self.response_headers.iter();
        headers.find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.as_str())
    }

    fn facts(&self, description: &Description) -> Facts<'_> {
        let sent = self.request_headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        let media_type = sent.map_or("", |(_, value)| value.as_str());
        let request_data = secret::masked(description, media_type, &self.request_data);
        Facts {
            method: &self.method,
            url: &self.url,
            request_headers: &self.request_headers,
            request_data: html! {
                @if request_data.is_empty() { span.muted { "empty" } }
                @else { (answer::plain("Request data", &request_data)) }
            },
            status: self.status,
            response_headers: &self.response_headers,
            microseconds: self.microseconds,
            request_id: &self.request_id,
        }
    }
}

/// Draws the tabs. They are radio buttons, so that they work without a script.
pub(crate) fn markup(description: &Description, parts: &[Part], outcome: &TryOutcome) -> Markup {
    let good = outcome.status < 400;
    let problem = outcome.problem();
    html! {
        p.outcome data-wrong=[problem.map(|(name, _)| name)] {
            span class={ "status " (if good { "good" } else { "bad" }) } { (status_text(outcome.status)) }
            span.muted { (milliseconds(outcome.microseconds)) " in the server" }
            span.muted { (outcome.length) " bytes" }
        }
        (goes_on(description, parts, outcome))
        fieldset.tabs {
            legend.hidden { "Show" }
            (shell::tab("tab", "tab-output", "Output", true))
            (shell::tab("tab", "tab-metadata", "Metadata", false))
            (shell::tab("tab", "tab-history", "History", false))
            (shell::panel(1, &answer::markup(description, parts, outcome)))
            (shell::panel(2, &metadata(&outcome.facts(description))))
            (shell::panel(3, &html! {
                div data-history {
                    p.muted {
                        "The last calls made with your token, those of your own scripts among them: "
                        a href="/docs/history" { "History of calls" } "."
                    }
                }
            }))
        }
    }
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

/// The requests that go on with this answer, with its ids filled in.
fn goes_on(description: &Description, parts: &[Part], outcome: &TryOutcome) -> Markup {
    let leads = description.operation.leads;
    if leads.is_empty() || outcome.status >= 400 {
        return html! {};
    }
    let answer: Value = serde_json::from_slice(&outcome.output).unwrap_or(Value::Null);
    html! {
        ul.goes-on {
            @for lead in leads {
                @let next = contract::catalogue::operation(lead.to);
                @let taken = lead.takes.map(|(name, member)| (name, answer["result"][member].as_str()));
                @if let Some(next) = next {
                    @match taken {
                        Some((name, None)) => li.muted {
                            (next.operation.name) " needs " code { (name) } ", which is not there yet: send this request again."
                        },
                        Some((name, Some(value))) => li {
                            "Go on with " a href=(address(next, parts, Some((name, value)))) { (next.operation.name) }
                        },
                        None => li {
                            "Go on with " a href=(address(next, parts, None)) { (next.operation.name) }
                        },
                    }
                }
            }
        }
    }
}

/// The page of a request with the ids that are known filled in.
pub(crate) fn address(next: &Description, parts: &[Part], taken: Option<(&str, &str)>) -> String {
    let value = |name: &str| match taken {
        Some((known, value)) if known == name => Some(value.to_owned()),
        _ => call::text(parts, &format!("path.{name}")).map(str::to_owned),
    };
    let pairs: Vec<String> = next
        .operation
        .path_parameters()
        .filter_map(|name| Some(format!("path.{name}={}", links::encode(&value(name)?))))
        .collect();
    let page = links::of_operation(next);
    if pairs.is_empty() { format!("{page}#try-it") } else { format!("{page}?{}#try-it", pairs.join("&")) }
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

/// `1.234 ms`.
pub(crate) fn milliseconds(microseconds: u64) -> String {
    format!("{}.{:03} ms", microseconds / 1000, microseconds % 1000)
}
