//! Values of a question, for piped texts and conditions: its texts, what was picked, what was entered. What was not shown
//! on the way has been neither picked nor entered.

use std::collections::{HashMap, HashSet};

use model::survey::{Choice, Question};
use rust_decimal::Decimal;

use super::carried::typed_text;
use super::locator::Locator;
use crate::html::plain;
use crate::run::numeral::{amount, shown};
use crate::run::scope::RunScope;
use crate::run::texts::{choice_text, question_text};

/// The value of `q://` and this path; `None` where it is not understood. `offered` tells the choices a question offers,
/// `told` a text of the author with its tokens replaced, as HTML.
pub(crate) fn question_value<'a>(
    scope: RunScope<'a>,
    path: &str,
    offered: impl Fn(&'a Question, &str) -> Vec<&'a Choice>,
    told: impl Fn(&str) -> String,
) -> Option<String> {
    let locator = Locator::parse(path);
    let (question, key) = scope.question(locator.question())?;
    let rest = locator.rest();
    let asked = Asked { scope, question, key: &key, told: &told };
    let count = |count: usize| Some(count.to_string());
    match (locator.what(), rest.as_slice()) {
        ("QuestionText", _) => Some(asked.plain(question_text(question, &scope.state.language))),
        ("QuestionDescription", _) if question.description.trim().is_empty() => {
            Some(asked.plain(question_text(question, &scope.state.language)))
        }
        ("QuestionDescription", _) => Some(asked.plain(&question.description)),
        ("ChoiceDescription", ids) => Some(asked.texts(ids)),
        ("AnswerDescription", ids) => Some(listed(asked.named(ids, "Answers"))),
        ("ChoiceTextEntryValue" | "ChoiceNumericEntryValue", rest) => Some(asked.entry(rest)),
        ("SelectedChoicesRecode", _) => Some(asked.recodes(&question.choices, &asked.picked())),
        ("SelectedAnswerRecode", [row, ..]) => Some(asked.recodes(&question.answers, &asked.answers(row))),
        ("SelectedChoicesCount", _) => count(asked.picked().len()),
        ("SelectedAnswerCount", [row, ..]) => count(asked.answers(row).len()),
        ("TotalSum", _) => asked.sum(),
        ("SelectedAnswers", [row, ..]) => Some(listed(asked.named(&asked.answers(row), "Answers"))),
        ("ChoiceGroup", [group, rest @ ..]) => asked.group(group, rest, offered),
        _ => None,
    }
}

/// A question that something is asked of.
struct Asked<'a, 's> {
    scope: RunScope<'a>,
    question: &'a Question,
    key: &'s str,
    told: &'s dyn Fn(&str) -> String,
}

impl<'a> Asked<'a, '_> {
    fn group(
        &self,
        group: &str,
        rest: &[&str],
        offered: impl Fn(&'a Question, &str) -> Vec<&'a Choice>,
    ) -> Option<String> {
        let offered = || -> Vec<&str> {
            if !self.scope.was_shown(self.key) {
                return Vec::new();
            }
            offered(self.question, self.key).iter().map(|choice| choice.id.as_str()).collect()
        };
        let ids: Vec<&str> = match (group, rest) {
            ("SelectedChoices", _) => self.picked(),
            ("SelectedChoicesTextEntry", _) => return Some(self.written()),
            ("UnselectedChoices", _) => {
                let picked: HashSet<&str> = self.picked().into_iter().collect();
                offered().into_iter().filter(|id| !picked.contains(id)).collect()
            }
            ("DisplayedChoices", _) => offered(),
            ("AllChoices" | "EntireChoiceGroup", _) => {
                self.question.choices.iter().map(|choice| choice.id.as_str()).collect()
            }
            ("SelectedAnswers", [row, ..]) => {
                return Some(listed(self.named(&self.answers(row), "Answers")));
            }
            _ => return None,
        };
        Some(self.texts(&ids))
    }

    fn picked(&self) -> Vec<&'a str> {
        self.scope.picked(self.question, self.key)
    }

    /// The scale points picked for a statement.
    fn answers(&self, row: &str) -> Vec<&'a str> {
        if !self.scope.was_shown(self.key) {
            return Vec::new();
        }
        let picked = self.scope.entered(&format!("{}_{row}", self.key));
        self.scope.work.pay(picked.len());
        picked.iter().map(String::as_str).collect()
    }

    fn entry(&self, rest: &[&str]) -> String {
        if self.scope.was_shown(self.key) {
            self.paid(self.scope.entry(self.question, self.key, rest))
        } else {
            String::new()
        }
    }

    /// What was picked, each with the text typed in its field in its place.
    fn written(&self) -> String {
        let picked = self.picked();
        let named = self.named(&picked, "Choices");
        let text =
            |(id, name): (&&str, Option<String>)| match self.scope.text(&format!("{}_{id}_TEXT", self.key)) {
                "" => name,
                written => Some(self.paid(written)),
            };
        listed(picked.iter().zip(named).map(text).collect())
    }

    fn sum(&self) -> Option<String> {
        self.scope.work.pay(self.question.choices.len() * 64).then_some(())?;
        if !self.scope.was_shown(self.key) {
            return Some(String::new());
        }
        let numbers = self.question.choices.iter();
        let numbers =
            numbers.filter_map(|choice| amount(self.scope.text(&format!("{}_{}", self.key, choice.id))));
        numbers.into_iter().try_fold(Decimal::ZERO, Decimal::checked_add).map(shown)
    }

    fn recodes(&self, list: &'a [Choice], ids: &[&str]) -> String {
        if !self.scope.work.pay(8 * (list.len() + ids.len())) {
            return String::new();
        }
        let recodes: HashMap<&str, &str> =
            list.iter().map(|choice| (choice.id.as_str(), choice.recode.as_str())).collect();
        ids.iter().filter_map(|id| recodes.get(id).copied()).collect::<Vec<_>>().join(", ")
    }

    /// The texts of these choices; of scale points where no choice has the id.
    fn texts(&self, ids: &[&str]) -> String {
        let named = self.named(ids, "Choices");
        if named.iter().all(Option::is_none) && !self.question.answers.is_empty() {
            return listed(self.named(ids, "Answers"));
        }
        listed(named)
    }

    fn named(&self, ids: &[&str], list: &str) -> Vec<Option<String>> {
        let question = self.question;
        let choices = if list == "Answers" { &question.answers } else { &question.choices };
        // Everything a value is made of is paid for before it is looked at.
        if !self.scope.work.pay(32 * (choices.len() + ids.len())) {
            return Vec::new();
        }
        let by_id: HashMap<&str, &Choice> =
            choices.iter().map(|choice| (choice.id.as_str(), choice)).collect();
        let language = &self.scope.state.language;
        let text = |id: &&str| {
            let choice = by_id.get(id)?;
            if let Some(typed) = typed_text(self.scope, question, choice) {
                return Some(typed.to_owned());
            }
            Some(self.plain(choice_text(question, list, choice, language)))
        };
        ids.iter().map(text).collect()
    }

    /// A text of the author with its tokens replaced and without its markup.
    fn plain(&self, text: &str) -> String {
        if !self.scope.work.pay(text.len()) {
            return String::new();
        }
        plain(&(self.told)(text))
    }

    fn paid(&self, text: &str) -> String {
        if self.scope.work.pay(text.len()) { text.to_owned() } else { String::new() }
    }
}

fn listed(texts: Vec<Option<String>>) -> String {
    texts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
