//! JSON Schema of parameter and body types: how it is made, how it is read, and what it accepts in words.
//!
//! A schema is written out whole, so that a reader walks it without looking anything up. The parts that are types of
//! their own remember their names: [`referring`] turns them back into references for a document that keeps each type
//! once. A type that refers to itself is written once and ends where it comes again, so every walk ends.
//!
//! ```
//! let schema = contract::schema::of::<Vec<model::SurveyId>>();
//! assert!(contract::schema::accepts(&schema).starts_with("a list: "));
//! ```

mod named;
mod words;

use serde_json::{Map, Value};

pub use named::{Resolver, is_named, of, referring};
pub use words::{accepts, remark};

/// The properties of an object's schema, in order.
pub fn properties(schema: &Value) -> impl Iterator<Item = (&String, &Value)> {
    schema.get("properties").and_then(Value::as_object).into_iter().flat_map(Map::iter)
}

/// One property of an object's schema.
#[must_use]
pub fn property<'a>(schema: &'a Value, name: &str) -> Option<&'a Value> {
    schema.get("properties")?.get(name)
}

/// Whether a property must be given.
#[must_use]
pub fn is_required(schema: &Value, name: &str) -> bool {
    let required = schema.get("required").and_then(Value::as_array);
    required.is_some_and(|names| names.iter().any(|known| known == name))
}

/// The values an enumeration, or a list of its values, allows; empty where anything else is allowed, too.
#[must_use]
pub fn allowed(schema: &Value) -> Vec<String> {
    let word = |value: &Value| {
        value.as_str().map(str::to_owned).or_else(|| (!value.is_null()).then(|| value.to_string()))
    };
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        return values.iter().filter_map(word).collect();
    }
    if let Some(branches) = branches(schema) {
        let of_each: Vec<Vec<String>> = branches
            .map(|branch| match branch.get("const") {
                Some(value) => word(value).into_iter().collect(),
                None => allowed(branch),
            })
            .collect();
        let open = of_each.iter().any(Vec::is_empty);
        return if open { Vec::new() } else { of_each.concat() };
    }
    schema.get("items").map(allowed).unwrap_or_default()
}

/// Whether a schema is of the type, alone or beside others (`["string", "null"]`).
#[must_use]
pub fn is_type(schema: &Value, name: &str) -> bool {
    match schema.get("type") {
        Some(Value::String(one)) => one == name,
        Some(Value::Array(several)) => several.iter().any(|one| one == name),
        _ => choice(schema).is_some_and(|branches| branches.iter().any(|branch| is_type(branch, name))),
    }
}

/// Whether a value is a secret: a password, a key. It is typed unseen, and stands in no link and no history.
#[must_use]
pub fn is_secret(schema: &Value) -> bool {
    let own = schema.get("writeOnly") == Some(&Value::Bool(true))
        || schema.get("format").and_then(Value::as_str) == Some("password");
    own || branches(schema).is_some_and(|mut branches| branches.any(is_secret))
}

/// Why a member of a body is refused although the original knows it (`x-unsupported`); `None` where it is read.
#[must_use]
pub fn unsupported(schema: &Value) -> Option<&str> {
    schema.get("x-unsupported")?.as_str()
}

/// The branches of a choice, null among them.
fn choice(schema: &Value) -> Option<&Vec<Value>> {
    ["anyOf", "oneOf"].iter().find_map(|choice| schema.get(*choice)?.as_array())
}

/// The branches of a choice that are not null.
fn branches(schema: &Value) -> Option<impl Iterator<Item = &Value>> {
    let is_null = |branch: &&Value| branch.get("type").and_then(Value::as_str) == Some("null");
    Some(choice(schema)?.iter().filter(move |branch| !is_null(branch)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_closed_list_is_one_only_when_every_branch_is() {
        assert_eq!(allowed(&json!({ "anyOf": [{ "enum": ["a"] }, { "type": "null" }] })), ["a"]);
        assert_eq!(allowed(&json!({ "oneOf": [{ "const": "a" }, { "const": 2 }] })), ["a", "2"]);
        assert!(allowed(&json!({ "anyOf": [{ "enum": ["a"] }, { "type": "string" }] })).is_empty());
    }

    #[test]
    fn a_secret_is_known_by_its_schema_also_where_it_may_be_null() {
        let password = json!({ "type": ["string", "null"], "format": "password" });
        let key = json!({ "anyOf": [{ "type": "string", "writeOnly": true }, { "type": "null" }] });
        assert!(is_secret(&password) && is_secret(&key));
        assert!(!is_secret(&json!({ "type": "string", "format": "uri", "writeOnly": false })));
    }
}
