//! The Try It form. It is an ordinary form: without a script the server makes the call and draws the page again.

use contract::{BodyDescription, Description, Parameter, Part, Place, TryIt, schema};
use maud::{Markup, html};
use serde_json::Value;

use super::call;
use crate::reference::fields;

/// Draws the form, or says why there is none.
pub(crate) fn section(description: &Description, parts: &[Part]) -> Markup {
    if let TryIt::Refused(reason) = description.operation.try_it {
        return html! {
            p.note { strong { "This request does not work with Try It. " } (reason) }
            p.muted { "Use the " a href="#example" { "cURL example" } " instead." }
        };
    }
    let mut parameters: Vec<&Parameter> = description.parameters.iter().collect();
    parameters.sort_by_key(|parameter| !parameter.required);
    html! {
        form.try method="post" action={ "/docs/try/" (description.operation.id) "#try-it" } enctype="multipart/form-data" data-try {
            (token())
            @for parameter in parameters { (input(parameter, parts)) }
            (bodies(description, parts))
            p.muted.small {
                "Values that are accepted stand in the " a href="#parameters" { "parameter table" } "; the "
                a href="#example" { "cURL example" } " helps too."
            }
            div.buttons {
                button.primary type="submit" { "Try It" }
                button type="reset" { "Reset to example" }
            }
            p.problem role="alert" {}
        }
    }
}

/// The field for the token behind a person: closed until it is wanted. No page ever carries the token's value.
fn token() -> Markup {
    html! {
        details.token {
            summary {
                svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" {
                    circle cx="8" cy="5" r="3" {}
                    path d="M2 15c0-3.5 2.7-5.5 6-5.5s6 2 6 5.5" {}
                }
                span { "API Token" }
            }
            div.field {
                label for="try-token" { "Your API token" }
                input #try-token type="password" name="token" autocomplete="off" spellcheck="false"
                    aria-describedby="try-token-help";
                p.help #try-token-help { "It is sent with this one call, in the header X-API-TOKEN, and is not kept." }
            }
        }
    }
}

fn input(parameter: &Parameter, parts: &[Part]) -> Markup {
    let place = parameter.place.as_str();
    let name = format!("{place}.{}", parameter.name);
    let id = format!("try-{place}-{}", parameter.name);
    let typed = call::text(parts, &name);
    let several = schema::is_type(&parameter.schema, "array");
    let example = parameter.example.as_deref().map(|example| match parameter.place {
        Place::Query if several => crate::links::values(example).join(", "),
        _ => example.to_owned(),
    });
    let value = if parts.is_empty() { example } else { typed.map(str::to_owned) };
    html! {
        div.field {
            label for=(id) { code { (parameter.name) } (mark(parameter.required)) }
            @if parameter.allowed.is_empty() || several {
                input id=(id) type="text" name=(name) value=[value] placeholder=[hint(parameter, several)]
                    autocomplete="off" spellcheck="false";
            } @else {
                (choice(&id, &name, &parameter.allowed, parameter.required, value.as_deref()))
            }
        }
    }
}

fn hint(parameter: &Parameter, several: bool) -> Option<String> {
    if several {
        return Some("several with commas between".to_owned());
    }
    (!parameter.required).then(|| parameter.accepts.clone())
}

fn choice(id: &str, name: &str, allowed: &[String], required: bool, value: Option<&str>) -> Markup {
    html! {
        select id=(id) name=(name) {
            @if !required { option value="" { "not sent" } }
            @for one in allowed { option value=(one) selected[value == Some(one.as_str())] { (one) } }
        }
    }
}

fn mark(required: bool) -> Markup {
    html! { " " span class=(if required { "required" } else { "muted" }) { (if required { "required" } else { "optional" }) } }
}

fn bodies(description: &Description, parts: &[Part]) -> Markup {
    let chosen = call::text(parts, "form").and_then(|number| number.parse().ok()).unwrap_or(0_usize);
    match description.bodies.as_slice() {
        [] => html! {},
        [only] => body(only, 0, parts),
        several => html! {
            fieldset.forms {
                legend { "Body" }
                @for (number, form) in several.iter().enumerate() {
                    div.form {
                        input id={ "try-form-" (number) } type="radio" name="form" value=(number) checked[number == chosen];
                        label for={ "try-form-" (number) } { (form.media_type) }
                        div.form-body { (body(form, number, parts)) }
                    }
                }
            }
        },
    }
}

fn body(form: &BodyDescription, number: usize, parts: &[Part]) -> Markup {
    if form.media_type == "multipart/form-data" {
        return html! { @for field in fields::of(&form.schema) { (part(form, &field, number, parts)) } };
    }
    let name = format!("body.{number}");
    let typed = parts.iter().find(|part| part.name == name);
    let typed = typed.map(|part| String::from_utf8_lossy(&part.data).into_owned());
    let text = typed.unwrap_or_else(|| form.example.clone());
    let rows = text.lines().count().clamp(4, 16);
    let id = format!("try-body-{number}");
    html! {
        div.field {
            label for=(id) { "Body, " (form.media_type) }
            // The line break that a textarea's content begins with is dropped by browsers.
            textarea id=(id) name=(name) rows=(rows) spellcheck="false"
                data-json[form.media_type == "application/json"] { "\n" (text) }
        }
    }
}

fn part(form: &BodyDescription, field: &fields::Field, number: usize, parts: &[Part]) -> Markup {
    let name = format!("part.{number}.{}", field.name);
    let id = format!("try-part-{number}-{}", field.name);
    let file = fields::is_file(field.schema);
    let example: Value = serde_json::from_str(&form.example).unwrap_or(Value::Null);
    let example = example.get(field.name).and_then(Value::as_str).unwrap_or_default();
    let value = if parts.is_empty() { Some(example) } else { call::text(parts, &name) };
    html! {
        div.field {
            label for=(id) { code { (field.name) } (mark(field.required)) }
            @if file { input id=(id) type="file" name=(name); }
            @else if field.allowed.is_empty() { input id=(id) type="text" name=(name) value=[value] autocomplete="off"; }
            @else { (choice(&id, &name, &field.allowed, field.required, value)) }
        }
    }
}
