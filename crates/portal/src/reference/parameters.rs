//! The parameter table: name, accepted formats, whether required, description.

use contract::{Description, Place};
use maud::{Markup, html};

use super::fields;
use crate::shell;

/// Draws the table, grouped by where a parameter travels.
pub(crate) fn table(description: &Description) -> Markup {
    if description.parameters.is_empty() && description.bodies.is_empty() {
        return html! { p.muted { "This request takes no parameters." } };
    }
    let groups = [(Place::Path, "Path"), (Place::Query, "Query"), (Place::Header, "Header")];
    html! {
        p.note { strong { "All names and values are case sensitive." } }
        (shell::scrolling("Parameters", &html! {
            // On a phone the rows are drawn as blocks, which takes their meaning away unless the roles say it.
            table.parameters role="table" {
                thead role="rowgroup" {
                    tr role="row" {
                        th scope="col" role="columnheader" { "Name" }
                        th scope="col" role="columnheader" { "Accepted formats" }
                        th scope="col" role="columnheader" { "Required" }
                        th scope="col" role="columnheader" { "Description" }
                    }
                }
                @for (place, title) in groups {
                    @if description.placed(place).next().is_some() {
                        tbody role="rowgroup" {
                            (group(title))
                            @for parameter in description.placed(place) {
                                (row("", &parameter.name, &parameter.accepts, &parameter.allowed, parameter.required,
                                    &parameter.description))
                            }
                        }
                    }
                }
                @for body in &description.bodies { tbody role="rowgroup" { (self::body(body)) } }
            }
        }))
        @if description.bodies.len() > 1 {
            p.muted { "The body comes in one of these forms; the header " code { "Content-Type" } " says which." }
        }
    }
}

fn body(body: &contract::BodyDescription) -> Markup {
    let fields = fields::of(&body.schema);
    let told = body.schema.get("description").and_then(serde_json::Value::as_str).unwrap_or_default();
    html! {
        (group(&format!("Body · {}", body.media_type)))
        @if fields.is_empty() {
            (row("", "body", &contract::schema::accepts(&body.schema), &[], true, told))
        }
        @for field in fields {
            (row(&field.parent, field.name, &field.accepts, &field.allowed, field.required, field.description))
        }
    }
}

fn group(title: &str) -> Markup {
    html! { tr.group role="row" { th scope="rowgroup" role="rowheader" colspan="4" { (title) } } }
}

fn row(parent: &str, name: &str, accepts: &str, allowed: &[String], required: bool, told: &str) -> Markup {
    html! {
        tr role="row" {
            th scope="row" role="rowheader" { code { span.muted { (parent) } (name) } }
            td.accepts role="cell" data-label="Accepted formats" {
                @if allowed.is_empty() { (accepts) } @else {
                    @if accepts.starts_with("a list") { "a list of " } @else { "one of " }
                    @for (place, value) in allowed.iter().enumerate() {
                        @if place > 0 { " " } code { (value) }
                    }
                }
            }
            td role="cell" { @if required { span.required { "Required" } } @else { span.muted { "Optional" } } }
            td role="cell" { (sentences(told)) }
        }
    }
}

/// A description; what stands between backticks is code.
pub(crate) fn sentences(text: &str) -> Markup {
    html! {
        @for (place, piece) in text.split('`').enumerate() {
            @if place % 2 == 1 { code { (piece) } } @else { (piece) }
        }
    }
}
