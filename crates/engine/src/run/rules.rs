//! What a question asks of its answers: that there is one, its range, its total, its length.

use model::survey::{ForcedResponse, Question, QuestionType};
use rust_decimal::Decimal;
use serde_json::Value;

use super::numeral::amount;
use super::payload::{decimal, number, text};

/// The numbers a question takes.
pub(super) struct Range {
    pub(super) least: f64,
    pub(super) most: f64,
    pub(super) step: f64,
}

/// The `Settings` of a question's validation; null where there are none.
pub(super) fn settings(question: &Question) -> &Value {
    question.raw.get("Validation").and_then(|raw| raw.get("Settings")).unwrap_or(&Value::Null)
}

/// Whether the question must be answered, one of its columns included.
pub(super) fn is_required(question: &Question) -> bool {
    question.forced == ForcedResponse::On || question.columns.iter().any(is_required)
}

/// Every cell of the table is an input of its own.
pub(super) fn is_cells(question: &Question) -> bool {
    question.kind == QuestionType::TextEntry || matches!(question.selector.as_str(), "TE" | "CS" | "RO")
}

/// The least and the greatest number and the step between, for questions that ask for numbers.
pub(super) fn range(question: &Question, offered: usize) -> Range {
    let setting = |name: &str| decimal(question.raw.get("Configuration")?.get(name));
    let decimals = setting("NumDecimals").unwrap_or(0.0).clamp(0.0, 6.0);
    let step = 10_f64.powi(-(decimals as i32));
    match question.kind {
        QuestionType::RankOrder => Range { least: 1.0, most: offered as f64, step: 1.0 },
        QuestionType::Slider if question.selector == "STAR" => {
            let halves = question.raw.get("Configuration").and_then(|raw| raw.get("StarType")?.as_str());
            let step = if halves == Some("half") { 0.5 } else { 1.0 };
            Range { least: 0.0, most: setting("StarCount").unwrap_or(5.0), step }
        }
        QuestionType::Slider => {
            let least = setting("CSSliderMin").unwrap_or(0.0);
            Range {
                least,
                most: setting("CSSliderMax").filter(|most| *most > least).unwrap_or(least + 100.0),
                step,
            }
        }
        _ => Range { least: 0.0, most: 1e15, step },
    }
}

/// The total a constant sum must reach, if the author set one.
pub(super) fn total(question: &Question, settings: &Value) -> Option<Decimal> {
    if question.kind != QuestionType::ConstantSum
        || settings.get("Type").is_none_or(|way| way != "ChoicesTotal")
    {
        return None;
    }
    amount(&text(settings.get("ChoiceTotal"))?)
}

/// Whether a text entry asks for a number.
pub(super) fn is_number(settings: &Value) -> bool {
    let is = |name: &str, word: &str| settings.get(name).is_some_and(|value| value == word);
    is("Type", "ContentType") && is("ContentType", "ValidNumber")
}

/// The most characters a question takes.
pub(super) fn longest(settings: &Value) -> Option<usize> {
    let way = settings.get("Type").and_then(Value::as_str)?;
    number(settings.get("TotalChars")).filter(|_| matches!(way, "TotalChar" | "CharRange"))
}
