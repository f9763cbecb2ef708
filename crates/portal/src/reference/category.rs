//! The page of a category: what can be asked.

use contract::{Category, Description};
use maud::{Markup, html};

use super::parameters::sentences;
use crate::{Site, ledger, links, shell};

pub(crate) fn page(site: &Site, category: Category) -> Markup {
    let operations: Vec<&Description> = site.catalogue.of_category(category).collect();
    let absent = ledger::counts(category).absent;
    let ledger = format!("/docs/compatibility#{}", category.slug());
    let content = html! {
        header.intro {
            nav.crumbs aria-label="Breadcrumb" { a href="/docs/reference" { "Reference" } }
            h1 { (category.title()) }
            p.lead { (category.description()) }
            @if operations.is_empty() {
                p.facts-line {
                    "No request of this category is served yet; " (absent) " are to come. A call to one is answered with 404 and no error code, as any "
                    "unknown path is. The " a href=(ledger) { "compatibility ledger" } " lists them."
                }
            } @else if absent > 0 {
                p.facts-line { (absent) " more to come, by the " a href=(ledger) { "compatibility ledger" } "." }
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
