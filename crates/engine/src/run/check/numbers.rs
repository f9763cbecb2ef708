//! Numbers on a scale, in a sum, of a rank.

use std::collections::HashSet;

use model::survey::{Choice, Question, QuestionType};
use serde_json::Value;

use crate::run::problem::Fault;
use crate::run::rules::{range, total};
use crate::run::scope::RunScope;

/// Adds what is wrong with the numbers entered, each alone and all together: the field it is about, and the fault.
pub(crate) fn check(
    scope: RunScope<'_>,
    question: &Question,
    offered: &[&Choice],
    key: &str,
    settings: &Value,
    mut add: impl FnMut(String, Fault),
) {
    let range = range(question, offered.len());
    let mut sum = 0.0;
    let mut seen = HashSet::new();
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
                seen.insert(value);
            }
            Err(_) => add(field, Fault::NotANumber),
        }
    }
    let total = total(question, settings);
    if let Some(total) = total.filter(|total| !seen.is_empty() && (sum - total).abs() > 1e-9) {
        let first = offered.first().map(|choice| format!("{key}_{}", choice.id)).unwrap_or_default();
        add(first, Fault::Total(total.to_string(), sum.to_string()));
    }
}
