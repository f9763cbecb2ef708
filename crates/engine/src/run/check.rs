//! Whether what was entered may stay (api/qsf.md section 8).

use model::survey::{Choice, ForcedResponse, Question, QuestionType};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::content;
use super::levels;
use super::logic;
use super::order;
use super::program::number;
use super::scope::{Scope, part_key, raw_choice};

/// Something that keeps a page from being left.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// Key of the question.
    pub question: String,
    /// Name of the input it is about.
    pub field: String,
    /// What is wrong.
    pub fault: Fault,
}

/// What can be wrong with an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Fault {
    /// It must be answered.
    Required,
    /// An answer is wished for; the page may be sent as it is.
    Requested,
    /// The picked choice asks for a text.
    TextWanted,
    /// It is not a number.
    NotANumber,
    /// The number is below this one.
    Below(String),
    /// The number is above this one.
    Above(String),
    /// It has more decimals than this.
    Decimals(usize),
    /// It is not an e-mail address.
    NotAnEmail,
    /// It is not a date.
    NotADate,
    /// It is not a telephone number.
    NotAPhone,
    /// It is not a postal code.
    NotAPostalCode,
    /// It holds something else than letters.
    NotLetters,
    /// Fewer characters than this.
    TooShort(usize),
    /// More characters than this.
    TooLong(usize),
    /// Fewer choices than this.
    TooFew(usize),
    /// More choices than this.
    TooMany(usize),
    /// A choice that stands alone was picked with others.
    NotAlone,
    /// The numbers do not add up to this: the total wanted, the total found.
    Total(String, String),
    /// Two items have the same rank.
    SameRank,
    /// The author's own rule is not kept.
    Refused,
}

/// What is wrong with the answer to a question; `wished` asks for answers that are only requested.
pub(super) fn question(scope: Scope<'_>, question: &Question, key: &str, wished: bool) -> Vec<Problem> {
    if question.kind == QuestionType::SideBySide {
        let column = |(place, column): (usize, &Question)| {
            one(scope, column, &part_key(key, place, column), wished, QuestionType::Matrix)
        };
        let problems = question.columns.iter().enumerate().flat_map(column);
        return problems.map(|problem| Problem { question: key.to_owned(), ..problem }).collect();
    }
    one(scope, question, key, wished, question.kind)
}

/// Whether the question must be answered, one of its columns included.
pub(super) fn is_required(question: &Question) -> bool {
    question.forced == ForcedResponse::On || question.columns.iter().any(is_required)
}

fn one(scope: Scope<'_>, question: &Question, key: &str, wished: bool, kind: QuestionType) -> Vec<Problem> {
    let problem = |field: String, fault: Fault| Problem { question: key.to_owned(), field, fault };
    let offered = order::choices(scope, question, key);
    let settings = question.raw.get("Validation").and_then(|raw| raw.get("Settings")).unwrap_or(&Value::Null);
    let empty = unanswered(scope, question, &offered, key, kind);
    let missing = match question.forced {
        ForcedResponse::On => Some(Fault::Required),
        ForcedResponse::Request if wished => Some(Fault::Requested),
        _ => None,
    };
    let mut problems: Vec<Problem> = missing
        .into_iter()
        .flat_map(|fault| empty.iter().map(move |field| problem(field.clone(), fault.clone())))
        .collect();
    match kind {
        QuestionType::MultipleChoice => picks(scope, question, &offered, key, settings, &mut problems),
        QuestionType::TextEntry if question.selector == "FORM" => {
            for choice in &offered {
                let field = format!("{key}_{}", choice.id);
                let value = scope.text(&field);
                let raw = raw_choice(question, "Choices", &choice.id).unwrap_or(&Value::Null);
                let forced = is_on(raw.get("TextEntryForceResponse"));
                if value.is_empty() && forced && !problems.iter().any(|problem| problem.field == field) {
                    problems.push(problem(field, Fault::Required));
                } else if let Some(fault) = content::form_field(raw, value) {
                    problems.push(problem(field, fault));
                }
            }
        }
        QuestionType::TextEntry => {
            let field = format!("{key}_TEXT");
            problems.extend(content::fault(settings, scope.text(&field)).map(|fault| problem(field, fault)));
        }
        QuestionType::Slider | QuestionType::ConstantSum | QuestionType::RankOrder => {
            numbers(scope, question, &offered, key, settings, &mut problems);
        }
        _ => {}
    }
    if problems.is_empty()
        && let Some(rule) = settings.get("CustomValidation").and_then(|custom| custom.get("Logic"))
        && settings.get("Type").is_some_and(|word| word == "CustomValidation")
        && !logic::holds(scope, &logic::expression(rule))
    {
        problems.push(problem(first_field(&offered, key, kind, question), Fault::Refused));
    }
    problems
}

