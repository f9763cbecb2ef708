//! One question of a page.

use std::collections::HashSet;

use model::limits::surveys::ANSWER_LENGTH;
use model::survey::{Choice, Question, QuestionType};
use serde_json::Value;

use super::matrix::{choice_html, matrix};
use crate::run::language::base_text;
use crate::run::levels;
use crate::run::logic::{self, html};
use crate::run::numeral::shown;
use crate::run::payload::raw_choice;
use crate::run::problem::AnswerProblem;
use crate::run::rules;
use crate::run::scope::RunScope;
use crate::run::texts::{translated_question, translation};
use crate::run::view::{
    ChoiceLook, ChoiceView, ChoicesView, EntryLook, EntryView, Input, NumberView, QuestionView,
};

/// The question as this respondent sees it; `key` carries the row of a loop.
pub(crate) fn question_view(
    scope: RunScope<'_>,
    question: &Question,
    key: &str,
    problems: Vec<AnswerProblem>,
) -> QuestionView {
    let input = input(scope, question, key);
    QuestionView {
        key: key.to_owned(),
        tag: if scope.survey.is_on("ShowExportTags") { question.tag.clone() } else { String::new() },
        text: question_html(scope, question, key),
        // What cannot be answered here holds nobody up, and does not say so either.
        required: rules::is_required(question) && input != Input::Unsupported,
        problems,
        input,
    }
}

/// The text of a question, or of a column of one, as HTML.
fn question_html(scope: RunScope<'_>, question: &Question, key: &str) -> String {
    match translated_question(question, &scope.state.language) {
        Some(text) => html(scope, text, key),
        None => base_text(scope.survey, scope.state, html(scope, &question.text, key)),
    }
}

fn input(scope: RunScope<'_>, question: &Question, key: &str) -> Input {
    let offered = logic::choices(scope, question, key);
    let label = |choice: &Choice| choice_html(scope, question, "Choices", choice, key);
    let numbers = || {
        let rules::Range { least, most, step } = rules::range(question, offered.len());
        let view = |choice: &&Choice| {
            let name = format!("{key}_{}", choice.id);
            let value = scope.text(&name).to_owned();
            NumberView {
                name,
                label: label(choice),
                value,
                least,
                most,
                step,
                stars: question.selector == "STAR",
            }
        };
        offered.iter().map(view).collect::<Vec<_>>()
    };
    let settings = rules::settings(question);
    match question.kind {
        QuestionType::MultipleChoice => Input::Choices(choices(scope, question, &offered, key)),
        QuestionType::Matrix => Input::Matrix(matrix(scope, question, question, key, key)),
        QuestionType::SideBySide => {
            let column = |(column, part): (&Question, String)| {
                let heading = question_html(scope, column, key);
                (heading, matrix(scope, question, column, key, &part))
            };
            Input::SideBySide(logic::columns(scope, question, key).into_iter().map(column).collect())
        }
        QuestionType::TextEntry if question.selector == "FORM" => Input::Form(
            offered
                .iter()
                .map(|choice| {
                    let name = format!("{key}_{}", choice.id);
                    let kind = raw_choice(question, "Choices", &choice.id)
                        .and_then(|raw| raw.get("TextEntryValidation"));
                    let look = entry_look("SL", kind.and_then(Value::as_str));
                    let value = scope.text(&name).to_owned();
                    EntryView { name, label: label(choice), value, look, longest: None }
                })
                .collect(),
        ),
        QuestionType::TextEntry => {
            let name = format!("{key}_TEXT");
            let kind = settings.get("ContentType").and_then(Value::as_str);
            let kind = kind.filter(|_| settings.get("Type").is_some_and(|way| way == "ContentType"));
            Input::Entry(EntryView {
                value: scope.text(&name).to_owned(),
                name,
                label: String::new(),
                look: entry_look(&question.selector, kind),
                longest: Some(rules::longest(settings).unwrap_or(ANSWER_LENGTH).min(ANSWER_LENGTH)),
            })
        }
        QuestionType::Slider => Input::Sliders(numbers()),
        QuestionType::ConstantSum => Input::Sum(numbers(), rules::total(question, settings).map(shown)),
        QuestionType::RankOrder => Input::Ranks(numbers()),
        QuestionType::DrillDown => {
            let selected = scope.text(&levels::last_field(question, key));
            Input::Levels(levels::view(question, key, selected))
        }
        QuestionType::Timing => Input::Timing(
            ["FIRST_CLICK", "LAST_CLICK", "PAGE_SUBMIT", "CLICK_COUNT"].map(|part| format!("{key}_{part}")),
        ),
        QuestionType::BrowserMeta => {
            Input::Browser(["BROWSER", "VERSION", "OS", "RESOLUTION"].map(|part| format!("{key}_{part}")))
        }
        QuestionType::Descriptive => Input::Nothing,
        QuestionType::Captcha => Input::Hidden,
        _ => Input::Unsupported,
    }
}

fn choices(scope: RunScope<'_>, question: &Question, offered: &[&Choice], key: &str) -> ChoicesView {
    let picked: HashSet<&str> = scope.entered(key).iter().map(String::as_str).collect();
    let view = |choice: &&Choice| {
        let name = format!("{key}_{}_TEXT", choice.id);
        ChoiceView {
            id: choice.id.clone(),
            text: choice_html(scope, question, "Choices", choice, key),
            selected: picked.contains(choice.id.as_str()),
            exclusive: choice.exclusive,
            entry: choice.text_entry.then(|| (name.clone(), scope.text(&name).to_owned())),
        }
    };
    let look = match question.selector.as_str() {
        "SAHR" | "MAHR" => ChoiceLook::Row,
        "SACOL" | "MACOL" => ChoiceLook::Columns,
        "DL" => ChoiceLook::DropDown,
        "SB" | "MSB" => ChoiceLook::Box,
        "NPS" => ChoiceLook::Scale,
        _ => ChoiceLook::List,
    };
    let translated = translation(question, &scope.state.language).and_then(|texts| texts.get("ColumnLabels"));
    let ends = [(translated, true), (question.raw.get("ColumnLabels"), false)];
    let ends = ends.into_iter().find_map(|(labels, translated)| {
        let labels = labels?.as_array()?;
        let text = |label: Option<&Value>| {
            let text = html(scope, label?.get("Display")?.as_str()?, key);
            Some(if translated { text } else { base_text(scope.survey, scope.state, text) })
        };
        Some((text(labels.first())?, text(labels.last())?))
    });
    ChoicesView {
        name: key.to_owned(),
        multiple: question.is_multiple(),
        look,
        choices: offered.iter().map(view).collect(),
        ends: ends.filter(|_| look == ChoiceLook::Scale),
    }
}

fn entry_look(selector: &str, kind: Option<&str>) -> EntryLook {
    match (selector, kind) {
        ("ML", _) => EntryLook::Lines,
        ("ESTB", _) => EntryLook::Essay,
        ("PW", _) => EntryLook::Password,
        (_, Some("ValidNumber")) => EntryLook::Number,
        (_, Some("ValidEmail")) => EntryLook::Email,
        (_, Some("ValidPhone")) => EntryLook::Phone,
        _ => EntryLook::Line,
    }
}
