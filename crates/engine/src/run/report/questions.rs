//! Questions and their choices.

use serde_json::{Map, Value};

use super::lines::Lines;
use super::not_run::{self, CHOICE, CONFIGURATION, DISPLAY, QUESTION};
use super::runs::{CARRIED, CONTENT, QUESTIONS, VALIDATION};
use super::words::{cut, entries, object, text};
use super::{logic, markup, pipes, words};

/// Members that hold no text for respondents, or copies of one.
const WITHOUT_TEXTS: [&str; 6] = [
    "QuestionJS",
    "QuestionText_Unsafe",
    "QuestionText_Safe",
    "QuestionDescription",
    "DynamicChoicesData",
    "DisplayLogic",
];

/// Members whose texts respondents see.
const SHOWN: [&str; 6] =
    ["QuestionText", "Choices", "Answers", "Language", "ColumnLabels", "AdditionalQuestions"];

/// A question, by its payload.
pub(super) fn question(payload: &Map<String, Value>, lines: &mut Lines) {
    let place = || words::question(payload);
    form(payload, lines, &place);
    not_run::find(QUESTION, payload, lines, place);
    let kind = text(payload, "QuestionType");
    let presets =
        matches!((kind, text(payload, "Selector")), ("MC", _) | ("TE", "SL" | "ML" | "ESTB" | "PW"));
    if !presets && payload.get("DefaultChoices").is_some_and(|given| not_run::is_used(given, &[])) {
        lines.add("answers entered beforehand", "the question has none at first", place);
    }
    let configuration = CONFIGURATION.iter().filter(|row| row.of == kind);
    not_run::find(configuration, object(payload.get("Configuration")), lines, place);
    part(payload, lines, &place);
    for (_, column) in entries(payload.get("AdditionalQuestions")) {
        part(object(Some(column)), lines, &place);
    }
    let shown = payload.iter().filter(|(name, _)| SHOWN.contains(&name.as_str()));
    shown.for_each(|(_, value)| markup::within(value, lines, &place));
    let texts = payload.iter().filter(|(name, _)| !WITHOUT_TEXTS.contains(&name.as_str()));
    texts.for_each(|(_, value)| pipes::within(value, lines, &place));
}

/// Whether it can be answered, and looks as it should.
fn form(payload: &Map<String, Value>, lines: &mut Lines, place: &dyn Fn() -> String) {
    let (kind, selector) = (text(payload, "QuestionType"), text(payload, "Selector"));
    match QUESTIONS.iter().find(|(known, _)| *known == kind) {
        None if kind == "Captcha" => {
            lines.add("a captcha", "it is not shown, and nobody is asked whether they are human", place);
        }
        None => lines.add(
            format!("a question of the type {} ({})", cut(kind), cut(selector)),
            "its text is shown, nothing can be answered, and no answer is required",
            place,
        ),
        Some((_, selectors)) if selectors.is_empty() || selectors.contains(&selector) => {}
        Some(_) => lines.add(
            format!("the form {} of a question of the type {kind}", cut(selector)),
            "it is asked in the simplest form of its type",
            place,
        ),
    }
}

/// What questions have in common with the columns of side-by-side questions.
fn part(payload: &Map<String, Value>, lines: &mut Lines, place: &dyn Fn() -> String) {
    for name in ["DisplayLogic", "InPageDisplayLogic"] {
        if let Some(condition) = payload.get(name) {
            not_run::find(DISPLAY, object(Some(condition)), lines, place);
            logic::expression(condition, lines, place);
        }
    }
    let settings = object(payload.get("Validation").and_then(|validation| validation.get("Settings")));
    let kind = text(settings, "Type");
    if !kind.is_empty() && !VALIDATION.contains(&kind) {
        lines.add(format!("the validation {}", cut(kind)), "any answer passes", place);
    }
    if kind == "ChoicesTotal" && text(payload, "QuestionType") == "Matrix" {
        lines.add("the totals of a table", "any numbers pass", place);
    }
    if kind == "ContentType" {
        content(text(settings, "ContentType"), lines, place);
    }
    if let Some(rule) = settings.get("CustomValidation").and_then(|custom| custom.get("Logic"))
        && kind == "CustomValidation"
    {
        logic::expression(rule, lines, place);
    }
    carried(payload, lines, place);
    for name in ["Choices", "Answers"] {
        for (_, choice) in entries(payload.get(name)) {
            let choice = object(Some(choice));
            not_run::find(CHOICE, choice, lines, place);
            content(text(choice, "TextEntryValidation"), lines, place);
            if let Some(condition) = choice.get("DisplayLogic") {
                logic::expression(condition, lines, place);
            }
        }
    }
}

fn content(kind: &str, lines: &mut Lines, place: &dyn Fn() -> String) {
    if !matches!(kind, "" | "None") && !CONTENT.contains(&kind) {
        lines.add(format!("the validation {}", cut(kind)), "any answer passes", place);
    }
}

fn carried(payload: &Map<String, Value>, lines: &mut Lines, place: &dyn Fn() -> String) {
    let dynamic = object(payload.get("DynamicChoices"));
    let locator = text(dynamic, "Locator");
    if locator.is_empty() {
        return;
    }
    let what = locator.split('?').next().unwrap_or_default().rsplit('/').next().unwrap_or_default();
    if !locator.starts_with("q://") {
        let kind = locator.split("://").next().unwrap_or_default();
        lines.add(format!("choices of a list ({})", cut(kind)), "those in the file are offered", place);
    } else if !CARRIED.contains(&what) {
        lines.add(format!("choices carried forward by {}", cut(what)), "all of them are offered", place);
    }
}
