//! Choices carried forward from another question.

use std::collections::HashSet;

use model::survey::{Choice, Question};

use super::locator::Locator;
use crate::run::scope::RunScope;

/// Which of a question's choices that are carried forward (`x4`) are offered, as the answer to the question they come
/// from says.
pub(crate) enum Carried<'a> {
    /// All of them.
    All,
    /// None of them.
    None,
    /// Those picked there.
    Picked(HashSet<&'a str>),
    /// Those not picked there.
    Others(HashSet<&'a str>),
}

impl<'a> Carried<'a> {
    /// What this place carries forward to a question.
    pub(crate) fn to(scope: RunScope<'a>, question: &Question) -> Self {
        let locator = question.raw.get("DynamicChoices").and_then(|raw| raw.get("Locator")?.as_str());
        let Some(locator) = locator.map(Locator::parse) else { return Self::All };
        let Some((source, key)) = scope.question(locator.question()) else { return Self::All };
        // A question that carries its own choices forward to itself would never end.
        if source.id == question.id {
            return Self::All;
        }
        match locator.rest().first().copied() {
            Some("SelectedChoices" | "SelectedChoicesTextEntry") => {
                Self::Picked(scope.picked(source, &key).into_iter().collect())
            }
            Some("UnselectedChoices" | "DisplayedChoices") if !scope.was_shown(&key) => Self::None,
            Some("UnselectedChoices") => Self::Others(scope.picked(source, &key).into_iter().collect()),
            _ => Self::All,
        }
    }

    /// Whether a choice is offered.
    pub(crate) fn holds(&self, choice: &Choice) -> bool {
        let Some(id) = choice.id.strip_prefix('x') else { return true };
        match self {
            Self::All => true,
            Self::None => false,
            Self::Picked(picked) => picked.contains(id),
            Self::Others(picked) => !picked.contains(id),
        }
    }
}
