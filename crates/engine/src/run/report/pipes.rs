//! Piped text and formulas in texts.

use serde_json::Value;

use super::lines::Lines;
use super::runs::{MATH, PIPES, QUESTION_PIPES};
use super::words::cut;

const NOTHING: &str = "nothing stands in its place";

/// Looks for piped text in every text of a value.
pub(super) fn within(value: &Value, lines: &mut Lines, place: &dyn Fn() -> String) {
    match value {
        Value::String(text) => of_text(text, lines, place),
        Value::Array(list) => list.iter().for_each(|item| within(item, lines, place)),
        Value::Object(members) => members.values().for_each(|item| within(item, lines, place)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn of_text(text: &str, lines: &mut Lines, place: &dyn Fn() -> String) {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("${") {
        let Some((token, behind)) = after.split_once('}') else { break };
        if let Some((scheme, path)) = token.split_once("://")
            && !runs(scheme, path, token)
        {
            lines.add(format!("piped text {}", kind(scheme, path)), NOTHING, place);
        }
        rest = behind;
    }
    if !MATH {
        for _ in text.matches("$e{") {
            lines.add("a formula in a text ($e{ })", "it stands there as it is written", place);
        }
    }
}

fn runs(scheme: &str, path: &str, token: &str) -> bool {
    match scheme {
        "q" => QUESTION_PIPES.contains(&what(path).as_str()),
        _ => PIPES.iter().any(|known| token.starts_with(known)),
    }
}

/// What of a question is piped: `ChoiceTextEntryValue`, `ChoiceGroup/SelectedChoices`.
fn what(path: &str) -> String {
    let mut parts = path.split('?').next().unwrap_or_default().split('/').skip(1);
    let first = parts.next().unwrap_or_default();
    match (first, parts.next()) {
        ("ChoiceGroup", Some(group)) => format!("{first}/{group}"),
        _ => first.to_owned(),
    }
}

/// The form of a token, without what it is about: `q://…/TotalSum`, `gr://…/Score`, `date://CurrentDate`.
fn kind(scheme: &str, path: &str) -> String {
    let what = match scheme {
        "q" => format!("…/{}", what(path)),
        "gr" | "qo" => format!("…/{}", path.split('/').nth(1).unwrap_or_default()),
        _ => path.split('/').next().unwrap_or_default().to_owned(),
    };
    format!("{}://{}", cut(scheme), cut(&what))
}
