//! Drill-down questions: one list of paths, which needs no script; each level is a field of its own.

use model::survey::{Choice, Question};
use serde_json::{Map, Value};

use super::view::LevelsView;
use crate::html::plain;

/// What parts the levels in an answer's text (api/qsf.md section 7).
const BETWEEN: &str = " ~ ";

/// The list of paths; `selected` is the id of the answer at the end of one.
pub(super) fn view(question: &Question, key: &str, selected: &str) -> LevelsView {
    let levels = question.choices.len();
    let path = |id: &str, text: &str| (id.to_owned(), text.split(BETWEEN).map(plain).collect::<Vec<_>>());
    let mut paths: Vec<(String, Vec<String>)> = answers(question)
        .into_iter()
        .map(|(id, text)| path(&id, &text))
        .filter(|(_, parts)| parts.len() == levels || levels == 0)
        .collect();
    if paths.is_empty() {
        paths = answers(question).into_iter().map(|(id, text)| path(&id, &text)).collect();
    }
    LevelsView { name: format!("{key}~path"), paths, selected: selected.to_owned() }
}

/// The fields of the levels (`QID5_1`, `QID5_2`, …) for the picked path: the id of each level's answer.
pub(super) fn fields(question: &Question, key: &str, picked: &str) -> Vec<(String, Vec<String>)> {
    let all = answers(question);
    let text = all.iter().find(|(id, _)| id == picked).map(|(_, text)| text.as_str());
    let parts: Vec<&str> = text.map(|text| text.split(BETWEEN).collect()).unwrap_or_default();
    let level = |(place, level): (usize, &Choice)| {
        let wanted = parts.get(..=place).map(|parts| parts.join(BETWEEN));
        let found = wanted.and_then(|wanted| all.iter().find(|(_, text)| *text == wanted));
        (format!("{key}_{}", level.id), found.map(|(id, _)| id.clone()).into_iter().collect())
    };
    question.choices.iter().enumerate().map(level).collect()
}

/// The field of the last level.
pub(super) fn last_field(question: &Question, key: &str) -> String {
    format!("{key}_{}", question.choices.last().map_or("", |level| level.id.as_str()))
}

fn answers(question: &Question) -> Vec<(String, String)> {
    if !question.answers.is_empty() {
        return question.answers.iter().map(|answer| (answer.id.clone(), answer.text.clone())).collect();
    }
    let empty = Map::new();
    let raw = question.raw.get("Answers").and_then(Value::as_object).unwrap_or(&empty);
    let text = |answer: &Value| answer.get("Display").and_then(Value::as_str).map(str::to_owned);
    raw.iter().filter_map(|(id, answer)| Some((id.clone(), text(answer)?))).collect()
}
