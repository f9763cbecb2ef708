//! The figures of the guides: real markup that stands still, instead of pictures of it.

use contract::{Description, catalogue};
use maud::{Markup, html};

use crate::reference::parameters;
use crate::snippets::{self, Language, Scope};
use crate::values::Values;
use crate::{Site, shell};

/// The figure with this name.
pub(crate) fn named(name: &str) -> Option<Markup> {
    match name {
        "request-page" => catalogue().iter().find(|known| known.operation.id == SHOWN).map(request_page),
        "address" => Some(address()),
        _ => None,
    }
}

/// The request whose page is shown.
const SHOWN: &str = "listSurveys";

/// The parts of a request's page, in their order, each with what it is.
fn request_page(shown: &Description) -> Markup {
    let operation = &shown.operation;
    let values = Values::example(shown);
    let command =
        snippets::write(Language::Curl, Scope::Request, shown, &values, &Site::at("https://your-server"));
    let result = serde_json::to_string_pretty(&shown.example_envelope()).unwrap_or_default();
    let result: Vec<&str> = result.lines().take(6).collect();
    let parts = [
        (
            "Name and description",
            html! { p { (shell::verb(operation.verb)) " " strong { (operation.name) } } p { (operation.description) } },
        ),
        ("Parameter list", parameter_list(shown)),
        (
            "Definition",
            html! { p { (shell::verb(operation.verb)) " " code { "https://your-server" (operation.path) } } },
        ),
        ("cURL example", html! { pre { code { (command.unwrap_or_default()) } } }),
        ("Result", html! { pre { code { (result.join("\n")) "\n  …" } } }),
        (
            "Try It set-up",
            html! {
                p { span.sample { "API Token" } " " span.muted { "opens the field for the token" } }
                @for parameter in &shown.parameters { p { code { (parameter.name) } " " span.sample { " " } } }
                p { span.sample { "Try It" } " " span.muted { "sends the request" } }
            },
        ),
        ("Output", html! { p { span.status.good { "200 - OK" } } pre { code { "{\n  \"result\": …" } } }),
        (
            "Metadata",
            html! {
                ul {
                    @for field in ["Method", "URL", "Request Headers", "Request Data", "Status", "Response Headers"] {
                        li { (field) }
                    }
                }
            },
        ),
    ];
    html! {
        ol.anatomy {
            @for (name, shown) in &parts { li { span.part { (name) } div.shown { (shown) } } }
        }
    }
}

fn parameter_list(shown: &Description) -> Markup {
    html! {
        table {
            thead {
                tr {
                    @for column in ["Name", "Accepted formats", "Required", "Description"] { th scope="col" { (column) } }
                }
            }
            tbody {
                @for parameter in &shown.parameters {
                    tr {
                        th scope="row" { code { (parameter.name) } }
                        td { (parameter.accepts) }
                        td { (if parameter.required { "required" } else { "optional" }) }
                        td { (parameters::sentences(&parameter.description)) }
                    }
                }
            }
        }
    }
}

/// An address of the API, part by part.
fn address() -> Markup {
    let parts = [
        ("https://your-server", "the server"),
        ("/API/v3", "the API and its version"),
        ("/surveys", "a collection"),
        ("/SV_3exampleSurvey0", "one element, by its id"),
        ("/responses", "what belongs to it"),
        ("?offset=100", "query parameters"),
    ];
    html! {
        dl.address {
            @for (part, meaning) in parts { div { dt { code { (part) } } dd { (meaning) } } }
        }
    }
}
