//! A run as a response: what is stored of it.

use std::collections::HashMap;

use indexmap::IndexMap;
use model::field::FieldKind;
use model::response::{Answer, ResponseMeta};
use model::survey::{FlowElement, Question, QuestionType, Survey};
use serde_json::Value;

use super::program::{self, Step};
use super::scope::Scope;
use super::{RunState, order};
use crate::fields;

/// What is stored of a run: all of a response but its id, its dates of recording, and what only a server knows
/// (address, place).
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// When, how far, in which language, and who was invited. The channel is left empty.
    pub meta: ResponseMeta,
    /// The answers by field key, in the order of the survey's fields.
    pub answers: IndexMap<String, Answer>,
    /// Keys of the fields that were shown.
    pub displayed: Vec<String>,
}

/// The run so far (or ended) as a response that ended at `now_ms`.
#[must_use]
pub fn recorded(survey: &Survey, state: &RunState, now_ms: i64) -> Recorded {
    let scope = Scope { survey, state, row: None, depth: 0 };
    let fields = fields::of(survey);
    let mut values = orders(scope);
    values.extend(scores(scope));
    let mut answers = IndexMap::new();
    let mut displayed = Vec::new();
    for field in fields {
        let is_shown = owner(&field.key).is_some_and(|key| scope.was_shown(key));
        let entered = if is_shown { scope.entered(&field.key).to_vec() } else { Vec::new() };
        let derived = values.remove(&field.key);
        let value = match derived {
            Some(value) => vec![value],
            None if entered.is_empty() && owner(&field.key).is_none() => state
                .embedded
                .get(&field.key)
                .filter(|value| !value.is_empty())
                .cloned()
                .into_iter()
                .collect(),
            None => entered,
        };
        if is_shown && !field.key.ends_with("DO") {
            displayed.push(field.key.clone());
        }
        if let Some(answer) = answer(&field.kind, value) {
            answers.insert(field.key, answer);
        }
    }
    let person = |name: &str| scope.embedded(name).to_owned();
    let meta = ResponseMeta {
        started_ms: state.started_ms,
        ended_ms: now_ms,
        progress: progress(survey, state),
        duration: (now_ms - state.started_ms).max(0) / 1000,
        finished: state.end.is_some(),
        language: state.language.clone(),
        recipient_last_name: person("RecipientLastName"),
        recipient_first_name: person("RecipientFirstName"),
        recipient_email: person("RecipientEmail"),
        external_reference: person("ExternalDataReference"),
        ..ResponseMeta::default()
    };
    Recorded { meta, answers, displayed }
}

/// The key of the question a field belongs to (`3_QID5` of `3_QID5_1`, `QID8` of `QID8#2_1`); `None` for embedded data,
/// scores and the orders of blocks and randomizers.
fn owner(field: &str) -> Option<&str> {
    let start = if field.starts_with("QID") { 0 } else { field.find("_QID")? + 1 };
    let id = field[start + 3..].find(|character: char| !character.is_ascii_alphanumeric());
    Some(id.map_or(field, |length| &field[..start + 3 + length]))
}

fn answer(kind: &FieldKind, mut value: Vec<String>) -> Option<Answer> {
    let first = value.first().filter(|first| !first.is_empty())?;
    // What is no number was never let past the checks; of a page left half done it is dropped here.
    if *kind == FieldKind::Number && first.parse::<f64>().is_err() {
        return None;
    }
    Some(match kind {
        FieldKind::Choices(_) => Answer::Choices(value),
        FieldKind::Choice => Answer::Choice(value.swap_remove(0)),
        FieldKind::Number => Answer::Number(value.swap_remove(0)),
        FieldKind::Text => Answer::Text(value.swap_remove(0)),
    })
}

fn progress(survey: &Survey, state: &RunState) -> i64 {
    if state.end.is_some() {
        return 100;
    }
    super::page(survey, state).map_or(0, |page| i64::from(page.progress))
}

