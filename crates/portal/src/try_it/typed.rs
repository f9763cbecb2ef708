//! The values with which a Try It form begins, under the names of its fields:
//! `path.NAME`, `query.NAME`, `header.NAME`; `form` for the number of the body's form; and for body number N `as.N`
//! (`form` or `json`), `field.N.PATH`, `part.N.NAME` and `body.N` for its whole text.

use bytes::Bytes;
use contract::{Description, Part, schema};
use serde_json::Value;

use super::{fill, secret};
use crate::links;

/// The example's values, with what the address brings along in their place. A token or another secret in the
/// address is passed over.
pub(crate) fn from_query(description: &Description, query: Option<&str>) -> Vec<Part> {
    let mut parts = of_example(description);
    let mut given = Vec::new();
    for (name, value) in url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
        put(&mut given, &name, &value);
    }
    for part in secret::withheld(description, &given) {
        let (name, value) = (part.name.as_str(), String::from_utf8_lossy(&part.data));
        let known = ["path.", "query.", "header.", "as.", "field.", "part.", "body."];
        if name != "form" && !known.iter().any(|prefix| name.starts_with(prefix)) {
            continue;
        }
        // A whole body is shown as text, a single field of it among the fields.
        if let Some(number) = name.strip_prefix("body.") {
            put(&mut parts, &format!("as.{number}"), "json");
        }
        put(&mut parts, name, &value);
    }
    parts
}

/// The example's values.
pub(crate) fn of_example(description: &Description) -> Vec<Part> {
    let mut parts = Vec::new();
    for parameter in &description.parameters {
        let Some(example) = &parameter.example else { continue };
        let several = schema::is_type(&parameter.schema, "array");
        let text = if several { links::values(example).join(", ") } else { example.clone() };
        put(&mut parts, &format!("{}.{}", parameter.place.as_str(), parameter.name), &text);
    }
    for (number, body) in description.bodies.iter().enumerate() {
        let example: Value = serde_json::from_str(&body.example).unwrap_or(Value::Null);
        match body.media_type {
            "multipart/form-data" => {
                for (name, value) in example.as_object().into_iter().flatten() {
                    let text = value.as_str().unwrap_or_default();
                    if !text.starts_with('@') {
                        put(&mut parts, &format!("part.{number}.{name}"), text);
                    }
                }
            }
            "application/json" => {
                put(&mut parts, &format!("body.{number}"), &body.example);
                let leaves = fill::leaves(&body.schema);
                if !leaves.is_empty() {
                    put(&mut parts, &format!("as.{number}"), "form");
                }
                for leaf in leaves {
                    if let Some(text) = fill::text(&leaf, &example) {
                        put(&mut parts, &format!("field.{number}.{}", leaf.path), &text);
                    }
                }
            }
            _ => put(&mut parts, &format!("body.{number}"), &body.example),
        }
    }
    parts
}

fn put(parts: &mut Vec<Part>, name: &str, text: &str) {
    parts.retain(|part| part.name != name);
    let data = Bytes::from(text.to_owned());
    parts.push(Part { name: name.to_owned(), file_name: None, media_type: None, data });
}
