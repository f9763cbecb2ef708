//! Reading members of a question's payload as survey files write them: numbers as texts, `"ON"` for true.

use model::survey::Question;
use serde_json::Value;

/// A count: a whole number, or a text of one.
pub(super) fn number(value: Option<&Value>) -> Option<usize> {
    match value? {
        Value::Number(number) => number.as_u64().map(|number| number as usize),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// A number, or a text of one; words such as `NaN` are none.
pub(super) fn decimal(value: Option<&Value>) -> Option<f64> {
    text(value)?.trim().parse().ok().filter(|number: &f64| number.is_finite())
}

/// A text, or a number as it is written.
pub(super) fn text(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// `true`, `1`, and the words for them.
pub(super) fn is_on(value: Option<&Value>) -> bool {
    match value {
        Some(Value::String(text)) => {
            matches!(text.to_ascii_lowercase().as_str(), "on" | "true" | "yes" | "1")
        }
        Some(Value::Bool(yes)) => *yes,
        Some(Value::Number(number)) => number.as_i64() == Some(1),
        _ => false,
    }
}

/// Whether so many of the choices, or scale points, as the author says are to be shared out evenly among all respondents.
pub(super) fn is_even(question: &Question, member: &str) -> bool {
    let raw = question.raw.get(member).unwrap_or(&Value::Null);
    let way = raw.get("Type").and_then(Value::as_str);
    matches!(way, Some("SubSet" | "Advanced")) && is_on(raw.get("EvenPresentation"))
}

/// Whether a text is the id of a message in a library, and not a message.
pub(super) fn is_message_id(text: &str) -> bool {
    text.strip_prefix("MS_")
        .is_some_and(|rest| rest.chars().all(|character| character.is_ascii_alphanumeric()))
}

/// A member of the file's object for one choice or answer; arrays are counted from 0.
pub(super) fn raw_choice<'a>(question: &'a Question, list: &str, id: &str) -> Option<&'a Value> {
    match question.raw.get(list)? {
        Value::Object(items) => items.get(id),
        Value::Array(items) => items.get(id.parse::<usize>().ok()?),
        _ => None,
    }
}
