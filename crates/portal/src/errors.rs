//! The errors page: every code a caller can meet.

use contract::ErrorCode;
use contract::errors::codes;
use maud::{Markup, html};

use crate::links;
use crate::{Site, shell};

/// Draws the page.
pub(crate) fn page(site: &Site) -> Markup {
    let example = serde_json::json!({
        "meta": {
            "httpStatus": contract::description::status_text(codes::BAD_TOKEN.status),
            "error": { "errorMessage": codes::BAD_TOKEN.message, "errorCode": codes::BAD_TOKEN.code },
            "requestId": "0d5f0c1e-7a51-4c55-9a0b-0f4c8f0a2f11",
        },
    });
    let example = serde_json::to_string_pretty(&example).unwrap_or_default();
    let content = html! {
        header.intro {
            nav.crumbs aria-label="Breadcrumb" { a href="/docs" { "Documentation" } }
            h1 { "Errors" }
            p.lead {
                "An error is answered with its HTTP status and an envelope without a result. The code is stable: rely on it. "
                "The message is for people; it names the parameter where one is at fault."
            }
        }
        section.prose {
            h2 #shape { "What an error looks like" }
            (shell::code("An error", &example))
            p.muted { "The request id is also in the server's log. Give it along when you ask for help." }
        }
        section {
            h2 #codes { "All codes" }
            (shell::scrolling("All error codes", &html! {
                table {
                    thead { tr { th scope="col" { "Status" } th scope="col" { "Code" } th scope="col" { "When it happens" } } }
                    tbody { @for error in codes::ALL { (row(error)) } }
                }
            }))
        }
    };
    shell::page(site, "Errors", &content)
}

fn row(error: &ErrorCode) -> Markup {
    html! {
        tr id=(links::error_anchor(error)) {
            td.state { (contract::description::status_text(error.status)) }
            th.nowrap scope="row" { @if error.code.is_empty() { span.muted { "none" } } @else { code { (error.code) } } }
            td { (error.reason) div.muted { "“" (error.message) "”" } }
        }
    }
}
