//! What logic compares with.

use serde_json::{Map, Value};

use super::texts::{Piece, pieces};

/// The texts that the conditions of an element compare with, as they are compared.
pub(super) fn compared_texts(element: &Map<String, Value>) -> Vec<String> {
    let mut found = Vec::new();
    let mut open: Vec<&Value> = element.values().collect();
    while let Some(value) = open.pop() {
        match value {
            Value::Array(list) => open.extend(list),
            Value::Object(members) => {
                found.extend(members.get("RightOperand").and_then(Value::as_str).map(as_compared));
                open.extend(members.values());
            }
            _ => {}
        }
    }
    found
}

/// A text as it is compared: without its tags, and in one case.
pub(super) fn as_compared(text: &str) -> String {
    let mut out = String::new();
    for piece in pieces(text) {
        match piece {
            Piece::Markup(_) => {}
            Piece::Between(one) => out.push(one),
            Piece::Reference(text)
            | Piece::Piped(text)
            | Piece::Person(text)
            | Piece::Address(text)
            | Piece::Id(text)
            | Piece::Word(text) => out.push_str(text),
        }
    }
    out.trim().to_lowercase()
}

/// Whether a text is a number of so many characters at most.
pub(super) fn is_number(text: &str, longest: usize) -> bool {
    text.len() <= longest && !text.contains(char::is_alphabetic) && text.trim().parse::<f64>().is_ok()
}

/// A regular expression in runs, with whether each says something: three letters or more, or a long number.
pub(super) fn pattern_runs(text: &str) -> Vec<(&str, bool)> {
    let mut runs = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if first == '\\' {
            // What is escaped is a sign of the expression.
            let end = 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
            runs.push((&rest[..end], false));
            rest = &rest[end..];
            continue;
        }
        let end = if first.is_alphanumeric() {
            rest.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let run = &rest[..end];
        let letters = run.chars().filter(|letter| letter.is_alphabetic()).count();
        runs.push((run, letters >= 3 || run.chars().count() > 6));
        rest = &rest[end..];
    }
    runs
}
