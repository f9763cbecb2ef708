//! The first page: where to begin, and all there is.

use maud::{Markup, html};

use crate::guides::{self, Section};
use crate::highlight::{self, Language};
use crate::reference::index::categories;
use crate::{Site, shell};

pub(crate) fn page(site: &Site) -> Markup {
    let sections = [
        ("begin", "Begin here"),
        ("guides", "Guides"),
        ("reference", "Reference"),
        ("programs", "For programs"),
        ("more", "More"),
    ];
    let first =
        format!("curl \"{}/API/v3/whoami\" \\\n  -H \"X-API-TOKEN: $QUALTRICS_API_KEY\"", site.origin);
    let content = html! {
        header.intro {
            h1 { "The Canvass API" }
            p.lead {
                "Surveys, responses, users and more over plain HTTP and JSON. Canvass speaks the wire of the Qualtrics REST "
                "API v3: a client written for that API needs nothing but this server's address."
            }
            (shell::contents(&sections))
        }
        section.begin {
            div {
                h2 #begin { "Begin here" }
                ol.steps {
                    li { "Take an API token: a new server prints one at its start. " a href="/docs/guides/authentication" { "Authentication" } }
                    li { "Ask who you are: " a href="/docs/reference/users/who-am-i" { "Who Am I" } " has a Try It form." }
                    li {
                        "Get answers out: "
                        a href="/docs/reference/exporting-survey-responses/start-response-export" { "Start Response Export" }
                        ", then follow the links to its file."
                    }
                }
            }
            div {
                (shell::code("Base URL", &format!("{}/API/v3", site.origin)))
                (shell::code_of("A first request", &highlight::markup(Language::Shell, &first)))
            }
        }
        section {
            h2 #guides { "Guides" }
            div.lists {
                @for section in Section::ALL {
                    div {
                        h3 { (section.title()) }
                        ul { @for guide in guides::of_section(section) { li { a href=(guide.href()) { (guide.title) } } } }
                    }
                }
            }
        }
        section {
            h2 #reference { "Reference" }
            (categories(site.catalogue))
        }
        section.prose {
            h2 #programs { "For programs" }
            ul.links {
                li { a href="/openapi.json" { "OpenAPI 3.1 in JSON" } " and " a href="/openapi.yaml" { "in YAML" } }
                li { a href="/postman.json" { "A Postman collection" } }
                li { "Every page as Markdown, with " code { ".md" } " behind its address; " a href="/llms.txt" { "their index" }
                    " and " a href="/llms-full.txt" { "all of them as one text" } }
            }
        }
        section.prose {
            h2 #more { "More of this server" }
            ul.links {
                li { a href="/docs/compatibility" { "Compatibility ledger" } ": what of the original is served, and how exactly" }
                li { a href="/docs/changelog" { "Changelog" } ": what changed from version to version" }
                li { a href="/docs/history" { "History" } ": the last calls of your token, your scripts' among them" }
                li { a href="/docs/search" { "Search" } ": names, paths, parameters, error codes and guides" }
                li { a href="/docs/status" { "Status" } ": whether this server answers, and how it was started" }
                li {
                    a href="/docs/admin" { "Admin" } ": what readers said of these pages, for administrators; "
                    a href="/docs/feedback" { "what becomes of feedback" }
                }
                li { a href="/docs/guides" { "All guides" } ", " a href="/docs/snippets" { "all programs" } ", "
                    a href="/docs/reference" { "all requests" } }
            }
        }
    };
    shell::page(site, "Documentation", &content)
}
