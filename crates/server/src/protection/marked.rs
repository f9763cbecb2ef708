//! Values that their schema marks as secret (`"format": "password"`), found in JSON.
//!
//! What a schema declares is decided by it. Where a caller sent something else (a name in another case or at another
//! place, a text in place of an object), the names of all secrets of the operation decide, so that a slip hides too much
//! and never too little.

use std::collections::BTreeSet;

use contract::schema::is_secret;
use serde_json::Value;

/// What stands in place of a secret, before the last characters of a long one.
pub(crate) const MASK: &str = "••••";

/// Masks the secrets in a value of the schema. Each text and number that was hidden is added to `hidden`.
pub(crate) fn mask(value: &mut Value, schema: &Value, names: &BTreeSet<String>, hidden: &mut Vec<String>) {
    Masking { names, hidden }.value(value, &forms(schema));
}

/// Adds the names of the members that are secrets, or lists or maps of secrets, in lower case.
pub(crate) fn names_in(schema: &Value, names: &mut BTreeSet<String>) {
    collect(schema, "", names);
}

/// Whether a secret is marked anywhere in the schema.
pub(crate) fn is_in(schema: &Value) -> bool {
    match schema {
        Value::Object(members) => is_secret(schema) || members.values().any(is_in),
        Value::Array(schemas) => schemas.iter().any(is_in),
        _ => false,
    }
}

/// The schema and the branches of its choices.
fn forms(schema: &Value) -> Vec<&Value> {
    let branches = ["anyOf", "oneOf", "allOf"].iter().filter_map(|choice| schema.get(*choice)?.as_array());
    std::iter::once(schema).chain(branches.flatten().flat_map(forms)).collect()
}

fn collect(schema: &Value, name: &str, names: &mut BTreeSet<String>) {
    match schema {
        Value::Object(members) => {
            if is_secret(schema) && !name.is_empty() {
                names.insert(name.to_lowercase());
            }
            for (key, part) in members {
                match part.as_object().filter(|_| key == "properties") {
                    Some(properties) => properties.iter().for_each(|(name, part)| collect(part, name, names)),
                    None => collect(part, name, names),
                }
            }
        }
        Value::Array(parts) => parts.iter().for_each(|part| collect(part, name, names)),
        _ => {}
    }
}

struct Masking<'a> {
    names: &'a BTreeSet<String>,
    hidden: &'a mut Vec<String>,
}

impl Masking<'_> {
    fn value(&mut self, value: &mut Value, schemas: &[&Value]) {
        if schemas.iter().any(|schema| is_secret(schema)) {
            return self.hide(value);
        }
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    let (below, declared) = members_schemas(schemas, name);
                    if !declared && self.names.contains(&name.to_lowercase()) {
                        self.hide(value);
                    } else {
                        self.value(value, &below);
                    }
                }
            }
            Value::Array(values) => {
                let items = schemas.iter().flat_map(|schema| {
                    let first = schema.get("prefixItems").and_then(Value::as_array);
                    schema.get("items").into_iter().chain(first.into_iter().flatten())
                });
                let below: Vec<&Value> = items.flat_map(forms).collect();
                values.iter_mut().for_each(|value| self.value(value, &below));
            }
            Value::String(_) | Value::Number(_) => {
                // It stands where an object with a secret was expected: it may be that secret.
                if schemas.iter().any(|schema| is_in(schema))
                    && !schemas.iter().any(|schema| is_plain(schema))
                {
                    self.hide(value);
                }
            }
            Value::Null | Value::Bool(_) => {}
        }
    }

    fn hide(&mut self, value: &mut Value) {
        if !value.is_null() {
            self.note(value);
            *value = MASK.into();
        }
    }

    fn note(&mut self, value: &Value) {
        match value {
            Value::String(text) if !text.is_empty() => self.hidden.push(text.clone()),
            Value::Number(number) => self.hidden.push(number.to_string()),
            Value::Array(values) => values.iter().for_each(|value| self.note(value)),
            Value::Object(members) => members.values().for_each(|value| self.note(value)),
            _ => {}
        }
    }
}

