//! Try It: the form, the call it asks for, and what the call gave.

pub(crate) mod answer;
pub(crate) mod call;
mod fill;
pub(crate) mod form;
pub(crate) mod offers;
pub(crate) mod outcome;
pub(crate) mod typed;
mod zip;

use contract::Description;
use serde_json::Value;

/// The schemas of an operation's JSON bodies, one for each form of its body (`null` for others), as the page's module
/// reads them to check what is typed.
pub(crate) fn schemas(description: &Description) -> String {
    let schema = |form: &contract::BodyDescription| match form.media_type {
        "application/json" => form.schema.clone(),
        _ => Value::Null,
    };
    description.bodies.iter().map(schema).collect::<Value>().to_string()
}
