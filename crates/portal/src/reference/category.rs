//! The page of a category: what can be asked.

use contract::{Category, Description};
use maud::{Markup, html};

use crate::links;
use crate::shell::{self, Here};

/// Draws the page.
pub(crate) fn page(category: Category) -> Markup {
    let operations: Vec<&Description> = links::operations(category).collect();
    let content = html! {
        header.intro {
            nav.crumbs aria-label="Breadcrumb" { a href="/docs" { "Documentation" } }
            h1 { (category.title()) }
            @if operations.is_empty() {
                p.lead {
                    "No request of this category is served yet. A call to one is answered with 404 and no error code, as any "
                    "unknown path is; " a href="/docs/errors" { "the errors page" } " tells it apart from a missing object."
                }
            } @else {
                p.lead { (operations.len()) @if operations.len() == 1 { " request" } @else { " requests" } }
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
                    p { (operation.description) }
                    code.path { (operation.path) }
                }
            }
        }
    };
    shell::page(category.title(), Here::Category(category), &content)
}
