//! Conditions, piped texts and the choices that are offered (api/qsf.md sections 5, 9 and 11).
//!
//! The three hang on each other: a choice may have a condition, a condition may compare with a piped text, a text may
//! list the choices that another question offers. So they are worked out here together, by parts that know nothing of
//! each other.

use model::survey::{Choice, Condition, Expression, Joint, Question};

use super::carried::Carried;
use super::compare::compare;
use super::locator::Locator;
use super::order::mixed_choices;
use super::quota_condition::{quota_holds, quota_value};
use super::question_condition::question_holds;
use super::question_value::question_value;
use super::template::{Usage, escaped, fill};
use crate::html::{markup, plain};
use crate::run::chance::Chance;
use crate::run::scope::RunScope;

/// Whether the expression holds at this place. And binds before or; an expression without conditions holds.
pub(crate) fn holds(scope: RunScope<'_>, expression: &Expression) -> bool {
    let mut all = true;
    for (place, (joint, condition)) in expression.conditions.iter().enumerate() {
        if place > 0 && *joint == Joint::Or {
            if all {
                return true;
            }
            all = true;
        }
        all = all && condition_holds(scope, condition);
    }
    all
}

/// Whether the respondent was shown every question that the expression asks for.
pub(crate) fn was_asked(scope: RunScope<'_>, expression: &Expression) -> bool {
    let questions = expression.conditions.iter().filter(|(_, condition)| condition.logic == "Question");
    questions.into_iter().all(|(_, condition)| {
        let locator = Locator::parse(&condition.left);
        scope.question(locator.question()).is_some_and(|(_, key)| scope.was_shown(&key))
    })
}

/// Whether one condition holds; one that cannot be worked out counts as the scope says.
pub(crate) fn condition_holds(scope: RunScope<'_>, condition: &Condition) -> bool {
    let Condition { left, operator, right, .. } = condition;
    if !scope.work.pay(100 + left.len() + right.len()) {
        return scope.in_doubt;
    }
    let compares = |value: &str| {
        let right = text(scope, right, Usage::Text, "logic");
        let costs = if right.is_empty() { 0 } else { value.len() + right.len() };
        let holds = || match operator.as_str() {
            "MatchesRegex" => scope.survey.matches(value.trim(), right.trim(), scope.work, left),
            _ => Some(compare(value, &right, condition)),
        };
        scope.work.pay(costs).then(holds).flatten().unwrap_or(scope.in_doubt)
    };
    match condition.logic.as_str() {
        "Question" => {
            question_holds(scope, condition, compares, |question, key| choices(scope, question, key))
        }
        "EmbeddedField" => {
            let name = left.strip_prefix("e://Field/").unwrap_or(left);
            compares(scope.embedded(name))
        }
        "PanelData" | "LoopAndMerge" | "LoopAndMergeField" => {
            let value = token(scope, left, "logic").unwrap_or_default();
            compares(&value)
        }
        "Quota" => quota_holds(scope, condition, compares),
        "DeviceType" => {
            let word = left.rsplit('/').next().unwrap_or_default();
            (operator == "IsNot") != scope.state.known.is_device(word)
        }
        "BooleanValue" => [left, right].iter().any(|word| word.eq_ignore_ascii_case("true") || *word == "1"),
        // What is not known of the respondent (place, scores) is like nothing it is compared with.
        _ => matches!(operator.as_str(), "IsNot" | "NotEqualTo" | "Empty" | "NotSelected" | "QuotaNotMet"),
    }
}

/// The choices (statements, fields) of a question as this respondent is offered them.
pub(crate) fn choices<'a>(scope: RunScope<'a>, question: &'a Question, key: &str) -> Vec<&'a Choice> {
    let ordered = mixed_choices(scope, question, key);
    if scope.depth > 0 && !scope.work.pay(question.choices.len() * 8) {
        return ordered;
    }
    let inner = RunScope { depth: scope.depth + 1, ..scope }.in_doubt(true);
    let holds = |display: &Expression| inner.depth > 2 || holds(inner, display);
    let carried = Carried::to(scope, question);
    let is_offered = |choice: &Choice| choice.display.as_ref().is_none_or(&holds) && carried.holds(choice);
    ordered.into_iter().filter(|choice| is_offered(choice)).collect()
}

/// The text with its tokens replaced; unknown ones by nothing. `place` tells the random numbers of one place from those
/// of another.
pub(crate) fn text(scope: RunScope<'_>, source: &str, usage: Usage, place: &str) -> String {
    let filled = fill(source, usage, scope.work.room(), |name| token(scope, name, place));
    scope.work.piped(filled.piped, filled.was_cut);
    filled.text
}

/// Author's HTML with piped values: without its markup where that is too much to draw, nothing where the page has no
/// room for it any more.
pub(crate) fn html(scope: RunScope<'_>, source: &str, place: &str) -> String {
    let mut html = text(scope, source, Usage::Html, place);
    if html.contains('<') && !scope.work.draws(markup::cost(&html)) {
        html = escaped(&plain(&html));
    }
    if scope.work.fits(html.len()) { html } else { String::new() }
}

/// The value of one token, without `${` and `}`; `None` if it is not understood, or nothing more is piped.
fn token(scope: RunScope<'_>, name: &str, place: &str) -> Option<String> {
    let (scheme, path) = name.split_once("://")?;
    scope.work.pay(100 + name.len()).then_some(())?;
    let value = |text: &str| scope.work.pay(text.len()).then(|| text.to_owned());
    match scheme {
        "e" | "ed" => value(scope.embedded(path.strip_prefix("Field/").unwrap_or(path))),
        "lm" => scope.loop_field(path).filter(|text| scope.work.pay(text.len())),
        "m" => value(recipient(scope, path)),
        "q" => question_value(scope, path, |question, key| choices(scope, question, key)),
        "qo" => quota_value(scope, path).filter(|text| scope.work.pay(text.len())),
        "rand" => random(scope, path, name, place),
        _ => None,
    }
}

/// What is known of an invited person; kept among the embedded data under the names exports give it.
fn recipient<'a>(scope: RunScope<'a>, name: &str) -> &'a str {
    match name {
        "FirstName" => scope.embedded("RecipientFirstName"),
        "LastName" => scope.embedded("RecipientLastName"),
        "Email" | "Email1" => scope.embedded("RecipientEmail"),
        "ExternalDataReference" | "ExternalReference" => scope.embedded("ExternalDataReference"),
        _ => scope.embedded(name),
    }
}

/// `rand://int/1:100`: both ends included.
fn random(scope: RunScope<'_>, path: &str, name: &str, place: &str) -> Option<String> {
    let (low, high) = path.strip_prefix("int/")?.split_once(':')?;
    let (low, high): (i64, i64) = (low.trim().parse().ok()?, high.trim().parse().ok()?);
    let (low, high) = (low.min(high), low.max(high));
    let width = high.checked_sub(low)?.checked_add(1)?;
    let row = scope.row.map_or("", |row| row.key);
    let mut chance = Chance::at(scope.state.seed, &format!("{row} {place} {name}"));
    Some((low + chance.below(width as u64) as i64).to_string())
}
