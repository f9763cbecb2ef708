//! Points of scored surveys.

use std::collections::HashMap;

use model::survey::{Question, QuestionType};
use serde_json::Value;

use crate::run::payload::decimal;
use crate::run::scope::RunScope;

/// Points per scoring category: the grades of what was picked, added up (api/qsf.md section 13).
pub(crate) fn values(scope: RunScope<'_>) -> HashMap<String, String> {
    let mut sums: HashMap<&str, f64> = HashMap::new();
    for key in scope.state.visits.iter().flat_map(|visit| &visit.shown) {
        let Some((question, _)) = scope.question(key) else { continue };
        for grading in question.raw.get("GradingData").and_then(Value::as_array).into_iter().flatten() {
            if is_earned(scope, question, key, grading) {
                for (category, _) in &scope.survey.scoring {
                    let points = grading.get("Grades").and_then(|grades| decimal(grades.get(category)));
                    *sums.entry(category).or_default() += points.unwrap_or(0.0);
                }
            }
        }
    }
    sums.into_iter().map(|(category, sum)| (category.to_owned(), sum.to_string())).collect()
}

fn is_earned(scope: RunScope<'_>, question: &Question, key: &str, grading: &Value) -> bool {
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
