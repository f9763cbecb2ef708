//! Conditions on a question: what was picked, entered, shown.

use model::survey::{Choice, Condition, Question};

use super::locator::Locator;
use crate::run::scope::RunScope;

/// Whether a condition on a question holds; `compares` tells whether a value stands to the condition's right side as
/// asked, `offered` the choices a question offers.
pub(crate) fn question_holds<'a>(
    scope: RunScope<'a>,
    condition: &Condition,
    compares: impl Fn(&str) -> bool,
    offered: impl Fn(&'a Question, &str) -> Vec<&'a Choice>,
) -> bool {
    let locator = Locator::parse(&condition.left);
    let (what, rest) = (locator.what(), locator.rest());
    let Some((question, key)) = scope.question(locator.question()) else {
        return matches!(
            condition.operator.as_str(),
            "NotSelected" | "NotDisplayed" | "Empty" | "NotEqualTo"
        );
    };
    let is_not = matches!(condition.operator.as_str(), "NotSelected" | "NotDisplayed");
    match what {
        "SelectableChoice" => is_selected(scope, question, &key, &rest) != is_not,
        "SelectableAnswer" => {
            let wanted = rest.first().copied().unwrap_or_default();
            has_answer(scope, question, &key, wanted) != is_not
        }
        "QuestionDisplayed" => scope.was_shown(&key) != is_not,
        "ChoiceDisplayed" => {
            let wanted = rest.first().copied().unwrap_or_default();
            let offered = offered(question, &key);
            (scope.was_shown(&key) && offered.iter().any(|choice| choice.id == wanted)) != is_not
        }
        "SelectedChoicesCount" => compares(&scope.picked(question, &key).len().to_string()),
        "SelectedAnswerCount" => {
            let row = rest.first().copied().unwrap_or_default();
            compares(&scope.entered(&format!("{key}_{row}")).len().to_string())
        }
        "ChoiceTextEntryValue" | "ChoiceNumericEntryValue" => {
            let value = if scope.was_shown(&key) { scope.entry(question, &key, &rest) } else { "" };
            compares(value)
        }
        _ => is_not,
    }
}

fn is_selected<'a>(scope: RunScope<'a>, question: &'a Question, key: &str, rest: &[&str]) -> bool {
    if !scope.was_shown(key) {
        return false;
    }
    match rest {
        [row, answer] => scope.entered(&format!("{key}_{row}")).iter().any(|picked| picked == answer),
        [choice] => {
            scope.picked(question, key).contains(choice) || !scope.text(&format!("{key}_{choice}")).is_empty()
        }
        _ => false,
    }
}

fn has_answer(scope: RunScope<'_>, question: &Question, key: &str, wanted: &str) -> bool {
    scope.was_shown(key)
        && question
            .choices
            .iter()
            .any(|row| scope.entered(&format!("{key}_{}", row.id)).iter().any(|picked| picked == wanted))
}
