//! Numbers on a scale, in a sum, of a rank.

use std::collections::HashSet;

use model::survey::{Choice, Question, QuestionType};
use rust_decimal::Decimal;
use serde_json::Value;

use super::choices::count_fault;
use crate::run::numeral::{amount, shown, typed};
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
    let bound = |number: f64| amount(&number.to_string());
    let (least, most) = (bound(range.least), bound(range.most));
    let mut sum = Some(Decimal::ZERO);
    let mut seen = HashSet::new();
    for choice in offered {
        let field = format!("{key}_{}", choice.id);
        if scope.text(&field).is_empty() {
            continue;
        }
        let number = match typed(scope.text(&field)) {
            Ok(number) => number,
            Err(why) => {
                add(field, why.into());
                continue;
            }
        };
        // More digits than are calculated with are more than any range holds.
        match amount(&number) {
            None if number.starts_with('-') => add(field, Fault::Below(range.least.to_string())),
            None => add(field, Fault::Above(range.most.to_string())),
            Some(value) if least.is_some_and(|least| value < least) => {
                add(field, Fault::Below(range.least.to_string()));
            }
            Some(value) if most.is_some_and(|most| value > most) => {
                add(field, Fault::Above(range.most.to_string()));
            }
            Some(value) if question.kind == QuestionType::RankOrder && seen.contains(&value.normalize()) => {
                add(field, Fault::SameRank);
            }
            Some(value) => {
                sum = sum.and_then(|sum| sum.checked_add(value));
                seen.insert(value.normalize());
            }
        }
    }
    let total = total(question, settings).filter(|total| !seen.is_empty() && sum != Some(*total));
    if let Some(total) = total {
        let first = offered.first().map(|choice| format!("{key}_{}", choice.id)).unwrap_or_default();
        add(first, Fault::Total(shown(total), sum.map(shown).unwrap_or_default()));
    }
    if question.kind == QuestionType::RankOrder
        && let Some(fault) = count_fault(settings, seen.len(), offered.len()).filter(|_| !seen.is_empty())
        && let Some(first) = offered.first()
    {
        add(format!("{key}_{}", first.id), fault);
    }
}
