//! Comparing values by what they mean.

use std::borrow::Cow;
use std::collections::HashSet;

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::words::{quoted, quoted_pair};

/// Where a difference is: `Q3 (QID3), second choice`.
#[derive(Debug, Clone)]
pub(super) struct Line {
    place: String,
    /// The member there, as a path of names; empty for the thing itself.
    member: String,
}

impl Line {
    pub(super) fn of(place: &str) -> Self {
        Self { place: place.to_owned(), member: String::new() }
    }

    /// The same place, and a member there.
    pub(super) fn named(&self, member: &str) -> Self {
        let path =
            if self.member.is_empty() { member.to_owned() } else { format!("{}, {member}", self.member) };
        Self { place: self.place.clone(), member: path }
    }

    /// A difference that is told of something here.
    pub(super) fn became(&self, what: &str, before: &str, after: &str) -> String {
        let (before, after) = quoted_pair(before, after);
        format!("{}: {what} {before} became {after}", self.place)
    }

    pub(super) fn with(&self, what: &str) -> String {
        format!("{}: {what}", self.place)
    }
}

static NOTHING: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);

pub(super) fn text<'a>(members: &'a Map<String, Value>, name: &str) -> &'a str {
    members.get(name).and_then(Value::as_str).unwrap_or_default()
}

pub(super) fn object(value: Option<&Value>) -> &Map<String, Value> {
    value.and_then(Value::as_object).unwrap_or(&NOTHING)
}

/// The values of an object by their keys, or of a list by their places, which files write for one another.
pub(super) fn entries(value: Option<&Value>) -> Vec<(Cow<'_, str>, &Value)> {
    match value {
        Some(Value::Object(members)) => {
            members.iter().map(|(key, value)| (Cow::Borrowed(key.as_str()), value)).collect()
        }
        Some(Value::Array(list)) => {
            list.iter().enumerate().map(|(place, value)| (Cow::Owned(place.to_string()), value)).collect()
        }
        _ => Vec::new(),
    }
}

/// What both hold under a key, in the order of the first and then of the second.
pub(super) fn pairs<'a, T>(
    before: &'a IndexMap<String, T>,
    after: &'a IndexMap<String, T>,
) -> impl Iterator<Item = (&'a str, Option<&'a T>, Option<&'a T>)> {
    let of_before = before.iter().map(|(key, value)| (key.as_str(), Some(value), after.get(key)));
    let new = after.iter().filter(|(key, _)| !before.contains_key(*key));
    of_before.chain(new.map(|(key, value)| (key.as_str(), None, Some(value))))
}

/// Adds a line for each difference of two values.
pub(super) fn compare(line: &Line, before: Option<&Value>, after: Option<&Value>, lines: &mut Vec<String>) {
    match (scalar(before), scalar(after)) {
        (Some(before), Some(after)) if before == after => {}
        // An empty text beside a list or an object is an empty one.
        (first, second) if is_empty(first.as_ref()) && is_empty(second.as_ref()) => {
            let (before, after) = (entries(before), entries(after));
            let of_after: std::collections::HashMap<&str, &Value> =
                after.iter().map(|(key, value)| (key.as_ref(), *value)).collect();
            for (key, value) in &before {
                compare(&line.named(key), Some(value), of_after.get(key.as_ref()).copied(), lines);
            }
            let known: HashSet<&str> = before.iter().map(|(key, _)| key.as_ref()).collect();
            for (key, value) in after.iter().filter(|(key, _)| !known.contains(key.as_ref())) {
                compare(&line.named(key), None, Some(value), lines);
            }
        }
        // Texts, or a text beside an object: as much as a line tells of either.
        (before_text, after_text) => {
            let told = |text: Option<String>, value: Option<&Value>| {
                text.unwrap_or_else(|| value.map(Value::to_string).unwrap_or_default())
            };
            let (before, after) = (told(before_text, before), told(after_text, after));
            match (before.as_str(), after.as_str()) {
                ("", new) => lines.push(line.with(&format!("{} {} was added", line.member, quoted(new)))),
                (gone, "") => lines.push(line.with(&format!("{} {} was removed", line.member, quoted(gone)))),
                _ => lines.push(line.became(&line.member, &before, &after)),
            }
        }
    }
}

fn is_empty(text: Option<&String>) -> bool {
    text.is_none_or(String::is_empty)
}

/// A value that is no list or object as a text: numbers and truth values as files write them, nothing as an empty one. An empty
/// list or object is nothing too.
fn scalar(value: Option<&Value>) -> Option<String> {
    match value {
        None | Some(Value::Null) => Some(String::new()),
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        Some(Value::Bool(yes)) => Some(yes.to_string()),
        Some(Value::Array(list)) if list.is_empty() => Some(String::new()),
        Some(Value::Object(members)) if members.is_empty() => Some(String::new()),
        Some(_) => None,
    }
}
