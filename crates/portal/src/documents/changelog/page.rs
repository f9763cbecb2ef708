//! The changelog as a page and as Markdown, and the comparison with a document of one's own.

use contract::{Part, catalogue};
use maud::{Markup, html};
use serde_json::Value;

use super::change::Change;
use super::compare::compare;
use super::versions::{self, CURRENT};
use crate::documents::openapi;
use crate::reference::parameters::sentences;
use crate::{Catalogue, Site, links, shell};

/// The part of the form that holds the document.
const FIELD: &str = "document";
/// More changes than these are counted only: a stranger's document could have any number.
const SHOWN: usize = 500;

pub(crate) fn page(site: &Site) -> Markup {
    draw(site, &html! {})
}

/// The page with what lies between the document that was sent and this server's.
///
/// # Errors
/// Why the document cannot be compared.
pub(crate) fn compared(site: &Site, parts: &[Part]) -> Result<Markup, String> {
    let sent = parts.iter().find(|part| part.name == FIELD).filter(|part| !part.data.is_empty());
    let sent = sent.ok_or("No document was chosen.")?;
    let document: Value = serde_json::from_slice(&sent.data).map_err(|why| {
        format!("The document is not JSON ({why}). Send what /openapi.json of the other server gives.")
    })?;
    let is_openapi = document.get("openapi").is_some_and(Value::is_string);
    if !is_openapi || !document.get("paths").is_some_and(Value::is_object) {
        return Err(
            "The file is JSON, but no OpenAPI 3 document: it has no `openapi` and no `paths`.".to_owned()
        );
    }
    let version = document.pointer("/info/version").and_then(Value::as_str).unwrap_or("unknown");
    let version: String = version.chars().take(40).collect();
    let changes = compare(&document, openapi::document(Catalogue::served()))
        .ok_or("The schemas of the document refer to each other too often to be compared.")?;
    Ok(draw(
        site,
        &html! {
            section #comparison {
                h2 { "From your document (" (version) ") to this server (" (CURRENT) ")" }
                (list(&changes))
            }
        },
    ))
}

/// The page with why the document was not compared.
pub(crate) fn refused(site: &Site, why: &str) -> Markup {
    draw(
        site,
        &html! {
            section #comparison {
                h2 { "Nothing was compared" }
                p.note role="alert" { (sentences(why)) }
            }
        },
    )
}

fn draw(site: &Site, comparison: &Markup) -> Markup {
    let anchors: Vec<(String, &str)> =
        versions::all().iter().map(|version| (format!("v{}", version.name), version.name.as_str())).collect();
    let mut sections: Vec<(&str, &str)> =
        anchors.iter().map(|(anchor, name)| (anchor.as_str(), *name)).collect();
    sections.push(("compare", "Compare with another version"));
    let content = html! {
        header.intro {
            nav.crumbs aria-label="Breadcrumb" { a href="/docs" { "Documentation" } }
            h1 { "Changelog" }
            p.lead {
                "What changed for clients, version by version, the newest first: computed from the OpenAPI documents of "
                "the versions. Changes that can stop a client from working are marked."
            }
            (shell::contents(&sections))
        }
        (comparison)
        @for version in versions::all() {
            section {
                h2 id={ "v" (version.name) } {
                    (version.name) @if version.current { " " span.muted { "this server" } }
                }
                (list(&version.changes))
            }
        }
        section.prose {
            h2 #compare { "Compare with another version" }
            p {
                "Take " code { "/openapi.json" } " from another Canvass server and see what a client written for it meets "
                "here. The document is compared and forgotten."
            }
            form.compare action="/docs/changelog" method="post" enctype="multipart/form-data" {
                div.field {
                    label for="compare-document" { "OpenAPI document, JSON, at most 5 MiB" }
                    input id="compare-document" type="file" name=(FIELD) accept=".json,application/json" required;
                }
                button type="submit" { "Compare" }
            }
        }
    };
    shell::page(site, "Changelog", &content)
}

fn list(changes: &[Change]) -> Markup {
    html! {
        p.muted { (summary(changes)) }
        @if !changes.is_empty() {
            ul.changes {
                @for same in changes[..changes.len().min(SHOWN)].chunk_by(|one, other| one.address == other.address) {
                    li {
                        strong { (link(&same[0])) } " " code.path { (same[0].address) } " "
                        @if let [only] = same { (text(only)) } @else { ul { @for change in same { li { (text(change)) } } } }
                    }
                }
            }
        }
        @if changes.len() > SHOWN { p.muted { "And " (changes.len() - SHOWN) " more." } }
    }
}

fn text(change: &Change) -> Markup {
    html! {
        @if change.breaking { strong.breaking { "Breaking" } " " }
        (sentences(&change.text))
    }
}

fn link(change: &Change) -> Markup {
    let served = catalogue().iter().find(|known| {
        let operation = &known.operation;
        change
            .address
            .strip_prefix(operation.verb.as_str())
            .is_some_and(|path| path.trim_start() == operation.path)
    });
    html! {
        @match served {
            Some(description) => a href=(links::of_operation(description)) { (change.operation) },
            None => (change.operation),
        }
    }
}

fn summary(changes: &[Change]) -> String {
    let breaking = changes.iter().filter(|change| change.breaking).count();
    if changes.len() > 1 && changes.iter().all(|change| change.text == "New.") {
        return format!("{} new requests.", changes.len());
    }
    match (changes.len(), breaking) {
        (0, _) => "Nothing that a client sends or reads has changed.".to_owned(),
        (1, 0) => "1 change.".to_owned(),
        (1, _) => "1 change, and it is breaking.".to_owned(),
        (all, 0) => format!("{all} changes, none of them breaking."),
        (all, breaking) => format!("{all} changes, {breaking} of them breaking."),
    }
}

/// The same in Markdown.
pub(crate) fn markdown() -> String {
    let mut text = String::from(
        "# Changelog\n\nComputed from the OpenAPI documents of the versions, the newest first.\n",
    );
    for version in versions::all() {
        text.push_str(&format!("\n## {}\n\n{}\n\n", version.name, summary(&version.changes)));
        for change in &version.changes {
            let mark = if change.breaking { "**Breaking** " } else { "" };
            text.push_str(&format!("- {} `{}`: {mark}{}\n", change.operation, change.address, change.text));
        }
    }
    text
}
