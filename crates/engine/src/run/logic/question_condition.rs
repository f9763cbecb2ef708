//! Conditions on a question: what was picked, entered, shown.

use model::survey::{Choice, Condition, Question};

use super::compare::is_negation;
use super::locator::Locator;
use crate::run::scope::RunScope;

/// Whether a condition on a question holds. `offered` tells the choices a question offers, `points` its scale points, and
/// `compares` whether the value of the condition's locator stands to its right side as asked.
pub(crate) fn question_holds<'a>(
    scope: RunScope<'a>,
    condition: &Condition,
    offered: impl Fn(&'a Question, &str) -> Vec<&'a Choice>,
    points: impl Fn(&'a Question, &str) -> Vec<&'a Choice>,
    compares: impl Fn() -> bool,
) -> bool {
    let locator = Locator::parse(&condition.left);
    let is_not = is_negation(&condition.operator);
    let Some((question, key)) = scope.question(locator.question()) else { return is_not };
    let rest = locator.rest();
    let wanted = rest.first().copied().unwrap_or_default();
    let has = |choices: Vec<&'a Choice>| choices.iter().any(|choice| choice.id == wanted);
    match locator.what() {
        "SelectableChoice" => is_selected(scope, question, &key, &rest) != is_not,
        "SelectableAnswer" => has_answer(scope, question, &key, wanted) != is_not,
        "QuestionDisplayed" => scope.was_shown(&key) != is_not,
        "ChoiceDisplayed" => (scope.was_shown(&key) && has(offered(question, &key))) != is_not,
        "AnswerDisplayed" => (scope.was_shown(&key) && has(points(question, &key))) != is_not,
        "" if matches!(condition.operator.as_str(), "Empty" | "NotEmpty") => {
            let is_empty =
                scope.picked(question, &key).is_empty() && scope.entry(question, &key, &[]).is_empty();
            (scope.was_shown(&key) && !is_empty) != is_not
        }
        _ => compares(),
    }
}

fn is_selected<'a>(scope: RunScope<'a>, question: &'a Question, key: &str, rest: &[&str]) -> bool {
    if !scope.was_shown(key) {
        return false;
    }
    let holds = |field: &str, wanted: &str| scope.entered(field).iter().any(|picked| picked == wanted);
    match rest {
        ["Group", choice, group] => holds(&format!("{key}_{group}_GROUP"), choice),
        [row, answer] => holds(&format!("{key}_{row}"), answer),
        [choice] => {
            scope.picked(question, key).contains(choice) || !scope.text(&format!("{key}_{choice}")).is_empty()
        }
        _ => false,
    }
}

fn has_answer(scope: RunScope<'_>, question: &Question, key: &str, wanted: &str) -> bool {
    let has =
        |row: &Choice| scope.entered(&format!("{key}_{}", row.id)).iter().any(|picked| picked == wanted);
    scope.was_shown(key) && scope.work.pay(question.choices.len() * 64) && question.choices.iter().any(has)
}
