//! Reading the `values` of a request into a response.

use model::Moment;
use model::column::Meta;
use model::embedded;
use model::response::Answer;
use serde_json::{Map, Value};

use super::schema::{Accepted, Codes, Schema};
use crate::given::Given;

/// At most so many codes are named in a message.
const NAMED: usize = 20;

/// A value that is not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueError {
    /// The key in `values`.
    pub key: String,
    /// What is wrong and what is accepted.
    pub message: String,
}

impl std::fmt::Display for ValueError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "values.{}: {}", self.key, self.message)
    }
}
impl std::error::Error for ValueError {}

/// Reads the `values` object of a request. Keys that name no question are embedded data.
///
/// # Errors
/// The first key whose value is not accepted: a question that the survey does not have, a value of the wrong type,
/// a code that is none.
pub fn read(values: Map<String, Value>, schema: &Schema) -> Result<Given, ValueError> {
    let mut given = Given::default();
    given.answers.reserve(values.len());
    for (key, value) in values {
        let taken = match schema.meta(&key) {
            Some(meta) => put_meta(meta, &value, &mut given).map(|()| None),
            None => answer(embedded::name_of(&key), value, schema).map(Some),
        };
        match taken {
            Ok(Some(answer)) => {
                given.answers.insert(embedded::name_of(&key).to_owned(), answer);
            }
            Ok(None) => {}
            Err(message) => return Err(ValueError { key, message }),
        }
    }
    Ok(given)
}

fn answer(key: &str, value: Value, schema: &Schema) -> Result<Answer, String> {
    Ok(match schema.field(key) {
        Some(Accepted::Text) => Answer::Text(text(value)?),
        Some(Accepted::Number) => Answer::Number(number(&value)?),
        Some(Accepted::Choice(codes)) => Answer::Choice(one_code(&value, codes)?),
        Some(Accepted::Choices(codes)) => {
            Answer::Choices(list(value)?.iter().map(|code| id_of(code, codes)).collect::<Result<_, _>>()?)
        }
        Some(Accepted::Order) => Answer::Text(list(value)?.join("|")),
        // What would be a question's, an order's or a score's is never embedded data: no export would have it.
        None if names_a_question(key) || engine::fields::is_answer(key) => {
            return Err(
                "the survey has no such question or answer; keys are those of an exported response".into()
            );
        }
        None => Answer::Text(embedded(value)?),
    })
}

fn put_meta(meta: Meta, value: &Value, given: &mut Given) -> Result<(), String> {
    match meta {
        Meta::Status => given.status = Some(whole(value, 0, 256)?),
        Meta::Progress => given.progress = Some(whole(value, 0, 100)?),
        Meta::Duration => given.duration = Some(whole(value, 0, i64::MAX)?),
        Meta::Finished => {
            given.finished = Some(match value {
                Value::Bool(finished) => *finished,
                _ => whole(value, 0, 1)? == 1,
            });
        }
        _ if meta.is_date() => {
            let moment = value
                .as_str()
                .and_then(Moment::parse)
                .ok_or_else(|| wrong(value, "a date and time in ISO 8601, such as 2024-03-05T10:11:12Z,"))?;
            given.set_date(meta, moment.0);
        }
        _ => {
            given.set_text(meta, value.as_str().ok_or_else(|| wrong(value, "a text"))?);
        }
    }
    Ok(())
}

/// `QID7`, `QID7_TEXT`, `2_QID7`: such a key is never embedded data, so that a mistyped question is told.
fn names_a_question(key: &str) -> bool {
    key.match_indices("QID").any(|(place, _)| {
        let begins = place == 0 || key[..place].ends_with('_');
        let number = key[place + 3..].strip_prefix('-').unwrap_or(&key[place + 3..]);
        begins && number.starts_with(|character: char| character.is_ascii_digit())
    })
}

fn text(value: Value) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text),
        other => Err(wrong(&other, "a text")),
    }
}

/// Decimal text of a number, never with an exponent.
fn number(value: &Value) -> Result<String, String> {
    let Value::Number(number) = value else { return Err(wrong(value, "a number")) };
    let text = number.to_string();
    match number.as_f64() {
        Some(float) if text.contains(['e', 'E']) => Ok(float.to_string()),
        _ => Ok(text),
    }
}

fn whole(value: &Value, least: i64, most: i64) -> Result<i64, String> {
    let number = value.as_i64().filter(|number| (least..=most).contains(number));
    number.ok_or_else(|| match most {
        i64::MAX => wrong(value, &format!("a whole number from {least} on")),
        _ => wrong(value, &format!("a whole number from {least} to {most}")),
    })
}

fn embedded(value: Value) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text),
        Value::Number(_) => number(&value),
        other => Err(wrong(&other, "a text")),
    }
}

fn list(value: Value) -> Result<Vec<String>, String> {
    match value {
        Value::Array(items) => items.into_iter().map(text).collect(),
        other => Err(wrong(&other, "a list of texts, such as [\"1\",\"3\"],")),
    }
}

/// A code comes as an export writes it: one that reads as a whole number does as a number, any other (`01`, `a`) as a text.
fn one_code(value: &Value, codes: &Codes) -> Result<String, String> {
    let code = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) if text.parse::<i64>().map_or(true, |number| number.to_string() != *text) => {
            text.clone()
        }
        _ => return Err(wrong(value, "a code as a number")),
    };
    id_of(&code, codes)
}

fn id_of(code: &str, codes: &Codes) -> Result<String, String> {
    codes.book.by_code(code).map(str::to_owned).ok_or_else(|| {
        let mut named = codes.recodes.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
        if codes.recodes.len() > NAMED {
            named.push_str(", …");
        }
        format!("'{code}' is not a code of this question; accepted are {named}")
    })
}

fn wrong(value: &Value, expected: &str) -> String {
    let found = match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    };
    let mut shown = value.to_string();
    if shown.len() > 40 {
        shown = found.to_owned();
    }
    format!("{expected} is expected, not {shown}")
}
