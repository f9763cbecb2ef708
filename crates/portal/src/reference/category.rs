//! The page of a category: what can be asked.

use contract::{Category, Description};
use maud::{Markup, html};

use super::parameters::sentences;
use crate::{Site, links, shell};

/// Draws the page.
pub(crate) fn page(site: &Site, category: Category) -> Markup {
    let operations: Vec<&Description> = links::operations(category).collect();
    let content = html! {
        header.intro {
            nav.crumbs aria-label="Breadcrumb" { a href="/docs/reference" { "Reference" } }
            h1 { (category.title()) }
            p.lead { (category.description()) }
            @if operations.is_empty() {
                p.facts-line {
                    "No request of this category is served yet. A call to one is answered with 404 and no error code, as any "
                    "unknown path is. The " a href="/docs/compatibility" { "compatibility ledger" } " lists what is to come."
                }
            }
        }
        ul.requests {
            @for description in operations {
                @let operation = &description.operation;
                li {
                    div.request-head {
                        (shell::verb(operation.verb))
                        h2 { a href=(links::of_operation(description)) { (operation.name) } }
                    }
                    p { (sentences(operation.description)) }
                    code.path { (operation.path) }
                }
            }
        }
    };
    shell::page(site, category.title(), &content)
}
