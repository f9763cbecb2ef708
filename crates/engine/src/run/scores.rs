//! Points of scored surveys: the grades of what was picked, added up (api/qsf.md section 13).

use std::collections::{HashMap, HashSet};

use model::survey::{Question, QuestionType};
use rust_decimal::Decimal;
use serde_json::Value;

use super::numeral::{amount, shown};
use super::payload::text;
use super::scope::{RunScope, part_key};

/// Points per scoring category as they are recorded. Nobody who earned nothing at all has a score.
pub(super) fn recorded(scope: RunScope<'_>) -> HashMap<String, String> {
    let points = points(scope);
    if points.values().all(|points| points.answers == 0) {
        return HashMap::new();
    }
    points.into_iter().map(|(category, points)| (category.to_owned(), shown(points.sum))).collect()
}

/// What `gr://SC_…/Score` and its neighbours stand for, as far as the respondent has come: the points so far, or their
/// mean over the answers that earned some (`ScoreMean`, `WeightedMean`; that these two are the same is unsure). `None` for
/// what is not known.
pub(super) fn value(scope: RunScope<'_>, path: &str) -> Option<String> {
    let (category, what) = path.split_once('/').unwrap_or((path, "Score"));
    let points = points(scope);
    let points = points.get(category)?;
    match what {
        "Score" => Some(shown(points.sum)),
        "ScoreMean" | "WeightedMean" if points.answers == 0 => Some("0".to_owned()),
        "ScoreMean" | "WeightedMean" => {
            let mean = points.sum.checked_div(Decimal::from(points.answers))?;
            Some(shown(mean.round_dp(MEAN_DECIMALS)))
        }
        _ => None,
    }
}

const MEAN_DECIMALS: u32 = 14;

/// What was earned in a category.
#[derive(Default)]
struct Points {
    sum: Decimal,
    /// How many answers earned points, none and negative ones among them.
    answers: u64,
}

fn points(scope: RunScope<'_>) -> HashMap<&str, Points> {
    let categories = scope.survey.scoring.iter();
    let mut points: HashMap<&str, Points> =
        categories.map(|(category, _)| (category.as_str(), Points::default())).collect();
    if points.is_empty() {
        return points;
    }
    let mut seen = HashSet::new();
    for key in scope.state.visits.iter().flat_map(|visit| &visit.shown) {
        let Some((question, _)) = scope.question(key) else { continue };
        if !seen.insert(key.as_str()) {
            continue;
        }
        earn(scope, question, key, &mut points);
        for (place, column) in question.columns.iter().enumerate() {
            earn(scope, column, &part_key(key, place, column), &mut points);
        }
    }
    points
}

/// Adds what the answer to a question, or to one column, earns.
fn earn(scope: RunScope<'_>, question: &Question, key: &str, points: &mut HashMap<&str, Points>) {
    let gradings: Vec<&Value> = match question.raw.get("GradingData") {
        Some(Value::Array(gradings)) => gradings.iter().collect(),
        Some(Value::Object(gradings)) => gradings.values().collect(),
        _ => Vec::new(),
    };
    for grading in gradings {
        let grades = grading.get("Grades").and_then(Value::as_object);
        let Some(grades) = grades.filter(|grades| scope.work.pay(64 * (grades.len() + 1))) else { continue };
        if !is_earned(scope, question, key, grading) {
            continue;
        }
        for (category, grade) in grades {
            let Some(points) = points.get_mut(category.as_str()) else { continue };
            if let Some(grade) = text(Some(grade)).and_then(|grade| amount(&grade)) {
                points.sum = points.sum.checked_add(grade).unwrap_or(points.sum);
                points.answers += 1;
            }
        }
    }
}

/// Whether the answer earns a grade. How grades of typed texts name the text is unsure.
fn is_earned(scope: RunScope<'_>, question: &Question, key: &str, grading: &Value) -> bool {
    let member = |name: &str| text(grading.get(name)).unwrap_or_default();
    let choice = member("ChoiceID");
    let picked = |field: &str, wanted: &str| {
        let entered = scope.entered(field);
        scope.work.pay(entered.len()) && entered.iter().any(|picked| picked == wanted)
    };
    match question.kind {
        QuestionType::Matrix => picked(&format!("{key}_{choice}"), &member("AnswerID")),
        QuestionType::TextEntry => {
            let wanted = text(grading.get("TextEntry")).unwrap_or(choice);
            let entered = scope.entry(question, key, &[]);
            scope.work.pay(entered.len())
                && !wanted.trim().is_empty()
                && entered.trim().to_lowercase() == wanted.trim().to_lowercase()
        }
        _ => picked(key, &choice),
    }
}
