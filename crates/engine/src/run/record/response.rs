//! A run as a response: what is stored of it.

use indexmap::IndexMap;
use model::field::FieldKind;
use model::response::{Answer, ResponseMeta};

use super::orders;
use crate::columns::APART;
use crate::run::flow;
use crate::run::numeral::Numeral;
use crate::run::prepared::PreparedSurvey;
use crate::run::scores;
use crate::run::state::{FLAG, REPEATED, RunState};
use crate::run::work::Work;

/// What is stored of a run: all of a response but its id, its dates of recording, and what only a server knows
/// (address, place).
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// When, how far, in which language, and who was invited. The channel is left empty.
    pub meta: ResponseMeta,
    /// The answers by field key, in the order of the survey's fields; behind them what a response has without being asked.
    pub answers: IndexMap<String, Answer>,
    /// Keys of the fields that were shown.
    pub displayed: Vec<String>,
}

/// The run so far (or ended) as a response that ended at `now_ms`.
#[must_use]
pub fn recorded(survey: &PreparedSurvey, state: &RunState, now_ms: i64) -> Recorded {
    let work = Work::of_a_page();
    let scope = flow::scope(survey, state, &work, None);
    let mut values = orders::values(scope);
    values.extend(scores::recorded(scope));
    let flag = state.end.as_ref().map(|end| end.flag.clone()).filter(|flag| !flag.is_empty());
    values.extend(flag.map(|flag| (survey.declared(FLAG).unwrap_or(FLAG).to_owned(), flag)));
    let mut answers = IndexMap::new();
    let mut displayed = Vec::new();
    for (field, of_question) in survey.fields_with_owners() {
        let owner = if of_question { owner(&field.key) } else { None };
        let is_shown = owner.is_some_and(|key| scope.was_shown(key));
        let entered = if is_shown { scope.entered(&field.key).to_vec() } else { Vec::new() };
        let derived = values.remove(&field.key);
        let value = match derived {
            Some(value) => vec![value],
            None if owner.is_none() => {
                embedded(state, &field.key).filter(|value| !value.is_empty()).cloned().into_iter().collect()
            }
            None => entered,
        };
        if is_shown && !field.key.ends_with("DO") {
            displayed.push(field.key.clone());
        }
        if let Some(answer) = answer(&field.kind, value) {
            answers.insert(field.key.clone(), answer);
        }
    }
    let told = [(FLAG, values.remove(FLAG)), (REPEATED, undeclared(survey, state, REPEATED))];
    for (name, value) in told {
        answers.extend(value.map(|value| (name.to_owned(), Answer::Text(value))));
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

/// What the server set of itself, where the flow does not declare it.
fn undeclared(survey: &PreparedSurvey, state: &RunState, name: &str) -> Option<String> {
    if survey.declared(name).is_some() { None } else { state.embedded.get(name).cloned() }
}

/// The value of a field of embedded data by its key, which is its name unless an answer has that name.
fn embedded<'a>(state: &'a RunState, key: &str) -> Option<&'a String> {
    let apart = || state.embedded.get(key.strip_prefix(APART)?);
    state.embedded.get(key).or_else(apart)
}

/// The key of the question that a field of a question belongs to (`3_QID5` of `3_QID5_1`, `QID8` of `QID8#2_1`).
fn owner(field: &str) -> Option<&str> {
    let start = if field.starts_with('Q') { 0 } else { field.find("_Q")? + 1 };
    let ends = |character: char| !character.is_ascii_alphanumeric() && character != '-';
    Some(field[start..].find(ends).map_or(field, |length| &field[..start + length]))
}

fn answer(kind: &FieldKind, mut value: Vec<String>) -> Option<Answer> {
    let first = value.first().filter(|first| !first.is_empty())?;
    // What is no number was never let past the checks; of a page left half done it is dropped here.
    if *kind == FieldKind::Number && Numeral::read(first).is_none() {
        return None;
    }
    Some(match kind {
        FieldKind::Choices(_) => Answer::Choices(value),
        FieldKind::Choice => Answer::Choice(value.swap_remove(0)),
        FieldKind::Number => Answer::Number(value.swap_remove(0)),
        FieldKind::Text => Answer::Text(value.swap_remove(0)),
    })
}

fn progress(survey: &PreparedSurvey, state: &RunState) -> i64 {
    match state.visits.last() {
        _ if state.end.is_some() => 100,
        Some(visit) => i64::from(flow::steps(survey, state).progress(visit.step)),
        None => 0,
    }
}
