//! What a Try It call gave, in three tabs: Output, Metadata, History.

use contract::description::status_text;
use contract::{Description, Part};
use maud::{Markup, html};

use super::leads::goes_on;
use super::metadata::{Facts, metadata, milliseconds};
use super::outcome::TryOutcome;
use super::{answer, secret};
use crate::shell;

/// The tabs. They are radio buttons, so that they work without a script.
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
            (shell::panel(2, &metadata(&facts(description, outcome))))
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

fn facts<'a>(description: &Description, outcome: &'a TryOutcome) -> Facts<'a> {
    let sent = outcome.request_headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    let media_type = sent.map_or("", |(_, value)| value.as_str());
    let request_data = secret::masked(description, media_type, &outcome.request_data);
    Facts {
        method: &outcome.method,
        url: &outcome.url,
        request_headers: &outcome.request_headers,
        request_data: html! {
            @if request_data.is_empty() { span.muted { "empty" } }
            @else { (answer::plain("Request data", &request_data)) }
        },
        status: outcome.status,
        response_headers: &outcome.response_headers,
        microseconds: outcome.microseconds,
        request_id: &outcome.request_id,
    }
}
