//! What a schema accepts, in words.

use serde_json::Value;

use super::{allowed, branches, is_type, unsupported};
use crate::schema::named;

/// What a schema accepts, in words: "an integer of at least 0", "one of csv, json".
///
/// A type that knows better words than its schema says them itself, as `x-words`.
#[must_use]
pub fn accepts(schema: &Value) -> String {
    if let Some(words) = schema.get("x-words").and_then(Value::as_str) {
        return or_null(schema, words.to_owned());
    }
    let allowed = allowed(schema);
    if !allowed.is_empty() {
        let prefix = if is_type(schema, "array") { "a list of " } else { "one of " };
        return format!("{prefix}{}", allowed.join(", "));
    }
    if schema.get("type").is_none()
        && let Some(branches) = branches(schema)
    {
        let mut each: Vec<String> = branches.map(accepts).collect();
        each.dedup();
        return or_null(schema, each.join(" or "));
    }
    let types = TYPES.iter().filter(|kind| is_type(schema, kind));
    let each: Vec<String> = types.map(|kind| of_type(schema, kind)).collect();
    match each.as_slice() {
        [] if is_type(schema, "null") => "null".to_owned(),
        [] => "any JSON value".to_owned(),
        each => or_null(schema, each.join(" or ")),
    }
}

/// The types of JSON in the order in which a schema with several tells them.
const TYPES: [&str; 6] = ["object", "array", "integer", "number", "boolean", "string"];

fn of_type(schema: &Value, kind: &str) -> String {
    match kind {
        "object" if named::comes_again(schema) => {
            "an object of the same form as the one it lies within".to_owned()
        }
        "object" => "an object".to_owned(),
        "array" => match schema.get("items") {
            Some(items) => format!("a list: {}", accepts(items)),
            None => "a list".to_owned(),
        },
        "integer" => integer(schema),
        "number" => "a number".to_owned(),
        "boolean" => "true or false".to_owned(),
        _ => text(schema),
    }
}

/// What is to be told of a member beside its description: that its value is always the same here and why (`x-fixed`),
/// or that it is known and not supported (`x-unsupported`).
#[must_use]
pub fn remark(schema: &Value) -> Option<String> {
    if let Some(why) = unsupported(schema) {
        return Some(format!("Known, not supported: {why}"));
    }
    let why = schema.get("x-fixed")?.as_str()?;
    let constant = schema.get("const").or_else(|| match schema.get("enum")?.as_array()?.as_slice() {
        [only] => Some(only),
        _ => None,
    });
    Some(match constant {
        Some(Value::String(text)) => format!("Always `{text}` here: {why}"),
        Some(value) => format!("Always {value} here: {why}"),
        None if accepts(schema) == "null" => format!("Always null here: {why}"),
        None => format!("Always the same here: {why}"),
    })
}

fn or_null(schema: &Value, words: String) -> String {
    if is_type(schema, "null") { format!("{words}, or null") } else { words }
}

fn integer(schema: &Value) -> String {
    let bound = |name: &str| schema.get(name).and_then(Value::as_f64);
    let at_least = bound("minimum").filter(|least| *least > f64::from(i32::MIN));
    let at_most = bound("maximum").filter(|most| *most < f64::from(i32::MAX));
    match (at_least, at_most) {
        (Some(least), Some(most)) => format!("an integer from {least} to {most}"),
        (Some(least), None) => format!("an integer of at least {least}"),
        (None, Some(most)) => format!("an integer of at most {most}"),
        (None, None) => "an integer".to_owned(),
    }
}

fn text(schema: &Value) -> String {
    if schema.get("format").and_then(Value::as_str) == Some("date-time") {
        return "a date and time in ISO 8601, such as 2024-03-05T10:11:12Z".to_owned();
    }
    if let Some(pattern) = schema.get("pattern").and_then(Value::as_str) {
        return format!("text that matches {pattern}");
    }
    let length = |name: &str| schema.get(name).and_then(Value::as_u64);
    match (length("minLength"), length("maxLength")) {
        (Some(least), Some(most)) => format!("text of {least} to {most} characters"),
        (Some(least), None) => format!("text of at least {least} characters"),
        (None, Some(most)) => format!("text of at most {most} characters"),
        (None, None) => "text".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::of;
    use serde_json::json;

    #[test]
    fn a_schema_is_told_in_words() {
        let told = |schema| accepts(&schema);
        assert_eq!(told(of::<model::SurveyId>()), "SV_ and 15 letters or digits");
        assert_eq!(told(of::<Option<bool>>()), "true or false, or null");
        assert_eq!(told(json!({ "type": "integer", "minimum": 0 })), "an integer of at least 0");
        assert_eq!(told(json!({ "enum": ["csv", "json"] })), "one of csv, json");
        assert_eq!(told(of::<Vec<String>>()), "a list: text");
        assert_eq!(told(json!({ "type": ["object", "array", "null"] })), "an object or a list, or null");
        assert_eq!(told(json!({ "type": ["integer", "string"] })), "an integer or text");
        assert_eq!(told(json!({ "type": "null" })), "null");
        assert_eq!(told(json!({})), "any JSON value");
    }

    #[test]
    fn a_type_says_its_own_words() {
        let user_type =
            json!({ "type": "string", "pattern": "^UT_[0-9A-Za-z]{1,27}$", "x-words": "a user type" });
        assert_eq!(accepts(&user_type), "a user type");
        let owner = json!({ "anyOf": [user_type, { "type": "boolean" }, { "type": "null" }] });
        assert_eq!(accepts(&owner), "a user type or true or false, or null");
    }

    #[test]
    fn a_constant_that_stands_for_what_is_not_there_is_told() {
        let told = |schema| remark(&schema);
        let why = "nobody counts logins.";
        assert_eq!(
            told(json!({ "type": "null", "x-fixed": why })).unwrap(),
            format!("Always null here: {why}")
        );
        assert_eq!(
            told(json!({ "const": "None", "x-fixed": why })).unwrap(),
            format!("Always `None` here: {why}")
        );
        assert_eq!(
            told(json!({ "const": false, "x-fixed": why })).unwrap(),
            format!("Always false here: {why}")
        );
        assert_eq!(
            told(json!({ "type": "object", "x-unsupported": "there are no quotas." })).unwrap(),
            "Known, not supported: there are no quotas."
        );
        assert_eq!(told(json!({ "type": "null" })), None);
    }
}
