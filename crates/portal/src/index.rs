//! The first page.

use contract::{Category, catalogue};
use maud::{Markup, html};

use crate::shell::{self, Here};
use crate::{Site, links};

/// Draws the first page for the origin by which it was reached.
pub(crate) fn page(site: &Site) -> Markup {
    let origin = &site.origin;
    let first = format!("curl \"{origin}/API/v3/whoami\" \\\n  -H \"X-API-TOKEN: $QUALTRICS_API_KEY\"");
    let sections =
        [("base-url", "Base URL"), ("authentication", "Authentication"), ("reference", "Reference")];
    let content = html! {
        header.intro {
            h1 { "The Canvass API" }
            p.lead {
                "Surveys, responses, users and more over plain HTTP and JSON. Canvass speaks the wire of the Qualtrics REST \
                 API v3: a client written for that API needs nothing but the base URL below."
            }
            (shell::contents(&sections))
        }
        section.prose {
            h2 #base-url { "Base URL" }
            p { "Every request starts with the address of this server and the version of the API." }
            (shell::code("Base URL", &format!("{origin}/API/v3")))
        }
        section.prose {
            h2 #authentication { "Authentication" }
            p {
                "Send your API token with every request, in the header " code { "X-API-TOKEN" } ". "
                "The token is taken in " code { "Authorization: Bearer" } " as well."
            }
            (shell::code("A first request", &first))
            p.note {
                strong { "Keep the token to yourself. " }
                "It can do whatever you can do. Read it from an environment variable, as the examples here do, and never put \
                 it into an address."
            }
        }
        section {
            h2 #reference { "Reference" }
            p.muted {
                (catalogue().len()) " requests in " (served()) " categories are served; the other categories are on their way. "
                "The whole reference is also one "
                a href="/openapi.json" { "OpenAPI 3.1 document" } " (" a href="/openapi.yaml" { "YAML" } "), and "
                a href="/docs/errors" { "every error" } " has its place."
            }
            ul.cards {
                @for category in Category::ALL {
                    @let number = links::operations(category).count();
                    li class=[(number == 0).then_some("later")] {
                        a href=(links::of_category(category)) { (category.title()) }
                        span { @match number { 0 => "To come", 1 => "1 request", _ => { (number) " requests" } } }
                    }
                }
            }
        }
    };
    shell::page("Documentation", Here::Index, &content)
}

fn served() -> usize {
    Category::ALL.into_iter().filter(|category| links::operations(*category).next().is_some()).count()
}
