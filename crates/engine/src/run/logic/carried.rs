//! Choices carried forward from another question (api/qsf.md section 9).

use std::collections::HashSet;

use model::survey::{Choice, Question};

use super::locator::Locator;
use crate::run::scope::RunScope;

/// Which of a question's choices that are carried forward (`x4`) are offered, as the answer to the question they come
/// from says.
pub(crate) enum Carried<'a> {
    /// All of them.
    All,
    /// Those whose ids are among these.
    Only(HashSet<&'a str>),
}

impl<'a> Carried<'a> {
    /// What this place carries forward to a question; `offered` tells the choices that a question offers.
    pub(crate) fn to(
        scope: RunScope<'a>,
        question: &Question,
        offered: impl Fn(&'a Question, &str) -> Vec<&'a Choice>,
    ) -> Self {
        let locator = question.raw.get("DynamicChoices").and_then(|raw| raw.get("Locator")?.as_str());
        let Some(locator) = locator.map(Locator::parse) else { return Self::All };
        let Some((source, key)) = scope.question(locator.question()) else { return Self::All };
        // A question that carries its own choices forward to itself would never end.
        if source.id == question.id {
            return Self::All;
        }
        let shown = || -> HashSet<&'a str> {
            if !scope.was_shown(&key) {
                return HashSet::new();
            }
            offered(source, &key).into_iter().map(|choice| choice.id.as_str()).collect()
        };
        let picked = || -> HashSet<&'a str> { scope.picked(source, &key).into_iter().collect() };
        match locator.rest().first().copied() {
            Some("SelectedChoices" | "SelectedChoicesTextEntry") => Self::Only(picked()),
            Some("UnselectedChoices") => {
                let picked = picked();
                Self::Only(shown().into_iter().filter(|id| !picked.contains(id)).collect())
            }
            Some("DisplayedChoices") => Self::Only(shown()),
            _ => Self::All,
        }
    }

    /// Whether a choice is offered.
    pub(crate) fn holds(&self, choice: &Choice) -> bool {
        let Some(id) = choice.id.strip_prefix('x') else { return true };
        match self {
            Self::All => true,
            Self::Only(ids) => ids.contains(id),
        }
    }
}

/// The text typed for the choice that this one is carried forward from, where it is the text that is carried.
pub(crate) fn typed_text<'a>(scope: RunScope<'a>, question: &Question, choice: &Choice) -> Option<&'a str> {
    let id = choice.id.strip_prefix('x')?;
    let locator = question.raw.get("DynamicChoices")?.get("Locator")?.as_str()?;
    let locator = Locator::parse(locator);
    let (source, key) = scope.question(locator.question())?;
    let is_text = locator.rest().first() == Some(&"SelectedChoicesTextEntry") && scope.was_shown(&key);
    let text = if is_text { scope.entry(source, &key, &[id]) } else { "" };
    Some(text).filter(|text| !text.is_empty() && scope.work.pay(text.len()))
}
