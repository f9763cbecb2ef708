//! The parameter table: name, accepted formats, whether required, description.

use contract::{BodyDescription, Description, Place, schema};
use maud::{Markup, html};

use super::fields::{self, Field};
use crate::{links, shell};

/// The table is grouped by where a parameter travels.
pub(crate) fn table(description: &Description) -> Markup {
    if description.parameters.is_empty() && description.bodies.is_empty() {
        return html! { p.muted { "This request takes no parameters." } };
    }
    let groups = [(Place::Path, "Path"), (Place::Query, "Query"), (Place::Header, "Header")];
    html! {
        p.attention { strong { "Attention" } " All names and values are case sensitive." }
        (shell::scrolling("Parameters", &html! {
            // On a phone the rows are drawn as blocks, which takes their meaning away unless the roles say it.
            table.parameters role="table" {
                (head())
                @for (place, title) in groups {
                    @if description.placed(place).next().is_some() {
                        tbody role="rowgroup" {
                            (group(title))
                            @for parameter in description.placed(place) {
                                (row(&Row {
                                    anchor: links::parameter_anchor(place.as_str(), &parameter.name),
                                    fill: format!("{}.{}", place.as_str(), parameter.name),
                                    name: &parameter.name,
                                    accepts: &parameter.accepts,
                                    allowed: &parameter.allowed,
                                    required: parameter.required,
                                    description: &parameter.description,
                                }))
                            }
                        }
                    }
                }
                @for (number, body) in description.bodies.iter().enumerate() {
                    tbody role="rowgroup" { (self::body(body, number)) }
                }
            }
        }))
        @if description.bodies.len() > 1 {
            p.muted { "The body comes in one of these forms; the header " code { "Content-Type" } " says which." }
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

struct Row<'a> {
    anchor: String,
    /// The name of the form's field that a click on an allowed value fills.
    fill: String,
    name: &'a str,
    accepts: &'a str,
    allowed: &'a [String],
    required: bool,
    description: &'a str,
}

fn head() -> Markup {
    html! {
        thead role="rowgroup" {
            tr role="row" {
                @for title in ["Name", "Accepted formats", "Required", "Description"] {
                    th scope="col" role="columnheader" { (title) }
                }
            }
        }
    }
}

fn body(body: &BodyDescription, number: usize) -> Markup {
    let fields = fields::top(&body.schema);
    let description = body.schema.get("description").and_then(serde_json::Value::as_str).unwrap_or_default();
    html! {
        (group(&format!("Body · {}", body.media_type)))
        @if fields.is_empty() {
            (row(&Row {
                anchor: links::parameter_anchor(&format!("body-{number}"), "body"),
                fill: format!("body.{number}"),
                name: "body",
                accepts: &schema::accepts(&body.schema),
                allowed: &[],
                required: true,
                description,
            }))
        }
        (rows(&fields, body, number))
    }
}

/// Fields, each followed by those within it: a table of their own, folded away.
fn rows(fields: &[Field<'_>], body: &BodyDescription, number: usize) -> Markup {
    let form = if body.media_type == "application/json" { "field" } else { "part" };
    html! {
        @for field in fields {
            (row(&Row {
                anchor: links::parameter_anchor(&format!("body-{number}"), &field.path()),
                fill: format!("{form}.{number}.{}", field.path()),
                name: field.name,
                accepts: &field.accepts,
                // A click on a value fills a field of Try It, and what is not supported has none.
                allowed: if schema::unsupported(field.schema).is_some() { &[] } else { &field.allowed },
                required: field.required,
                description: &field.description,
            }))
            @let within = field.within();
            @if !within.is_empty() {
                tr.within role="row" {
                    td role="cell" colspan="4" {
                        details.nested {
                            summary { "Fields of " code { (field.path()) } span.count { (within.len()) } }
                            table.parameters role="table" aria-label={ "Fields of " (field.path()) } {
                                (head())
                                tbody role="rowgroup" { (rows(&within, body, number)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn group(title: &str) -> Markup {
    html! { tr.group role="row" { th scope="rowgroup" role="rowheader" colspan="4" { (title) } } }
}

fn row(row: &Row<'_>) -> Markup {
    html! {
        tr id=(row.anchor) role="row" {
            th scope="row" role="rowheader" { a.anchor href={ "#" (row.anchor) } { code { (row.name) } } }
            td.accepts role="cell" data-label="Accepted formats" {
                @if row.allowed.is_empty() { (row.accepts) } @else {
                    @if row.accepts.starts_with("a list") { "a list of " } @else { "one of " }
                    @for (place, value) in row.allowed.iter().enumerate() {
                        @if place > 0 { " " }
                        a.chip href={ "?" (row.fill) "=" (links::encode(value)) "#try-it" } data-fill=(row.fill) { (value) }
                    }
                }
            }
            td role="cell" { @if row.required { span.required { "Required" } } @else { span.muted { "Optional" } } }
            td role="cell" { (sentences(row.description)) }
        }
    }
}
