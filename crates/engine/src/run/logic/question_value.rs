//! Piped values of a question: its texts, what was picked, what was entered.

use std::collections::{HashMap, HashSet};

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
    let value = |text: &str| if scope.work.pay(text.len()) { text.to_owned() } else { String::new() };
    // Everything a value is made of is paid for before it is looked at.
    let plain = |text: &str| if scope.work.pay(text.len()) { plain(text) } else { String::new() };
    let named = |ids: &[&str]| -> Vec<Option<String>> {
        if !scope.work.pay(8 * (question.choices.len() + question.answers.len() + ids.len())) {
            return Vec::new();
        }
        let by_id = |list: &'a [Choice]| -> HashMap<&str, &'a Choice> {
            list.iter().map(|choice| (choice.id.as_str(), choice)).collect()
        };
        let choices = by_id(&question.choices);
        let list = if question.answers.is_empty() || ids.iter().any(|id| choices.contains_key(id)) {
            (choices, "Choices")
        } else {
            (by_id(&question.answers), "Answers")
        };
        let text = |id: &&str| Some(plain(choice_text(question, list.1, list.0.get(*id)?, language)));
        ids.iter().map(text).collect()
    };
    let texts = |ids: &[&str]| named(ids).into_iter().flatten().collect::<Vec<_>>().join(", ");
    Some(match locator.what() {
        "ChoiceTextEntryValue" | "ChoiceNumericEntryValue" => value(scope.entry(question, &key, &rest)),
        "QuestionText" | "QuestionDescription" => plain(question_text(question, language)),
        "ChoiceDescription" => texts(&rest),
        "SelectedChoicesRecode" => {
            let recodes: HashMap<&str, &str> = if scope.work.pay(question.choices.len() * 8) {
                question.choices.iter().map(|choice| (choice.id.as_str(), choice.recode.as_str())).collect()
            } else {
                HashMap::new()
            };
            let picked = scope.picked(question, &key);
            picked.iter().filter_map(|id| recodes.get(id).copied()).collect::<Vec<_>>().join(", ")
        }
        "TotalSum" if !scope.work.pay(question.choices.len() * 64) => return None,
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
                    let text =
                        |(id, name): (&&str, Option<String>)| match scope.text(&format!("{key}_{id}_TEXT")) {
                            "" => name.unwrap_or_default(),
                            written => value(written),
                        };
                    picked.iter().zip(named(&picked)).map(text).collect::<Vec<_>>().join(", ")
                }
                "UnselectedChoices" => {
                    let picked: HashSet<&str> = picked.into_iter().collect();
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
