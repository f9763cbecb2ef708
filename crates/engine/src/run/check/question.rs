//! Whether the answer to a question may stay (api/qsf.md section 8).

use std::collections::HashSet;

use model::limits::surveys::PROBLEMS_QUESTION;
use model::survey::{Choice, Expression, ForcedResponse, Question, QuestionType};
use serde_json::Value;

use super::{choices, numbers, tables, text};
use crate::run::levels;
use crate::run::logic;
use crate::run::payload::{is_on, raw_choice};
use crate::run::problem::{AnswerProblem, Fault};
use crate::run::rules;
use crate::run::scope::RunScope;

/// What is wrong with the answer to a question, [`PROBLEMS_QUESTION`] things at most; `with_requested` asks for answers
/// that are only requested.
pub(crate) fn problems(
    scope: RunScope<'_>,
    question: &Question,
    key: &str,
    with_requested: bool,
) -> Vec<AnswerProblem> {
    if question.kind == QuestionType::SideBySide {
        let columns = logic::columns(scope, question, key).into_iter();
        let problems = columns.flat_map(|(column, part)| {
            part_problems(scope, column, &part, with_requested, QuestionType::Matrix)
        });
        return problems
            .map(|problem| AnswerProblem { question: key.to_owned(), ..problem })
            .take(PROBLEMS_QUESTION)
            .collect();
    }
    let mut problems = part_problems(scope, question, key, with_requested, question.kind);
    problems.truncate(PROBLEMS_QUESTION);
    problems
}

/// The same for a question without columns, or for one column, which is checked like a matrix.
fn part_problems(
    scope: RunScope<'_>,
    question: &Question,
    key: &str,
    with_requested: bool,
    kind: QuestionType,
) -> Vec<AnswerProblem> {
    let problem = |field: String, fault: Fault| AnswerProblem { question: key.to_owned(), field, fault };
    let offered = logic::choices(scope, question, key);
    let settings = rules::settings(question);
    let empty = unanswered(scope, question, &offered, key, kind);
    let missing = match question.forced {
        ForcedResponse::On => Some(Fault::Required),
        ForcedResponse::Request if with_requested => Some(Fault::Requested),
        _ => None,
    };
    let mut problems: Vec<AnswerProblem> = missing
        .into_iter()
        .flat_map(|fault| empty.iter().map(move |field| problem(field.clone(), fault.clone())))
        .collect();
    match kind {
        QuestionType::MultipleChoice => {
            choices::check(scope, question, &offered, key, settings, |field, fault| {
                problems.push(problem(field, fault));
            });
        }
        QuestionType::TextEntry if question.selector == "FORM" => {
            let missing: HashSet<String> = problems.iter().map(|problem| problem.field.clone()).collect();
            for choice in &offered {
                let field = format!("{key}_{}", choice.id);
                let value = scope.text(&field);
                let raw = raw_choice(question, "Choices", &choice.id).unwrap_or(&Value::Null);
                let forced = is_on(raw.get("TextEntryForceResponse"));
                if value.is_empty() && forced && !missing.contains(&field) {
                    problems.push(problem(field, Fault::Required));
                } else if let Some(fault) = text::form_field(raw, value) {
                    problems.push(problem(field, fault));
                }
            }
        }
        QuestionType::TextEntry => {
            let field = format!("{key}_TEXT");
            problems.extend(text::fault(settings, scope.text(&field)).map(|fault| problem(field, fault)));
        }
        QuestionType::Slider | QuestionType::ConstantSum | QuestionType::RankOrder => {
            numbers::check(scope, question, &offered, key, settings, |field, fault| {
                problems.push(problem(field, fault));
            });
        }
        QuestionType::Matrix => {
            tables::check(scope, question, &offered, key, settings, |field, fault| {
                problems.push(problem(field, fault));
            });
        }
        _ => {}
    }
    if problems.is_empty()
        && let Some(rule) = settings.get("CustomValidation").and_then(|custom| custom.get("Logic"))
        && settings.get("Type").is_some_and(|word| word == "CustomValidation")
        && let Some(rule) = Expression::read(rule)
        && !logic::holds(scope, &rule)
    {
        problems.push(problem(first_field(&offered, key, kind, question), Fault::Refused));
    }
    problems
}

/// Names of the inputs that are empty and make the question unanswered.
fn unanswered(
    scope: RunScope<'_>,
    question: &Question,
    offered: &[&Choice],
    key: &str,
    kind: QuestionType,
) -> Vec<String> {
    let is_empty = |field: &String| scope.text(field).is_empty();
    let points = logic::answers(scope, question, key);
    let each = || offered.iter().map(|choice| format!("{key}_{}", choice.id));
    match kind {
        QuestionType::MultipleChoice => {
            Some(key.to_owned()).filter(|_| !offered.is_empty()).filter(is_empty).into_iter().collect()
        }
        QuestionType::TextEntry if question.selector != "FORM" => {
            Some(format!("{key}_TEXT")).filter(is_empty).into_iter().collect()
        }
        // A table without scale points cannot be answered.
        QuestionType::Matrix if points.is_empty() => Vec::new(),
        QuestionType::Matrix if rules::is_cells(question) => each()
            .flat_map(|row| points.iter().map(move |answer| format!("{row}_{}", answer.id)))
            .filter(is_empty)
            .collect(),
        QuestionType::Matrix | QuestionType::TextEntry | QuestionType::Slider | QuestionType::RankOrder => {
            each().filter(is_empty).collect()
        }
        QuestionType::ConstantSum => {
            if each().all(|field| is_empty(&field)) {
                each().take(1).collect()
            } else {
                Vec::new()
            }
        }
        QuestionType::DrillDown => {
            let last = levels::last_field(question, key);
            if scope.text(&last).is_empty() { vec![format!("{key}~path")] } else { Vec::new() }
        }
        _ => Vec::new(),
    }
}

fn first_field(offered: &[&Choice], key: &str, kind: QuestionType, question: &Question) -> String {
    match kind {
        QuestionType::MultipleChoice => key.to_owned(),
        QuestionType::TextEntry if question.selector != "FORM" => format!("{key}_TEXT"),
        _ => offered.first().map_or_else(|| key.to_owned(), |choice| format!("{key}_{}", choice.id)),
    }
}
