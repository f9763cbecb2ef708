//! How many choices may be picked, which of them alone, and their texts.

use std::collections::HashSet;

use model::survey::{Choice, Question};
use serde_json::Value;

use super::text;
use crate::run::payload::{is_on, number, raw_choice};
use crate::run::problem::Fault;
use crate::run::scope::RunScope;

/// Adds what is wrong with the choices picked and the texts of theirs: the field it is about, and the fault.
pub(crate) fn check(
    scope: RunScope<'_>,
    question: &Question,
    offered: &[&Choice],
    key: &str,
    settings: &Value,
    mut add: impl FnMut(String, Fault),
) {
    let picked: HashSet<&str> = scope.entered(key).iter().map(String::as_str).collect();
    let alone = |choice: &&&Choice| choice.exclusive && picked.contains(choice.id.as_str());
    if picked.len() > 1 && offered.iter().any(|choice| alone(&choice)) {
        add(key.to_owned(), Fault::NotAlone);
    }
    for choice in offered.iter().filter(|choice| choice.text_entry && picked.contains(choice.id.as_str())) {
        let field = format!("{key}_{}_TEXT", choice.id);
        if let Some(fault) = own_text_fault(question, choice, scope.text(&field)) {
            add(field, fault);
        }
    }
    let is_alone = picked.len() == 1 && offered.iter().any(|choice| alone(&choice));
    if picked.is_empty() || is_alone || !question.is_multiple() {
        return;
    }
    if let Some(fault) = count_fault(settings, picked.len(), offered.len()) {
        add(key.to_owned(), fault);
    }
}

/// What is wrong with the text that a choice asks for.
pub(crate) fn own_text_fault(question: &Question, choice: &Choice, value: &str) -> Option<Fault> {
    let raw = raw_choice(question, "Choices", &choice.id)?;
    if value.is_empty() && is_on(raw.get("TextEntryForceResponse")) {
        return Some(Fault::TextWanted);
    }
    text::form_field(raw, value)
}

/// What is wrong with how many were picked of those offered; a least number above what is offered could never be
/// reached.
pub(crate) fn count_fault(settings: &Value, picked: usize, offered: usize) -> Option<Fault> {
    let way = settings.get("Type").and_then(Value::as_str).unwrap_or_default();
    let bound = |name: &str| {
        let applies = matches!(way, "ChoiceRange" | "SelectMany") || way == name;
        number(settings.get(name)).filter(|bound| applies && *bound > 0)
    };
    let least = bound("MinChoices").map(|least| least.min(offered)).filter(|least| picked < *least);
    let most = bound("MaxChoices").filter(|most| picked > *most);
    least.map(Fault::TooFew).or(most.map(Fault::TooMany))
}
