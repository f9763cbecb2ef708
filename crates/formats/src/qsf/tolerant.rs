//! Reading members of survey files as they are found: arrays for objects, numbers for texts, `"on"` for true.

use serde_json::{Map, Value};

/// A text or a number, as text. Nothing else.
pub(super) fn text(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The text of a member, empty where there is none.
pub(super) fn text_of(map: &Map<String, Value>, member: &str) -> String {
    text(map.get(member)).unwrap_or_default()
}

/// The members of an object with their keys, or of an array with their places (ids that count from 0 without a gap
/// are written as an array).
pub(super) fn entries(value: Option<&Value>) -> Vec<(String, &Value)> {
    match value {
        Some(Value::Object(map)) => map.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Some(Value::Array(list)) => {
            list.iter().enumerate().map(|(place, value)| (place.to_string(), value)).collect()
        }
        _ => Vec::new(),
    }
}

/// The values of an array or an object that are objects themselves, in order.
pub(super) fn objects(value: Option<&Value>) -> impl Iterator<Item = &Map<String, Value>> {
    entries(value).into_iter().filter_map(|(_, value)| value.as_object())
}

/// A list of ids, each a text or a number.
pub(super) fn ids(value: Option<&Value>) -> Vec<String> {
    entries(value).into_iter().filter_map(|(_, value)| text(Some(value))).collect()
}

/// `true`, `"true"`, `"on"`, `"yes"`, `1` and `"1"`.
pub(super) fn is_on(value: Option<&Value>) -> bool {
    match value {
        Some(Value::Bool(yes)) => *yes,
        other => text(other)
            .is_some_and(|text| matches!(text.to_ascii_lowercase().as_str(), "true" | "on" | "yes" | "1")),
    }
}
