//! Conditions, piped texts and the choices that are offered (api/qsf.md sections 5, 9 and 11).
//!
//! The three hang on each other: a choice may have a condition, a condition may compare with a piped text, a text may
//! list the choices that another question offers. So they are worked out here together, by parts that know nothing of
//! each other.

use model::survey::{Choice, Condition, Expression, Joint, Question};

use super::calculate::calculate;
use super::carried::Carried;
use super::compare::{compare, is_negation};
use super::date;
use super::locator::Locator;
use super::order::{Mixed, mixed};
use super::question_condition::question_holds;
use super::question_value::question_value;
use super::quota_condition::{quota_holds, quota_value};
use super::template::{Usage, escaped, fill};
use crate::html::{markup, plain};
use crate::run::chance::Chance;
use crate::run::known::Draw;
use crate::run::payload::is_even;
use crate::run::scope::{RunScope, part_key};
use crate::run::{loops, scores};

/// How deep lists of choices and texts of authors may lie in each other.
const DEEPEST: u8 = 2;

/// Whether the expression holds at this place. And binds before or, within a group and between groups; an expression
/// without conditions holds.
pub(crate) fn holds(scope: RunScope<'_>, expression: &Expression) -> bool {
    joined(&expression.groups, |group| joined(group, |condition| condition_holds(scope, condition)))
}

fn joined<T>(parts: &[(Joint, T)], holds: impl Fn(&T) -> bool) -> bool {
    let mut all = true;
    for (place, (joint, part)) in parts.iter().enumerate() {
        if place > 0 && *joint == Joint::Or {
            if all {
                return true;
            }
            all = true;
        }
        all = all && holds(part);
    }
    all
}

/// Whether the respondent was shown every question that the expression asks for.
pub(crate) fn was_asked(scope: RunScope<'_>, expression: &Expression) -> bool {
    let mut questions = expression.conditions().filter(|condition| condition.logic == "Question");
    questions.all(|condition| {
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
    let compares_to = |value: &str, right: &str| {
        let costs = if right.is_empty() { 0 } else { value.len() + right.len() };
        let holds = || match operator.as_str() {
            "MatchesRegex" => scope.survey.matches(value.trim(), right.trim(), scope.work, left),
            _ => Some(compare(value, right, condition)),
        };
        scope.work.pay(costs).then(holds).flatten().unwrap_or(scope.in_doubt)
    };
    let compares = |value: &str| compares_to(value, &text(scope, right, Usage::Text, "logic"));
    // What is not known of the respondent, such as place and device, is like nothing it is compared with.
    let of_token = |name: &str| match token(scope, name, "logic") {
        Some(value) => compares(&value),
        None => is_negation(operator),
    };
    match condition.logic.as_str() {
        "Question" => question_holds(
            scope,
            condition,
            |question, key| choices(scope, question, key),
            |question, key| answers(scope, question, key),
            || of_token(&with_scheme("q", left)),
        ),
        "EmbeddedField" => {
            let name = left.strip_prefix("e://Field/").unwrap_or(left);
            compares(scope.embedded(name))
        }
        "Quota" => quota_holds(scope, condition, compares),
        "DeviceType" => {
            let word = left.rsplit('/').next().unwrap_or_default();
            (operator == "IsNot") != scope.state.known.is_device(word)
        }
        "PanelData" => of_token(&with_scheme("m", left)),
        "Scoring" => of_token(&with_scheme("gr", left)),
        // The round of a loop, named by its row (unsure).
        "LoopAndMerge" | "LoopAndMergeField" => match right.strip_prefix("lm://CurrentLoop/") {
            Some(row) => compares_to(scope.row.map_or("", |row| row.key), row),
            None if left.starts_with("BL_") => compares(scope.row.map_or("", |row| row.key)),
            None => of_token(left),
        },
        "BooleanValue" => [left, right].iter().any(|word| word.eq_ignore_ascii_case("true") || *word == "1"),
        _ => is_negation(operator),
    }
}

/// The choices (statements, fields) of a question as this respondent is offered them.
pub(crate) fn choices<'a>(scope: RunScope<'a>, question: &'a Question, key: &str) -> Vec<&'a Choice> {
    mixed_choices(scope, question, key).items
}

fn mixed_choices<'a>(scope: RunScope<'a>, question: &'a Question, key: &str) -> Mixed<'a> {
    let scope = scope.round_of(key);
    let carried = || {
        let inner = RunScope { depth: scope.depth + 1, ..scope };
        Carried::to(inner, question, |source, key| choices(inner, source, key))
    };
    let carried = if scope.depth > DEEPEST { Carried::All } else { carried() };
    let is_offered = |choice: &Choice| carried.holds(choice);
    offered(scope, question, &question.choices, ("Randomization", &format!("{key} choices")), is_offered)
}

/// The scale points of a question as this respondent is offered them.
pub(crate) fn answers<'a>(scope: RunScope<'a>, question: &'a Question, key: &str) -> Vec<&'a Choice> {
    mixed_answers(scope, question, key).items
}

fn mixed_answers<'a>(scope: RunScope<'a>, question: &'a Question, key: &str) -> Mixed<'a> {
    let scope = scope.round_of(key);
    let place = format!("{key} answers");
    offered(scope, question, &question.answers, ("AnswerRandomization", &place), |_| true)
}

/// What is to be drawn for a question before it is shown: of its evenly presented lists, and those of its columns, those that
/// were not drawn from yet, or of which something was drawn that is not offered any more.
pub(crate) fn draws(scope: RunScope<'_>, question: &Question, key: &str) -> Vec<Draw> {
    let mut draws = Vec::new();
    let whole = (question, key.to_owned());
    for (part, key) in std::iter::once(whole).chain(columns(scope, question, key)) {
        if is_even(part, "Randomization") {
            draws.extend(mixed_choices(scope, part, &key).draw);
        }
        if is_even(part, "AnswerRandomization") {
            draws.extend(mixed_answers(scope, part, &key).draw);
        }
    }
    draws
}

/// Whether the display logic of a question, or of a column, lets it be shown.
pub(crate) fn is_shown(scope: RunScope<'_>, question: &Question) -> bool {
    question.display.as_ref().is_none_or(|display| holds(scope.in_doubt(true), display))
}

/// The columns of a side-by-side question that are shown, and their keys.
pub(crate) fn columns<'a>(
    scope: RunScope<'a>,
    question: &'a Question,
    key: &str,
) -> Vec<(&'a Question, String)> {
    let columns = question.columns.iter().enumerate();
    let shown = columns.filter(|(_, column)| is_shown(scope, column));
    shown.map(|(place, column)| (column, part_key(key, place, column))).collect()
}

/// Those of a list of choices that their own conditions and `is_offered` let through, in the order of this run. What is
/// random in it follows from the member of the question and the place.
fn offered<'a>(
    scope: RunScope<'a>,
    question: &'a Question,
    list: &'a [Choice],
    (member, place): (&str, &str),
    is_offered: impl Fn(&Choice) -> bool,
) -> Mixed<'a> {
    let inner = RunScope { depth: scope.depth + 1, ..scope }.in_doubt(true);
    let looks = scope.depth == 0 || scope.work.pay(list.len() * 8);
    let holds = |display: &Expression| inner.depth > DEEPEST || !looks || holds(inner, display);
    let is_offered = |choice: &Choice| choice.display.as_ref().is_none_or(holds) && is_offered(choice);
    mixed(scope, question, list, member, place, is_offered)
}