/// The orders in which things were shown, by field key: ids joined by `|`. Groups of an NPS question ride along, being
/// derived too.
fn orders(scope: Scope<'_>) -> HashMap<String, String> {
    let mut values = HashMap::new();
    let state = scope.state;
    for key in state.visits.iter().flat_map(|visit| &visit.shown) {
        let Some((question, _)) = scope.question(key) else { continue };
        if order::is_mixed(question, "Randomization") {
            let ids = ids(&order::choices(scope, question, key));
            values.insert(format!("{key}_DO"), ids);
        }
        if order::is_mixed(question, "AnswerRandomization") {
            let ids = ids(&order::answers(scope, question, key));
            values.insert(format!("{key}_ADO"), ids);
        }
        if question.selector == "NPS"
            && let Ok(score) = scope.text(key).parse::<i64>()
        {
            let group = match score {
                9.. => "3",
                7 | 8 => "2",
                _ => "1",
            };
            values.insert(format!("{key}_NPS_GROUP"), group.to_owned());
        }
    }
    for step in program::steps(scope.survey, state.seed) {
        let Step::Page(page) = step else { continue };
        let here = super::walk::scope(scope.survey, state, Some(&page));
        let shown = page.items.iter().filter(|item| scope.was_shown(&here.key(item.id)));
        let tags: Vec<&str> = shown
            .filter_map(|item| scope.survey.questions.get(item.id))
            .map(|question| question.tag.as_str())
            .collect();
        let order: &mut String = values.entry(format!("{}_DO", page.block.id)).or_default();
        for tag in tags {
            if !order.split('|').any(|known| known == tag) {
                order.push_str(if order.is_empty() { "" } else { "|" });
                order.push_str(tag);
            }
        }
    }
    randomizers(scope, &scope.survey.flow, &mut values);
    values
}

fn randomizers(scope: Scope<'_>, flow: &[FlowElement], values: &mut HashMap<String, String>) {
    for element in flow {
        if let FlowElement::Randomizer { flow, subset, children, .. } = element {
            let picked = program::picked(scope.state.seed, flow, *subset, children);
            let ids: Vec<&str> = picked.into_iter().map(flow_id).collect();
            if element.children().iter().any(|child| was_reached(scope, child)) {
                values.insert(format!("{flow}_DO"), ids.join("|"));
            }
        }
        randomizers(scope, element.children(), values);
    }
}

/// Whether a page of this part of the flow was shown.
fn was_reached(scope: Scope<'_>, element: &FlowElement) -> bool {
    match element {
        FlowElement::Block { block, .. } => scope.survey.blocks.get(block).is_some_and(|block| {
            block.elements.iter().any(|element| match element {
                model::survey::BlockElement::Question { id, .. } => {
                    let rows = block.loop_rows.iter().map(|(row, _)| format!("{row}_{id}"));
                    scope.was_shown(id.as_str()) || rows.into_iter().any(|key| scope.was_shown(&key))
                }
                model::survey::BlockElement::PageBreak => false,
            })
        }),
        _ => element.children().iter().any(|child| was_reached(scope, child)),
    }
}

fn flow_id(element: &FlowElement) -> &str {
    match element {
        FlowElement::Block { flow, .. }
        | FlowElement::EmbeddedData { flow, .. }
        | FlowElement::Branch { flow, .. }
        | FlowElement::Randomizer { flow, .. }
        | FlowElement::Group { flow, .. }
        | FlowElement::EndSurvey { flow, .. }
        | FlowElement::Other { flow, .. } => flow,
    }
}

fn ids(choices: &[&model::survey::Choice]) -> String {
    choices.iter().map(|choice| choice.id.as_str()).collect::<Vec<_>>().join("|")
}

/// Points per scoring category: the grades of what was picked, added up (api/qsf.md section 13).
fn scores(scope: Scope<'_>) -> HashMap<String, String> {
    let mut sums: HashMap<&str, f64> = HashMap::new();
    for key in scope.state.visits.iter().flat_map(|visit| &visit.shown) {
        let Some((question, _)) = scope.question(key) else { continue };
        for grading in question.raw.get("GradingData").and_then(Value::as_array).into_iter().flatten() {
            if is_earned(scope, question, key, grading) {
                for (category, _) in &scope.survey.scoring {
                    let points = grading.get("Grades").and_then(|grades| decimal(grades.get(category)?));
                    *sums.entry(category).or_default() += points.unwrap_or(0.0);
                }
            }
        }
    }
    sums.into_iter().map(|(category, sum)| (category.to_owned(), sum.to_string())).collect()
}

fn is_earned(scope: Scope<'_>, question: &Question, key: &str, grading: &Value) -> bool {
    let text = |name: &str| match grading.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let (choice, answer) = (text("ChoiceID"), text("AnswerID"));
    let field =
        if question.kind == QuestionType::Matrix { format!("{key}_{choice}") } else { key.to_owned() };
    let wanted = if question.kind == QuestionType::Matrix { answer } else { choice };
    scope.entered(&field).contains(&wanted)
}

fn decimal(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}
