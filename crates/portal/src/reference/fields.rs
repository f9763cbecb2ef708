//! The fields of a body or a result, read off its schema.

use std::borrow::Cow;

use contract::schema;
use serde_json::Value;

/// How deep a body is listed; what lies deeper is any JSON to the reader.
const DEEPEST: usize = 6;

/// One field of a body.
pub(crate) struct Field<'a> {
    /// The path to the object that holds it, dots between: `permissions.`; `[]` for the elements of a list.
    pub(crate) parent: String,
    /// Its name.
    pub(crate) name: &'a str,
    /// What it accepts, in words.
    pub(crate) accepts: String,
    /// Whether it must be given when its parent is.
    pub(crate) required: bool,
    /// Its description, and what the contract remarks on it: that it is always the same, or not supported.
    pub(crate) description: Cow<'a, str>,
    /// The values it allows; empty where it is no closed list.
    pub(crate) allowed: Vec<String>,
    /// Its schema.
    pub(crate) schema: &'a Value,
    depth: usize,
}

impl<'a> Field<'a> {
    /// Its whole path: `expiration.startDate`.
    pub(crate) fn path(&self) -> String {
        format!("{}{}", self.parent, self.name)
    }

    /// The fields within it: of itself, of an element of its list, or of the branch that is not null.
    pub(crate) fn within(&self) -> Vec<Field<'a>> {
        let (within, mark) = inner(self.schema);
        level(within, &format!("{}{}{mark}.", self.parent, self.name), self.depth + 1)
    }
}

/// The fields of an object's schema, those within them left out.
pub(crate) fn top(schema: &Value) -> Vec<Field<'_>> {
    level(schema, "", 0)
}

/// The fields of an object's schema, each followed by those within it.
pub(crate) fn of(schema: &Value) -> Vec<Field<'_>> {
    let mut fields = Vec::new();
    flatten(top(schema), &mut fields);
    fields
}

/// Whether a part of a form is a file.
pub(crate) fn is_file(property: &Value) -> bool {
    property.get("format").and_then(Value::as_str) == Some("binary")
}

/// The description of a part, with what is remarked on it.
pub(crate) fn described(schema: &Value) -> Cow<'_, str> {
    let own = schema.get("description").and_then(Value::as_str).unwrap_or_default();
    match schema::remark(schema) {
        Some(remark) => format!("{own} {remark}").trim_start().to_owned().into(),
        None => own.into(),
    }
}

fn flatten<'a>(level: Vec<Field<'a>>, fields: &mut Vec<Field<'a>>) {
    for field in level {
        let within = field.within();
        fields.push(field);
        flatten(within, fields);
    }
}

fn level<'a>(schema: &'a Value, parent: &str, depth: usize) -> Vec<Field<'a>> {
    if depth == DEEPEST {
        return Vec::new();
    }
    let field = |(name, property): (&'a String, &'a Value)| {
        let required = schema::is_required(schema, name);
        let accepts = if is_file(property) { file_words(property) } else { schema::accepts(property) };
        Field {
            parent: parent.to_owned(),
            name,
            accepts: if required { accepts } else { accepts.replace(", or null", "") },
            required,
            description: described(property),
            allowed: schema::allowed(property),
            schema: property,
            depth,
        }
    };
    schema::properties(schema).map(field).collect()
}

fn file_words(property: &Value) -> String {
    let media_type = property.get("contentMediaType").and_then(Value::as_str);
    media_type.map_or_else(|| "a file".to_owned(), |media_type| format!("a file of type {media_type}"))
}

/// The object within a field: itself, an element of its list, or the branch that is not null.
fn inner(property: &Value) -> (&Value, &'static str) {
    if let Some(items) = property.get("items") {
        return (inner(items).0, "[]");
    }
    for choice in ["anyOf", "oneOf"] {
        let branches = property.get(choice).and_then(Value::as_array);
        if let Some(branch) = branches.and_then(|all| all.iter().find(|one| one.get("properties").is_some()))
        {
            return (branch, "");
        }
    }
    (property, "")
}
