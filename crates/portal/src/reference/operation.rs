//! The page of one operation.

use contract::description::{ResultKind, status_text};
use contract::{Description, Parity, Part, Permission};
use maud::{Markup, html};

use super::parameters;
use crate::Site;
use crate::links;
use crate::shell::{self, Here};
use crate::snippets::curl;
use crate::try_it::form;
use crate::try_it::outcome::{self, TryOutcome};

/// Draws the page. `parts` fill the Try It form as it was sent, `outcome` is what the call gave.
pub(crate) fn page(
    description: &Description,
    site: &Site,
    parts: &[Part],
    tried: Option<&TryOutcome>,
) -> Markup {
    let operation = &description.operation;
    let sections = [
        ("parameters", "Parameters"),
        ("definition", "Definition"),
        ("example", "Example"),
        ("result", "Example result"),
        ("try", "Try It"),
        ("errors", "Errors"),
        ("limits", "Permission and limits"),
    ];
    let content = html! {
        article.operation {
            header.intro {
                nav.crumbs aria-label="Breadcrumb" {
                    a href="/docs" { "Documentation" } " / "
                    a href=(links::of_category(operation.category)) { (operation.category.title()) }
                }
                h1 { (shell::verb(operation.verb)) " " span { (operation.name) } }
                p.lead { (parameters::sentences(operation.description)) }
                (shell::contents(&sections))
            }
            div.ask {
                section {
                    h2 #parameters { "Parameters" }
                    (parameters::table(description))
                }
                section { h2 #definition { "Definition" } (definition(description, &site.origin)) }
            }
            div.tools {
                section.card {
                    h2 #example { "Example" }
                    (shell::code("Example in cURL", &curl::command(description, &site.origin)))
                    p.muted {
                        "The ids are those of the example brand, which a new server brings along: with a token of it in "
                        code { "QUALTRICS_API_KEY" } ", this runs as printed. For data of your own, put in your own ids."
                        @if description.bodies.first().is_some_and(|body| body.example.contains("\"@")) {
                            " The file after the @ is one of yours."
                        }
                    }
                }
                section.card { h2 #result { "Example result" } (result(description)) }
                section.card #try-it {
                    h2 #try { "Try It" }
                    (form::section(description, parts))
                    div #try-result { @if let Some(tried) = tried { (outcome::markup(tried)) } }
                }
            }
            div.rest {
                section { h2 #errors { "Errors" } (errors(description)) }
                section { h2 #limits { "Permission and limits" } (facts(description)) }
            }
        }
    };
    shell::page(operation.name, Here::Operation(operation.id, operation.category), &content)
}

fn definition(description: &Description, origin: &str) -> Markup {
    let operation = &description.operation;
    let levels: Vec<&str> = operation.path.trim_start_matches("/API/v3/").split('/').collect();
    html! {
        div.definition data-copy {
            pre role="region" aria-label="Definition" tabindex="0" {
                code {
                    (shell::verb(operation.verb)) " " (origin)
                    @for part in operation.path.split('/').filter(|part| !part.is_empty()) {
                        "/" @if part.starts_with('{') { var { (part) } } @else { (part) }
                    }
                }
            }
        }
        ol.levels aria-label="The address, level by level" {
            @for (depth, part) in levels.iter().enumerate() {
                @let path = format!("/API/v3/{}", levels[..=depth].join("/"));
                li {
                    code { @if part.starts_with('{') { var { (part) } } @else { (part) } }
                    span {
                        @if path == operation.path { "This request" }
                        @else if let Some(reader) = links::reader(&path) {
                            a href=(links::of_operation(reader)) { (reader.operation.name) }
                        }
                        @else if part.starts_with('{') { "One of them, by its id" }
                        @else if depth == 0 { "The collection" }
                        @else { "What belongs to it" }
                    }
                }
            }
        }
    }
}

fn result(description: &Description) -> Markup {
    let told = parameters::sentences(match &description.result.kind {
        ResultKind::Json => {
            "The answer is JSON: what was asked for in `result`, the status and the request's id in `meta`."
        }
        ResultKind::Meta => "The answer is JSON with nothing but `meta`: the status says that it is done.",
        ResultKind::File { .. } => "The answer is the file itself, without an envelope.",
    });
    html! {
        p { span.status.good { (status_text(description.operation.success)) } }
        @if let ResultKind::File { media_type } = description.result.kind {
            dl.facts {
                dt { "Content-Type" } dd { code { (media_type) } }
                dt { "Body" } dd { (description.result.example.as_str().unwrap_or_default()) }
            }
        } @else {
            (shell::code(
                "Example result",
                &serde_json::to_string_pretty(&description.example_envelope()).unwrap_or_default(),
            ))
        }
        p.muted { (told) }
    }
}

fn errors(description: &Description) -> Markup {
    let mut errors: Vec<_> = description.errors().collect();
    errors.sort_by_key(|error| error.status);
    shell::scrolling(
        "Errors",
        &html! {
            table {
                thead { tr { th scope="col" { "Status" } th scope="col" { "Code" } th scope="col" { "Reason" } } }
                tbody {
                    @for error in errors {
                        tr {
                            td.state { (status_text(error.status)) }
                            th.nowrap scope="row" {
                                a href={ "/docs/errors#" (links::error_anchor(&error)) } { code { (error.code) } }
                            }
                            td { (error.reason) }
                        }
                    }
                }
            }
        },
    )
}

fn facts(description: &Description) -> Markup {
    let operation = &description.operation;
    html! {
        dl.facts {
            dt { "Permission" }
            dd {
                @match operation.permission {
                    Permission::AnyUser => "Any user with a token.",
                    Permission::BrandAdministrator => "Brand administrators; anyone else gets 403.",
                }
            }
            dt { "Rate limit" }
            dd { (operation.calls_per_minute) " calls a minute for each brand, where limits are switched on." }
            @if !description.bodies.is_empty() { dt { "Largest body" } dd { (size(operation.body_limit)) } }
            dt { "Time limit" }
            dd { (operation.seconds) @if operation.seconds == 1 { " second" } @else { " seconds" } }
            dt { "Parity with Qualtrics" }
            dd {
                @match operation.parity {
                    Parity::Exact => "Answers as the original does.",
                    Parity::Approximate(differs) => { "Nearly the original. " (differs) }
                    Parity::Ours(why) => { "The original has nothing like it. " (why) }
                }
            }
        }
    }
}

fn size(bytes: u64) -> String {
    if bytes >= 1 << 30 { format!("{} GiB", bytes >> 30) } else { format!("{} MiB", (bytes >> 20).max(1)) }
}
