//! JSON Schema of parameter and body types, and the words that tell what a schema accepts.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

/// The schema of a type, every part written in place: what is read by people and by the parameter table.
#[must_use]
pub fn of<T: JsonSchema + ?Sized>() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
    });
    let mut schema = settings.into_generator().into_root_schema_for::<T>().to_value();
    if let Value::Object(members) = &mut schema {
        members.remove("title");
    }
    schema
}

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

/// The values an enumeration allows; empty where it is none.
#[must_use]
pub fn allowed(schema: &Value) -> Vec<String> {
    let word = |value: &Value| {
        value.as_str().map(str::to_owned).or_else(|| (!value.is_null()).then(|| value.to_string()))
    };
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        return values.iter().filter_map(word).collect();
    }
    for choice in ["oneOf", "anyOf"] {
        if let Some(branches) = schema.get(choice).and_then(Value::as_array) {
            let words = branches.iter().flat_map(|branch| match branch.get("const") {
                Some(value) => word(value).into_iter().collect(),
                None => allowed(branch),
            });
            return words.collect();
        }
    }
    schema.get("items").map(allowed).unwrap_or_default()
}

/// What a schema accepts, in words: "an integer of at least 0", "text: one of csv, json".
#[must_use]
pub fn accepts(schema: &Value) -> String {
    let allowed = allowed(schema);
    if !allowed.is_empty() {
        let prefix = if is_type(schema, "array") { "a list of " } else { "one of " };
        return format!("{prefix}{}", allowed.join(", "));
    }
    let words = if is_type(schema, "array") {
        format!("a list: {}", schema.get("items").map(accepts).unwrap_or_default())
    } else if is_type(schema, "integer") {
        let at_least =
            schema.get("minimum").and_then(Value::as_f64).filter(|least| *least > f64::from(i32::MIN));
        let at_most =
            schema.get("maximum").and_then(Value::as_f64).filter(|most| *most < f64::from(i32::MAX));
        match (at_least, at_most) {
            (Some(least), Some(most)) => format!("an integer from {least} to {most}"),
            (Some(least), None) => format!("an integer of at least {least}"),
            (None, Some(most)) => format!("an integer of at most {most}"),
            (None, None) => "an integer".to_owned(),
        }
    } else if is_type(schema, "number") {
        "a number".to_owned()
    } else if is_type(schema, "boolean") {
        "true or false".to_owned()
    } else if is_type(schema, "object") {
        "an object".to_owned()
    } else if schema.get("format").and_then(Value::as_str) == Some("date-time") {
        "a date and time in ISO 8601, such as 2024-03-05T10:11:12Z".to_owned()
    } else if let Some(pattern) = schema.get("pattern").and_then(Value::as_str) {
        pattern_words(pattern)
    } else if is_type(schema, "string") {
        match (length(schema, "minLength"), length(schema, "maxLength")) {
            (Some(least), Some(most)) => format!("text of {least} to {most} characters"),
            (None, Some(most)) => format!("text of at most {most} characters"),
            _ => "text".to_owned(),
        }
    } else {
        "any JSON value".to_owned()
    };
    if is_type(schema, "null") { format!("{words}, or null") } else { words }
}

fn length(schema: &Value, name: &str) -> Option<u64> {
    schema.get(name)?.as_u64()
}

/// Whether a schema is of the type, alone or beside others (`["string", "null"]`).
#[must_use]
pub fn is_type(schema: &Value, name: &str) -> bool {
    match schema.get("type") {
        Some(Value::String(one)) => one == name,
        Some(Value::Array(several)) => several.iter().any(|one| one == name),
        _ => ["anyOf", "oneOf"].iter().any(|choice| {
            let branches = schema.get(*choice).and_then(Value::as_array);
            branches.is_some_and(|branches| branches.iter().any(|branch| is_type(branch, name)))
        }),
    }
}

fn pattern_words(pattern: &str) -> String {
    let prefix: String =
        pattern.trim_start_matches('^').chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    match prefix.as_str() {
        "" if pattern.contains("[0-9a-f]{8}-") => {
            "a UUID, with or without a suffix of three letters".to_owned()
        }
        "" if pattern == "^[a-z0-9_-]{1,64}$" => "1 to 64 lower-case letters, digits, - or _".to_owned(),
        "" => format!("text that matches {pattern}"),
        "QID" => "QID and a number".to_owned(),
        prefix => format!("{prefix} and 15 letters or digits"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_schema_is_told_in_words() {
        let told = |schema| accepts(&schema);
        assert_eq!(told(of::<model::SurveyId>()), "SV_ and 15 letters or digits");
        assert_eq!(told(of::<Option<bool>>()), "true or false, or null");
        assert_eq!(told(json!({ "type": "integer", "minimum": 0 })), "an integer of at least 0");
        assert_eq!(told(json!({ "enum": ["csv", "json"] })), "one of csv, json");
        assert_eq!(told(of::<Vec<String>>()), "a list: text");
    }
}
