//! In which order choices and scale points are shown (api/qsf.md section 9).

use std::collections::HashMap;

use model::survey::{Choice, Question};
use serde_json::Value;

use crate::run::chance::Chance;
use crate::run::payload::{is_on, number};
use crate::run::scope::RunScope;

/// The scale points of a question as this respondent is offered them.
pub(crate) fn answers<'a>(scope: RunScope<'a>, question: &'a Question, key: &str) -> Vec<&'a Choice> {
    mixed(scope, question, &question.answers, "AnswerRandomization", &format!("{key} answers"))
}

/// Whether the author mixes the choices (`Randomization`) or the scale points (`AnswerRandomization`).
pub(crate) fn is_mixed(question: &Question, member: &str) -> bool {
    let way = question.raw.get(member).and_then(|raw| raw.get("Type")?.as_str());
    way.is_some_and(|way| way != "None")
}

/// All choices of a question in the order of this run; what a random subset leaves out is missing.
pub(crate) fn mixed_choices<'a>(scope: RunScope<'a>, question: &'a Question, key: &str) -> Vec<&'a Choice> {
    mixed(scope, question, &question.choices, "Randomization", &format!("{key} choices"))
}

fn mixed<'a>(
    scope: RunScope<'a>,
    question: &'a Question,
    list: &'a [Choice],
    member: &str,
    place: &str,
) -> Vec<&'a Choice> {
    let mut items: Vec<&Choice> = list.iter().collect();
    let Some(raw) = question.raw.get(member) else { return items };
    let mut chance = Chance::at(scope.state.seed, place);
    match raw.get("Type").and_then(Value::as_str) {
        Some("All") => chance.shuffle(&mut items),
        Some("SubSet") => {
            chance.shuffle(&mut items);
            items.truncate(
                number(raw.get("TotalRandSubset")).filter(|count| *count > 0).unwrap_or(items.len()),
            );
        }
        Some("ScaleReversal") => {
            // One throw for the whole survey where the author asks for a consistent scale.
            let consistent = is_on(raw.get("ConsistentScaleReversal"));
            let place = if consistent { "scale" } else { place };
            if Chance::at(scope.state.seed, place).below(2) == 1 {
                items.reverse();
            }
        }
        Some("Advanced") => {
            if let Some(advanced) = raw.get("Advanced").filter(|advanced| advanced.is_object()) {
                items = laid_out(items, advanced, &mut chance);
            }
        }
        _ => {}
    }
    items
}

fn laid_out<'a>(items: Vec<&'a Choice>, advanced: &Value, chance: &mut Chance) -> Vec<&'a Choice> {
    let ids = |name: &str| -> Vec<String> {
        let id = |value: &Value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        advanced.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(id).collect()
    };
    let (order, mut all, mut some) = (ids("FixedOrder"), ids("RandomizeAll"), ids("RandomSubSet"));
    if order.is_empty() {
        return items;
    }
    chance.shuffle(&mut all);
    chance.shuffle(&mut some);
    some.truncate(number(advanced.get("TotalRandSubset")).unwrap_or(some.len()));
    let (mut all, mut some) = (all.into_iter(), some.into_iter());
    let by_id: HashMap<&str, &Choice> = items.iter().map(|choice| (choice.id.as_str(), *choice)).collect();
    let pick = |name: String| {
        let wanted = match name.as_str() {
            "{~Randomized~}" => all.next(),
            "{~SubSet~}" => some.next(),
            _ => Some(name),
        }?;
        by_id.get(wanted.as_str()).copied()
    };
    order.into_iter().filter_map(pick).collect()
}
