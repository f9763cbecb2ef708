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
        let raw = raw_choice(question, "Choices", &choice.id);
        if scope.text(&field).is_empty() && is_on(raw.and_then(|raw| raw.get("TextEntryForceResponse"))) {
            add(field, Fault::TextWanted);
        } else if let Some(fault) = raw.and_then(|raw| text::form_field(raw, scope.text(&field))) {
            add(field, fault);
        }
    }
    let is_alone = picked.len() == 1 && offered.iter().any(|choice| alone(&choice));
    let way = settings.get("Type").and_then(Value::as_str).unwrap_or_default();
    if picked.is_empty() || is_alone || !question.is_multiple() {
        return;
    }
    let least = number(settings.get("MinChoices"))
        .filter(|_| matches!(way, "MinChoices" | "ChoiceRange" | "SelectMany"));
    let most = number(settings.get("MaxChoices"))
        .filter(|_| matches!(way, "MaxChoices" | "ChoiceRange" | "SelectMany"));
    // A least number above what is offered could never be reached.
    if let Some(least) = least.map(|least| least.min(offered.len())).filter(|least| picked.len() < *least) {
        add(key.to_owned(), Fault::TooFew(least));
    }
    if let Some(most) = most.filter(|most| *most > 0 && picked.len() > *most) {
        add(key.to_owned(), Fault::TooMany(most));
    }
}
