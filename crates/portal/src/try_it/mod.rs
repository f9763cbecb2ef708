//! Try It: the form, the call it asks for, and what the call gave.

pub(crate) mod answer;
pub(crate) mod call;
mod fill;
pub(crate) mod form;
mod leads;
pub(crate) mod metadata;
pub(crate) mod offers;
pub(crate) mod outcome;
pub(crate) mod secret;
pub(crate) mod tabs;
pub(crate) mod typed;
mod zip;

use contract::{Description, schema};
use serde_json::{Map, Value, json};

/// The schemas of an operation's JSON bodies, as the page's module reads them to check what is typed: `bodies` has one for
/// each form of the body (`null` for others), `types` those that they refer to as `#/types/NAME`.
pub(crate) fn schemas(description: &Description) -> String {
    let mut types = Map::new();
    let mut schema = |form: &contract::BodyDescription| match form.media_type {
        "application/json" => schema::referring(&form.schema, "#/types/", &mut types),
        _ => Value::Null,
    };
    let bodies: Vec<Value> = description.bodies.iter().map(&mut schema).collect();
    json!({ "bodies": bodies, "types": types }).to_string()
}
