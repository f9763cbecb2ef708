//! Points of scored surveys.

use std::collections::{HashMap, HashSet};

use model::survey::{Question, QuestionType};
use serde_json::Value;

use crate::run::payload::decimal;
use crate::run::scope::RunScope;

/// Points per scoring category: the grades of what was picked, added up (api/qsf.md section 13).
pub(crate) fn values(scope: RunScope<'_>) -> HashMap<String, String> {
    let mut sums: HashMap<&str, f64> =
        scope.survey.scoring.iter().map(|(category, _)| (category.as_str(), 0.0)).collect();
    let mut any = false;
    for key in scope.state.visits.iter().flat_map(|visit| &visit.shown) {
        let Some((question, _)) = scope.question(key) else { continue };
        let mut picked: HashMap<String, HashSet<&str>> = HashMap::new();
        for grading in question.raw.get("GradingData").and_then(Value::as_array).into_iter().flatten() {
            let (field, wanted) = earned_by(question, key, grading);
            let picked = picked
                .entry(field)
                .or_insert_with_key(|field| scope.entered(field).iter().map(String::as_str).collect());
            if !picked.contains(wanted.as_str()) {
                continue;
            }
            any = true;
            for (category, points) in grading.get("Grades").and_then(Value::as_object).into_iter().flatten() {
                if let Some(sum) = sums.get_mut(category.as_str()) {
                    *sum += decimal(Some(points)).unwrap_or(0.0);
                }
            }
        }
    }
    // Nobody who earned nothing at all has a score.
    if !any {
        return HashMap::new();
    }
    sums.into_iter().map(|(category, sum)| (category.to_owned(), sum.to_string())).collect()
}

/// The field that earns a grade, and what must have been picked in it.
fn earned_by(question: &Question, key: &str, grading: &Value) -> (String, String) {
    let text = |name: &str| match grading.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let choice = text("ChoiceID");
    match question.kind {
        QuestionType::Matrix => (format!("{key}_{choice}"), text("AnswerID")),
        _ => (key.to_owned(), choice),
    }
}