/// Names of the inputs that are empty and make the question unanswered.
fn unanswered(
    scope: Scope<'_>,
    question: &Question,
    offered: &[&Choice],
    key: &str,
    kind: QuestionType,
) -> Vec<String> {
    let is_empty = |field: &String| scope.text(field).is_empty();
    let each = || offered.iter().map(|choice| format!("{key}_{}", choice.id));
    match kind {
        QuestionType::MultipleChoice => {
            Some(key.to_owned()).filter(|_| !offered.is_empty()).filter(is_empty).into_iter().collect()
        }
        QuestionType::TextEntry if question.selector != "FORM" => {
            Some(format!("{key}_TEXT")).filter(is_empty).into_iter().collect()
        }
        // A table without scale points cannot be answered.
        QuestionType::Matrix if question.answers.is_empty() => Vec::new(),
        QuestionType::Matrix if is_cells(question) => each()
            .flat_map(|row| question.answers.iter().map(move |answer| format!("{row}_{}", answer.id)))
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

fn picks(
    scope: Scope<'_>,
    question: &Question,
    offered: &[&Choice],
    key: &str,
    settings: &Value,
    problems: &mut Vec<Problem>,
) {
    let mut add = |field: String, fault| problems.push(Problem { question: key.to_owned(), field, fault });
    let picked = scope.entered(key);
    let alone = |choice: &&&Choice| choice.exclusive && picked.contains(&choice.id);
    if picked.len() > 1 && offered.iter().any(|choice| alone(&choice)) {
        add(key.to_owned(), Fault::NotAlone);
    }
    for choice in offered.iter().filter(|choice| choice.text_entry && picked.contains(&choice.id)) {
        let field = format!("{key}_{}_TEXT", choice.id);
        let raw = raw_choice(question, "Choices", &choice.id);
        if scope.text(&field).is_empty() && is_on(raw.and_then(|raw| raw.get("TextEntryForceResponse"))) {
            add(field, Fault::TextWanted);
        } else if let Some(fault) = raw.and_then(|raw| content::form_field(raw, scope.text(&field))) {
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

fn numbers(
    scope: Scope<'_>,
    question: &Question,
    offered: &[&Choice],
    key: &str,
    settings: &Value,
    problems: &mut Vec<Problem>,
) {
    let mut add = |field: String, fault| problems.push(Problem { question: key.to_owned(), field, fault });
    let range = super::present::range(question, offered.len());
    let mut sum = 0.0;
    let mut seen = Vec::new();
    for choice in offered {
        let field = format!("{key}_{}", choice.id);
        let value = scope.text(&field);
        if value.is_empty() {
            continue;
        }
        match value.parse::<f64>() {
            Ok(value) if !value.is_finite() => add(field, Fault::NotANumber),
            Ok(value) if value < range.least => add(field, Fault::Below(range.least.to_string())),
            Ok(value) if value > range.most => add(field, Fault::Above(range.most.to_string())),
            Ok(_) if question.kind == QuestionType::RankOrder && seen.contains(&value) => {
                add(field, Fault::SameRank);
            }
            Ok(number) => {
                sum += number;
                seen.push(value);
            }
            Err(_) => add(field, Fault::NotANumber),
        }
    }
    let total = super::present::total(question, settings);
    if let Some(total) = total.filter(|total| !seen.is_empty() && (sum - total).abs() > 1e-9) {
        let first = offered.first().map(|choice| format!("{key}_{}", choice.id)).unwrap_or_default();
        add(first, Fault::Total(total.to_string(), sum.to_string()));
    }
}

/// Every cell of the table is an input of its own.
pub(super) fn is_cells(question: &Question) -> bool {
    question.kind == QuestionType::TextEntry || matches!(question.selector.as_str(), "TE" | "CS" | "RO")
}

fn first_field(offered: &[&Choice], key: &str, kind: QuestionType, question: &Question) -> String {
    match kind {
        QuestionType::MultipleChoice => key.to_owned(),
        QuestionType::TextEntry if question.selector != "FORM" => format!("{key}_TEXT"),
        _ => offered.first().map_or_else(|| key.to_owned(), |choice| format!("{key}_{}", choice.id)),
    }
}

fn is_on(value: Option<&Value>) -> bool {
    match value {
        Some(Value::String(text)) => {
            matches!(text.to_ascii_lowercase().as_str(), "on" | "true" | "yes" | "1")
        }
        Some(Value::Bool(yes)) => *yes,
        Some(Value::Number(number)) => number.as_i64() == Some(1),
        _ => false,
    }
}