/// The text with its tokens replaced and its calculations made; what is not known gives nothing. `place` tells the random
/// numbers of one place from those of another.
pub(crate) fn text(scope: RunScope<'_>, source: &str, usage: Usage, place: &str) -> String {
    let value_of = |name: &str| token(scope, name, place);
    let filled = fill(source, usage, scope.work.room(), value_of, |written| {
        scope.work.pay(written.len() * 8).then(|| calculate(written, value_of)).flatten()
    });
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
    let offered = |question, key: &str| choices(scope, question, key);
    match scheme {
        "e" | "ed" => value(scope.embedded(path.strip_prefix("Field/").unwrap_or(path))),
        "m" => value(recipient(scope, path)),
        "q" => {
            // The texts of a question in a loop name the fields of its round.
            let round = scope.round_of(Locator::parse(path).question());
            question_value(round, path, offered, |source| within(round, source, Usage::Html, place))
        }
        "lm" => {
            let written = loops::value(scope, path, offered)?;
            scope.work.pay(written.len()).then(|| within(scope, &written, Usage::Text, place))
        }
        "gr" => scores::value(scope, path),
        "date" => date::value(scope.state.page_ms, path),
        "qo" => quota_value(scope, path).filter(|text| scope.work.pay(text.len())),
        "rand" => random(scope, path, name, place),
        _ => None,
    }
}

/// A text that the author put within another, with its own tokens replaced; not without end.
fn within(scope: RunScope<'_>, source: &str, usage: Usage, place: &str) -> String {
    if scope.depth > DEEPEST || !source.contains('$') {
        return source.to_owned();
    }
    text(RunScope { depth: scope.depth + 1, ..scope }, source, usage, place)
}

fn with_scheme(scheme: &str, name: &str) -> String {
    if name.contains("://") { name.to_owned() } else { format!("{scheme}://{name}") }
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
