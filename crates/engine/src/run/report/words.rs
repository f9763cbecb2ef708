//! Reading members of a file as they are found, and the words for places.

use model::QuestionId;
use model::survey::Survey;
use serde_json::{Map, Value};

/// The most characters that a report takes over from an author.
const LONGEST: usize = 80;

static NOTHING: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);

/// The text of a member; empty where it is none.
pub(super) fn text<'a>(members: &'a Map<String, Value>, name: &str) -> &'a str {
    members.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// The members of an object; none of anything else.
pub(super) fn object(value: Option<&Value>) -> &Map<String, Value> {
    value.and_then(Value::as_object).unwrap_or(&NOTHING)
}

/// The values of an object by their keys, or of a list by their places.
pub(super) fn entries(value: Option<&Value>) -> Vec<(String, &Value)> {
    match value {
        Some(Value::Object(members)) => members.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Some(Value::Array(list)) => {
            list.iter().enumerate().map(|(place, value)| (place.to_string(), value)).collect()
        }
        _ => Vec::new(),
    }
}

/// Gives every text in a value.
pub(super) fn each_text(value: &Value, give: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => give(text),
        Value::Array(list) => list.iter().for_each(|item| each_text(item, give)),
        Value::Object(members) => members.values().for_each(|item| each_text(item, give)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// As much of an author's text as a report takes over.
pub(super) fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A question by its payload: `question Q3 (QID5)`.
pub(super) fn question(payload: &Map<String, Value>) -> String {
    named(text(payload, "DataExportTag"), text(payload, "QuestionID"))
}

/// A question by its id.
pub(super) fn question_of(survey: &Survey, id: &str) -> String {
    let known = QuestionId::parse(id).ok().and_then(|id| survey.questions.get(&id));
    named(known.map_or("", |question| question.tag.as_str()), id)
}

/// What the engine names a place by: the id of a question or of an element of the flow, or words.
pub(super) fn place_of(survey: &Survey, place: &str) -> String {
    if place.starts_with("FL_") {
        return format!("flow {}", cut(place));
    }
    match QuestionId::parse(place) {
        Ok(id) if survey.questions.contains_key(&id) => question_of(survey, place),
        _ => cut(place),
    }
}

fn named(tag: &str, id: &str) -> String {
    if tag.is_empty() || tag == id {
        format!("question {}", cut(id))
    } else {
        format!("question {} ({})", cut(tag), cut(id))
    }
}
