//! What was sent with a page, read into answers by field key.

use std::collections::HashSet;

use model::survey::{Choice, Question, QuestionType};
use model::text::as_typed;

use super::form::SentForm;
use crate::run::levels;
use crate::run::logic;
use crate::run::numeral::{Numeral, typed};
use crate::run::payload::raw_choice;
use crate::run::rules;
use crate::run::scope::RunScope;

/// The fields of a question and what was sent for each; nothing for those left empty. Names and ids that the page did
/// not offer are not looked at.
pub(crate) fn answers(
    scope: RunScope<'_>,
    question: &Question,
    key: &str,
    form: &SentForm<'_>,
) -> Vec<(String, Vec<String>)> {
    let offered = logic::choices(scope, question, key);
    match question.kind {
        QuestionType::MultipleChoice => choices(question, &offered, key, form),
        QuestionType::Matrix => rows(scope, question, key, form),
        QuestionType::SideBySide => {
            let columns = logic::columns(scope, question, key).into_iter();
            columns.flat_map(|(column, part)| rows(scope, column, &part, form)).collect()
        }
        QuestionType::TextEntry if question.selector == "FORM" => {
            let field = |choice: &&Choice| {
                entry(format!("{key}_{}", choice.id), asks_for_number(question, choice), form)
            };
            offered.iter().map(field).collect()
        }
        QuestionType::TextEntry => {
            vec![entry(format!("{key}_TEXT"), rules::is_number(rules::settings(question)), form)]
        }
        QuestionType::Slider | QuestionType::ConstantSum | QuestionType::RankOrder => {
            offered.iter().map(|choice| number(format!("{key}_{}", choice.id), form)).collect()
        }
        QuestionType::DrillDown => {
            let picked = form.first(&format!("{key}~path")).unwrap_or_default();
            levels::fields(question, key, picked)
        }
        QuestionType::BrowserMeta => {
            ["BROWSER", "VERSION", "OS", "RESOLUTION"].map(|part| text(format!("{key}_{part}"), form)).into()
        }
        QuestionType::Timing => ["FIRST_CLICK", "LAST_CLICK", "PAGE_SUBMIT", "CLICK_COUNT"]
            .map(|part| {
                let (name, values) = number(format!("{key}_{part}"), form);
                let is_time = |value: &String| Numeral::read(value).is_some() && !value.starts_with('-');
                (name, values.into_iter().filter(is_time).collect())
            })
            .into(),
        _ => Vec::new(),
    }
}

fn choices(
    question: &Question,
    offered: &[&Choice],
    key: &str,
    form: &SentForm<'_>,
) -> Vec<(String, Vec<String>)> {
    let mut fields = Vec::new();
    let ids: HashSet<&str> = offered.iter().map(|choice| choice.id.as_str()).collect();
    let mut picked: HashSet<&str> = HashSet::new();
    for id in form.all(key).iter().filter(|id| ids.contains(*id)) {
        if question.is_multiple() || picked.is_empty() {
            picked.insert(id);
        }
    }
    for choice in offered.iter().filter(|choice| choice.text_entry) {
        let name = format!("{key}_{}_TEXT", choice.id);
        let (name, mut value) = entry(name, asks_for_number(question, choice), form);
        let is_picked = picked.contains(choice.id.as_str());
        // Who writes into the field of a choice means that choice, unless another one was picked.
        let may_pick = question.is_multiple() || picked.is_empty();
        if !value.is_empty() && !is_picked && may_pick {
            picked.insert(&choice.id);
        } else if !is_picked {
            value.clear();
        }
        fields.push((name, value));
    }
    // As the author's list has them, whatever order they were sent in.
    fields.push((key.to_owned(), in_order(&question.choices, &picked)));
    fields
}

fn rows(
    scope: RunScope<'_>,
    question: &Question,
    key: &str,
    form: &SentForm<'_>,
) -> Vec<(String, Vec<String>)> {
    let mut fields = Vec::new();
    let points = logic::answers(scope, question, key);
    let offered: HashSet<&str> = points.iter().map(|answer| answer.id.as_str()).collect();
    for row in logic::choices(scope, question, key) {
        let name = format!("{key}_{}", row.id);
        if row.text_entry {
            fields.push(text(format!("{name}_TEXT"), form));
        }
        match (question.kind, question.selector.as_str()) {
            (QuestionType::Matrix, "TE") | (QuestionType::TextEntry, _) => {
                fields.extend(points.iter().map(|answer| text(format!("{name}_{}", answer.id), form)));
            }
            (QuestionType::Matrix, "CS" | "RO") => {
                fields.extend(points.iter().map(|answer| number(format!("{name}_{}", answer.id), form)));
            }
            _ => {
                let sent = form.all(&name).iter().copied().filter(|id| offered.contains(id)).collect();
                let mut picked = in_order(&question.answers, &sent);
                if !question.is_multiple() {
                    picked.truncate(1);
                }
                fields.push((name, picked));
            }
        }
    }
    fields
}

/// The ids that were picked, as the author's list has them.
fn in_order(list: &[Choice], picked: &HashSet<&str>) -> Vec<String> {
    if picked.is_empty() {
        return Vec::new();
    }
    list.iter().map(|choice| &choice.id).filter(|id| picked.contains(id.as_str())).cloned().collect()
}

/// A text as it was typed: line ends as LF, no control characters.
fn text(name: String, form: &SentForm<'_>) -> (String, Vec<String>) {
    let value = as_typed(form.first(&name).unwrap_or_default());
    let values = if value.trim().is_empty() { Vec::new() } else { vec![value] };
    (name, values)
}

/// A number as it was typed, in the one way in which it can be meant; what is none, or can be meant in two ways, stays
/// what it was, for the checks to find.
fn number(name: String, form: &SentForm<'_>) -> (String, Vec<String>) {
    let (name, mut values) = text(name, form);
    for value in &mut values {
        *value = typed(value).unwrap_or_else(|_| value.trim().to_owned());
    }
    (name, values)
}

/// A text, or a number where its field asks for one.
fn entry(name: String, is_number: bool, form: &SentForm<'_>) -> (String, Vec<String>) {
    if is_number { number(name, form) } else { text(name, form) }
}

/// Whether the text of a choice or of a field of a form is to be a number.
fn asks_for_number(question: &Question, choice: &Choice) -> bool {
    let kind = raw_choice(question, "Choices", &choice.id).and_then(|raw| raw.get("TextEntryValidation"));
    kind.is_some_and(|kind| kind == "ValidNumber")
}
