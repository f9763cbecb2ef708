//! What a request answers: a tab for each status, the success first, each with an example and its reasons.

use contract::description::{ResultKind, status_text};
use contract::{Description, ErrorCode};
use maud::{Markup, html};

use super::fields::{self, Field};
use super::parameters::sentences;
use crate::highlight::{self, Language};
use crate::{links, shell};

pub(crate) fn section(description: &Description) -> Markup {
    let mut errors: Vec<ErrorCode> = description.errors().collect();
    errors.sort_by_key(|error| error.status);
    let success = description.operation.success;
    html! {
        fieldset.tabs.statuses {
            legend.hidden { "Status" }
            (shell::tab("status", "status-success", &success.to_string(), true))
            @for same in errors.chunk_by(|one, other| one.status == other.status) {
                @let status = same[0].status.to_string();
                (shell::tab("status", &format!("status-{status}"), &status, false))
            }
            (shell::panel(1, &self::success(description)))
            @for (place, same) in errors.chunk_by(|one, other| one.status == other.status).enumerate() {
                (shell::panel(place + 2, &failure(same)))
            }
        }
        p.muted {
            "Each status and code has its place on the page " a href="/docs/guides/responses" { "Responses" } "."
        }
    }
}

fn success(description: &Description) -> Markup {
    let text = match &description.result.kind {
        ResultKind::Json => {
            "It worked. `result` holds what was asked for, `meta` the status and the request's id."
        }
        ResultKind::Meta => "It worked. There is nothing to tell but `meta`.",
        ResultKind::File { .. } => "It worked. The answer is the file itself, without an envelope.",
    };
    html! {
        p { span.status.good { (status_text(description.operation.success)) } " " (sentences(text)) }
        @if let ResultKind::File { media_type } = description.result.kind {
            dl.facts {
                dt { "Content-Type" } dd { code { (media_type) } }
                dt { "Body" } dd { (description.result.example.as_str().unwrap_or_default()) }
            }
        } @else {
            (shell::code_of("Example result", &highlight::markup(Language::Json, &pretty(&description.example_envelope()))))
        }
        @let fields = fields::top(&description.result.schema);
        @if !fields.is_empty() {
            details.schema {
                summary { "Fields of the result" span.count { (fields::of(&description.result.schema).len()) } }
                (tree(&fields))
            }
        }
    }
}

fn failure(same: &[ErrorCode]) -> Markup {
    html! {
        p { span.status.bad { (status_text(same[0].status)) } }
        ul.reasons {
            @for error in same {
                li {
                    a href=(links::of_error(error)) { code { (error.code) } }
                    span { (error.reason) }
                }
            }
        }
        (shell::code("Example of this error", &pretty(&same[0].example_envelope())))
    }
}

fn pretty(value: &serde_json::Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// Fields with those within them, as lists in lists.
fn tree(fields: &[Field<'_>]) -> Markup {
    html! {
        ul.tree {
            @for field in fields {
                li {
                    code { (field.name) } " " span.muted { (field.accepts) }
                    @if !field.description.is_empty() { div { (sentences(&field.description)) } }
                    @let within = field.within();
                    @if !within.is_empty() { (tree(&within)) }
                }
            }
        }
    }
}