/// The schemas of an object's member, and whether one of the object's names it.
fn members_schemas<'s>(schemas: &[&'s Value], name: &str) -> (Vec<&'s Value>, bool) {
    let named = schemas.iter().filter_map(|schema| schema.get("properties")?.get(name));
    let named: Vec<&Value> = named.flat_map(forms).collect();
    if !named.is_empty() {
        return (named, true);
    }
    let others = schemas.iter().flat_map(|schema| {
        let patterns = schema.get("patternProperties").and_then(Value::as_object);
        schema
            .get("additionalProperties")
            .into_iter()
            .chain(patterns.into_iter().flat_map(|all| all.values()))
    });
    (others.flat_map(forms).collect(), false)
}

/// Whether a schema takes a text or a number that is no secret.
fn is_plain(schema: &Value) -> bool {
    ["string", "number", "integer"].iter().any(|name| match schema.get("type") {
        Some(Value::Array(several)) => several.iter().any(|one| one == name),
        one => one.and_then(Value::as_str) == Some(*name),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn schema() -> Value {
        let secret = json!({ "type": "string", "format": "password" });
        json!({ "type": "object", "properties": {
            "name": { "type": "string" },
            "sharedKey": { "anyOf": [{ "type": ["string", "null"], "format": "password" }, { "type": "null" }] },
            "server": { "type": "object", "properties": { "user": { "type": "string" }, "pass": secret } },
            "keys": { "type": "array", "items": secret },
            "headers": { "type": "object", "additionalProperties": secret },
            "hooks": { "type": "array", "items": { "oneOf": [
                { "type": "object", "properties": { "kind": { "const": "a" }, "code": secret } },
                { "type": "object", "properties": { "kind": { "const": "b" }, "name": { "type": "string" } } },
            ] } },
        } })
    }

    fn masked(mut value: Value) -> (Value, Vec<String>) {
        let (schema, mut names, mut hidden) = (schema(), BTreeSet::new(), Vec::new());
        names_in(&schema, &mut names);
        mask(&mut value, &schema, &names, &mut hidden);
        (value, hidden)
    }

    #[test]
    fn the_names_of_secrets_are_those_of_marked_members() {
        let mut names = BTreeSet::new();
        names_in(&schema(), &mut names);
        assert_eq!(names.into_iter().collect::<Vec<_>>(), ["code", "headers", "keys", "pass", "sharedkey"]);
        assert!(is_in(&schema()) && is_secret(&schema()["properties"]["sharedKey"]));
        assert!(!is_in(&schema()["properties"]["name"]) && !is_secret(&schema()["properties"]["server"]));
    }

    #[test]
    fn secrets_are_masked_wherever_they_are_nested() {
        let (masked, hidden) = masked(json!({
            "name": "kept", "sharedKey": "one", "server": { "user": "kept", "pass": "two" },
            "keys": ["three", "four"], "headers": { "X-Any": "five" },
            "hooks": [{ "kind": "a", "code": "six" }, { "kind": "b", "name": "kept" }],
        }));
        assert_eq!(
            masked,
            json!({
                "name": "kept", "sharedKey": MASK, "server": { "user": "kept", "pass": MASK },
                "keys": [MASK, MASK], "headers": { "X-Any": MASK },
                "hooks": [{ "kind": "a", "code": MASK }, { "kind": "b", "name": "kept" }],
            })
        );
        assert_eq!(hidden, ["one", "two", "three", "four", "five", "six"]);
    }

    #[test]
    fn what_was_not_sent_as_the_schema_has_it_is_masked_all_the_same() {
        let (masked, hidden) = masked(json!({
            "SharedKEY": "one", "sharedKey": null, "more": [{ "pass": 2 }], "server": "three", "pass": ["four"],
            "name": { "code": { "deep": "five" } },
        }));
        assert_eq!(
            masked,
            json!({
                "SharedKEY": MASK, "sharedKey": null, "more": [{ "pass": MASK }], "server": MASK, "pass": MASK,
                "name": { "code": MASK },
            })
        );
        assert_eq!(hidden, ["one", "2", "three", "four", "five"]);
    }
}
