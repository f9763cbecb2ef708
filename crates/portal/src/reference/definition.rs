//! The definition of a request: verb and address, then the address level by level.

use contract::Description;
use maud::{Markup, html};

use crate::{Site, links, shell};

pub(crate) fn section(description: &Description, site: &Site) -> Markup {
    let operation = &description.operation;
    html! {
        div.definition data-copy {
            pre role="region" aria-label="Definition" tabindex="0" {
                (shell::verb(operation.verb)) " "
                code {
                    (site.origin)
                    @for part in operation.path.split('/').filter(|part| !part.is_empty()) {
                        "/" wbr;
                        @if part.starts_with('{') { var { (part) } } @else { (part) }
                    }
                }
            }
        }
        (levels(description, site))
    }
}

/// From the collection to one element and what belongs to it; each level that can be read leads to its reader.
fn levels(description: &Description, site: &Site) -> Markup {
    let operation = &description.operation;
    let levels: Vec<&str> = operation.path.trim_start_matches("/API/v3/").split('/').collect();
    html! {
        ol.levels aria-label="The address, level by level" {
            @for (depth, part) in levels.iter().enumerate() {
                @let path = format!("/API/v3/{}", levels[..=depth].join("/"));
                @let reader = site.catalogue.reader(&path).filter(|reader| reader.operation.id != operation.id);
                li {
                    code { @if part.starts_with('{') { var { (part) } } @else { (part) } }
                    span {
                        @if path == operation.path { "This request" @if reader.is_some() { ". Read it with " } }
                        @else if reader.is_none() && part.starts_with('{') { "One of them, by its id" }
                        @else if reader.is_none() && depth == 0 { "The collection" }
                        @else if reader.is_none() { "What belongs to it" }
                        @if let Some(reader) = reader {
                            a href=(links::of_operation(reader)) { (reader.operation.name) }
                        }
                    }
                }
            }
        }
    }
}
