//! Choices carried forward from another question.

use model::survey::{Choice, Question};

use super::locator::Locator;
use crate::run::scope::RunScope;

/// A choice carried forward (`x4`) is offered as the answer to the question it comes from says.
pub(crate) fn is_carried(scope: RunScope<'_>, question: &Question, choice: &Choice) -> bool {
    let Some(id) = choice.id.strip_prefix('x') else { return true };
    let Some(locator) = question.raw.get("DynamicChoices").and_then(|raw| raw.get("Locator")?.as_str())
    else {
        return true;
    };
    let locator = Locator::parse(locator);
    let Some((source, key)) = scope.question(locator.question()) else { return true };
    // A question that carries its own choices forward to itself would never end.
    if source.id == question.id {
        return true;
    }
    match locator.rest().first().copied() {
        Some("SelectedChoices" | "SelectedChoicesTextEntry") => scope.picked(source, &key).contains(&id),
        Some("UnselectedChoices") => scope.was_shown(&key) && !scope.picked(source, &key).contains(&id),
        Some("DisplayedChoices") => scope.was_shown(&key),
        _ => true,
    }
}
