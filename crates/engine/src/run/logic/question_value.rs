//! Piped values of a question: its texts, what was picked, what was entered.

use model::survey::{Choice, Question};

use super::locator::Locator;
use crate::html::plain;
use crate::run::scope::RunScope;
use crate::run::texts::{choice_text, question_text};

/// The value of `q://` and this path; `None` where there is none. `offered` tells the choices a question offers.
pub(crate) fn question_value<'a>(
    scope: RunScope<'a>,
    path: &str,
    offered: impl Fn(&'a Question, &str) -> Vec<&'a Choice>,
) -> Option<String> {
    let locator = Locator::parse(path);
    let (question, key) = scope.question(locator.question())?;
    let rest = locator.rest();
    let language = &scope.state.language;
    let texts = |ids: &[&str]| {
        let list = if question.answers.is_empty() || !ids.iter().all(|id| question.choice(id).is_none()) {
            (&question.choices, "Choices")
        } else {
            (&question.answers, "Answers")
        };
        let text = |id: &&str| {
            let choice = list.0.iter().find(|choice| choice.id == **id)?;
            Some(plain(choice_text(question, list.1, choice, language)))
        };
        ids.iter().filter_map(text).collect::<Vec<_>>().join(", ")
    };
    Some(match locator.what() {
        "ChoiceTextEntryValue" | "ChoiceNumericEntryValue" => scope.entry(question, &key, &rest).to_owned(),
        "QuestionText" | "QuestionDescription" => plain(question_text(question, language)),
        "ChoiceDescription" => texts(&rest),
        "SelectedChoicesRecode" => {
            let picked = scope.picked(question, &key);
            let recode = |id: &&str| question.choice(id).map(|choice| choice.recode.clone());
            picked.iter().filter_map(recode).collect::<Vec<_>>().join(", ")
        }
        "TotalSum" => {
            let sum: f64 = question
                .choices
                .iter()
                .filter_map(|choice| scope.text(&format!("{key}_{}", choice.id)).parse::<f64>().ok())
                .sum();
            sum.to_string()
        }
        "ChoiceGroup" => {
            let offered =
                || offered(question, &key).iter().map(|choice| choice.id.as_str()).collect::<Vec<_>>();
            let picked = scope.picked(question, &key);
            match rest.first().copied()? {
                "SelectedChoices" => texts(&picked),
                "SelectedChoicesTextEntry" => {
                    let text = |id: &&str| match scope.text(&format!("{key}_{id}_TEXT")) {
                        "" => texts(&[id]),
                        written => written.to_owned(),
                    };
                    picked.iter().map(text).collect::<Vec<_>>().join(", ")
                }
                "UnselectedChoices" => {
                    texts(&offered().into_iter().filter(|id| !picked.contains(id)).collect::<Vec<_>>())
                }
                "DisplayedChoices" => texts(&offered()),
                "AllChoices" | "EntireChoiceGroup" => {
                    texts(&question.choices.iter().map(|choice| choice.id.as_str()).collect::<Vec<_>>())
                }
                "SelectedAnswers" => {
                    let row = rest.get(1).copied().unwrap_or_default();
                    let ids: Vec<&str> =
                        scope.entered(&format!("{key}_{row}")).iter().map(String::as_str).collect();
                    texts(&ids)
                }
                _ => return None,
            }
        }
        _ => return None,
    })
}
