//! A JSON body as single fields: which there are, and how what is typed into them becomes JSON again.

use contract::schema;
use serde_json::{Map, Value};

use crate::reference::fields::{self, Field};

/// A field that takes one value.
pub(crate) struct Leaf<'a> {
    /// Its whole path: `expiration.startDate`.
    pub(crate) path: String,
    /// How it is typed.
    pub(crate) kind: Kind,
    /// What the reference tells of it.
    pub(crate) field: Field<'a>,
}

/// How a value is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// As it is.
    Text,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// Several, with commas between.
    List,
    /// JSON: objects of free form and lists of objects.
    Json,
}

impl Kind {
    /// The word by which the page's module knows it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::List => "list",
            Self::Json => "json",
        }
    }
}

/// The fields of a body that take one value each; objects are entered, lists are not, and what is not supported is not
/// offered.
pub(crate) fn leaves(schema: &Value) -> Vec<Leaf<'_>> {
    let mut found = Vec::new();
    gather(fields::top(schema), &mut found);
    found
}

/// What the example has in a field, as it would be typed.
pub(crate) fn text(leaf: &Leaf<'_>, example: &Value) -> Option<String> {
    let value = leaf.path.split('.').try_fold(example, |value, name| value.get(name))?;
    match (leaf.kind, value) {
        (_, Value::Null) => None,
        (_, Value::String(text)) => Some(text.clone()),
        (Kind::List, Value::Array(values)) => Some(values.iter().map(plain).collect::<Vec<_>>().join(", ")),
        (Kind::Json, value) => serde_json::to_string_pretty(value).ok(),
        (_, value) => Some(value.to_string()),
    }
}

/// The body that the typed fields make. What is not of its kind is sent as text: the answer then says what is wrong.
pub(crate) fn body<'t>(schema: &Value, typed: impl Fn(&str) -> Option<&'t str>) -> String {
    let mut body = Value::Object(Map::new());
    for leaf in leaves(schema) {
        if let Some(text) = typed(&leaf.path) {
            put(&mut body, &leaf.path, value(leaf.kind, text));
        }
    }
    serde_json::to_string_pretty(&body).unwrap_or_default()
}

fn gather<'a>(level: Vec<Field<'a>>, found: &mut Vec<Leaf<'a>>) {
    for field in level.into_iter().filter(|field| schema::unsupported(field.schema).is_none()) {
        let within = field.within();
        let is_list = within.first().is_some_and(|inner| inner.parent.ends_with("[]."));
        if within.is_empty() || is_list {
            found.push(Leaf { path: field.path(), kind: kind(&field, is_list), field });
        } else {
            gather(within, found);
        }
    }
}

fn kind(field: &Field<'_>, list_of_objects: bool) -> Kind {
    let is = |name| schema::is_type(field.schema, name);
    if list_of_objects || is("object") {
        Kind::Json
    } else if is("array") {
        Kind::List
    } else if is("boolean") {
        Kind::Boolean
    } else if is("integer") || is("number") {
        Kind::Number
    } else {
        Kind::Text
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn value(kind: Kind, text: &str) -> Value {
    match kind {
        Kind::Text => Value::from(text),
        Kind::Number | Kind::Boolean | Kind::Json => {
            serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
        }
        Kind::List => text.split(',').map(str::trim).filter(|one| !one.is_empty()).map(Value::from).collect(),
    }
}

fn put(body: &mut Value, path: &str, value: Value) {
    let mut place = body;
    for name in path.split('.') {
        let Value::Object(members) = place else { return };
        place = members.entry(name).or_insert_with(|| Value::Object(Map::new()));
    }
    *place = value;
}

#[cfg(test)]
mod tests {
    use contract::catalogue::operation;
    use serde_json::json;

    use super::*;

    #[test]
    fn typed_fields_become_json_of_their_kinds() {
        let schema = json!({ "type": "object", "properties": {
            "name": { "type": "string" }, "count": { "type": ["integer", "null"] }, "on": { "type": "boolean" },
            "ids": { "type": "array", "items": { "type": "string" } }, "values": { "type": "object" },
            "inner": { "type": "object", "properties": { "at": { "type": "string" } } },
        } });
        let typed = |path: &str| match path {
            "name" => Some("7"),
            "count" => Some("7"),
            "on" => Some("perhaps"),
            "ids" => Some("a, b,"),
            "values" => Some("{\"QID1\":1}"),
            "inner.at" => Some("noon"),
            _ => None,
        };
        let filled: Value = serde_json::from_str(&body(&schema, typed)).unwrap();
        let expected = json!({
            "name": "7", "count": 7, "on": "perhaps", "ids": ["a", "b"], "values": { "QID1": 1 }, "inner": { "at": "noon" },
        });
        assert_eq!(filled, expected);
        assert_eq!(body(&schema, |_| None), "{}");
    }

    #[test]
    fn an_example_survives_its_fields() {
        for description in contract::catalogue() {
            // A body of which no member has a name of its own has no fields: it is written as a whole.
            let has_fields = |form: &&contract::BodyDescription| {
                form.media_type == "application/json" && !leaves(&form.schema).is_empty()
            };
            for form in description.bodies.iter().filter(has_fields) {
                let example: Value = serde_json::from_str(&form.example).unwrap();
                let texts: Vec<(String, String)> = leaves(&form.schema)
                    .iter()
                    .filter_map(|leaf| Some((leaf.path.clone(), text(leaf, &example)?)))
                    .collect();
                let typed =
                    |path: &str| texts.iter().find(|(known, _)| known == path).map(|(_, text)| text.as_str());
                let again: Value = serde_json::from_str(&body(&form.schema, typed)).unwrap();
                assert_eq!(again, example, "{}", description.operation.id);
            }
        }
        assert!(operation("updateSurvey").is_some());
    }
}
