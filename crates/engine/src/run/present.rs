//! A page of the run as data.

use model::survey::{Choice, Question, QuestionType};
use serde_json::Value;

use super::check::{self, is_cells};
use super::content;
use super::levels;
use super::order;
use super::pipe::{self, Into};
use super::scope::{self, Scope, part_key, raw_choice};
use super::view::{
    Body, Cell, ChoiceLook, ChoiceView, ChoicesView, EntryLook, EntryView, MatrixView, NumberView,
    QuestionView, RowView,
};

/// The numbers a question takes.
pub(super) struct Range {
    pub(super) least: f64,
    pub(super) most: f64,
    pub(super) step: f64,
}

/// One question of a page.
pub(super) fn question(scope: Scope<'_>, question: &Question, key: &str) -> QuestionView {
    QuestionView {
        key: key.to_owned(),
        text: html(scope, scope::question_text(question, &scope.state.language), key),
        required: check::is_required(question),
        problems: scope.state.problems.iter().filter(|problem| problem.question == key).cloned().collect(),
        body: body(scope, question, key),
    }
}

/// The least and the greatest number and the step between, for questions that ask for numbers.
pub(super) fn range(question: &Question, offered: usize) -> Range {
    let setting = |name: &str| -> Option<f64> {
        match question.raw.get("Configuration")?.get(name)? {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    };
    let decimals = setting("NumDecimals").unwrap_or(0.0).clamp(0.0, 6.0);
    let step = 10_f64.powi(-(decimals as i32));
    match question.kind {
        QuestionType::RankOrder => Range { least: 1.0, most: offered as f64, step: 1.0 },
        QuestionType::Slider if question.selector == "STAR" => {
            let halves = question.raw.get("Configuration").and_then(|raw| raw.get("StarType")?.as_str());
            let step = if halves == Some("half") { 0.5 } else { 1.0 };
            Range { least: 0.0, most: setting("StarCount").unwrap_or(5.0), step }
        }
        QuestionType::Slider => {
            let least = setting("CSSliderMin").unwrap_or(0.0);
            Range {
                least,
                most: setting("CSSliderMax").filter(|most| *most > least).unwrap_or(least + 100.0),
                step,
            }
        }
        _ => Range { least: 0.0, most: 1e15, step },
    }
}

/// The total a constant sum must reach, if the author set one.
pub(super) fn total(question: &Question, settings: &Value) -> Option<f64> {
    if question.kind != QuestionType::ConstantSum
        || settings.get("Type").is_none_or(|way| way != "ChoicesTotal")
    {
        return None;
    }
    match settings.get("ChoiceTotal")? {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// Author's HTML with piped values.
pub(super) fn html(scope: Scope<'_>, text: &str, place: &str) -> String {
    pipe::text(scope, text, Into::Html, place)
}

fn body(scope: Scope<'_>, question: &Question, key: &str) -> Body {
    let offered = order::choices(scope, question, key);
    let label = |choice: &Choice| choice_html(scope, question, "Choices", choice, key);
    let numbers = || {
        let Range { least, most, step } = range(question, offered.len());
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
    let settings = question.raw.get("Validation").and_then(|raw| raw.get("Settings")).unwrap_or(&Value::Null);
    match question.kind {
        QuestionType::MultipleChoice => Body::Choices(choices(scope, question, &offered, key)),
        QuestionType::Matrix => Body::Matrix(matrix(scope, question, question, key, key)),
        QuestionType::SideBySide => {
            let column = |(place, column): (usize, &Question)| {
                let heading = html(scope, scope::question_text(column, &scope.state.language), key);
                (heading, matrix(scope, question, column, key, &part_key(key, place, column)))
            };
            Body::SideBySide(question.columns.iter().enumerate().map(column).collect())
        }
        QuestionType::TextEntry if question.selector == "FORM" => Body::Form(
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
            Body::Entry(EntryView {
                value: scope.text(&name).to_owned(),
                name,
                label: String::new(),
                look: entry_look(&question.selector, kind),
                longest: content::longest(settings),
            })
        }
        QuestionType::Slider => Body::Sliders(numbers()),
        QuestionType::ConstantSum => {
            Body::Sum(numbers(), total(question, settings).map(|total| total.to_string()))
        }
        QuestionType::RankOrder => Body::Ranks(numbers()),
        QuestionType::DrillDown => {
            let selected = scope.text(&levels::last_field(question, key));
            Body::Levels(levels::view(question, key, selected))
        }
        QuestionType::Timing => Body::Timing(
            ["FIRST_CLICK", "LAST_CLICK", "PAGE_SUBMIT", "CLICK_COUNT"].map(|part| format!("{key}_{part}")),
        ),
        QuestionType::BrowserMeta => {
            Body::Browser(["BROWSER", "VERSION", "OS", "RESOLUTION"].map(|part| format!("{key}_{part}")))
        }
        QuestionType::Descriptive => Body::Nothing,
        QuestionType::Captcha => Body::Hidden,
        _ => Body::Unsupported,
    }
}

fn choices(scope: Scope<'_>, question: &Question, offered: &[&Choice], key: &str) -> ChoicesView {
    let picked = scope.entered(key);
    let view = |choice: &&Choice| {
        let name = format!("{key}_{}_TEXT", choice.id);
        ChoiceView {
            id: choice.id.clone(),
            text: choice_html(scope, question, "Choices", choice, key),
            selected: picked.contains(&choice.id),
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
    let ends = question.raw.get("ColumnLabels").and_then(Value::as_array).and_then(|labels| {
        let text = |label: Option<&Value>| Some(html(scope, label?.get("Display")?.as_str()?, key));
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

/// The table of `part`: a matrix, or one column of the side-by-side question `whole`.
fn matrix(scope: Scope<'_>, whole: &Question, part: &Question, key: &str, part_key: &str) -> MatrixView {
    let cell = match (part.kind, part.selector.as_str(), part.sub_selector.as_str()) {
        (QuestionType::TextEntry, ..) => Cell::Text(EntryLook::Line),
        (_, "TE", "Long" | "Essay") => Cell::Text(EntryLook::Lines),
        (_, "TE", _) => Cell::Text(EntryLook::Line),
        (_, "CS" | "RO", _) => Cell::Text(EntryLook::Number),
        (_, "DL", _) | (_, _, "DL") => Cell::DropDown,
        _ if part.is_multiple() => Cell::Several,
        _ => Cell::One,
    };
    let columns: Vec<(String, String)> = order::answers(scope, part, part_key)
        .iter()
        .map(|answer| (answer.id.clone(), choice_html(scope, part, "Answers", answer, key)))
        .collect();
    let row = |choice: &&Choice| {
        let name = format!("{part_key}_{}", choice.id);
        let text =
            choice_html(scope, if part.choices.is_empty() { whole } else { part }, "Choices", choice, key);
        let (label, other_end) = match text.split_once(':') {
            Some((left, right)) if part.selector == "Bipolar" => (left.to_owned(), right.to_owned()),
            _ => (text, String::new()),
        };
        let values = if is_cells(part) {
            columns.iter().map(|(id, _)| scope.text(&format!("{name}_{id}")).to_owned()).collect()
        } else {
            scope.entered(&name).to_vec()
        };
        let entry = format!("{name}_TEXT");
        let entry = choice.text_entry.then(|| (entry.clone(), scope.text(&entry).to_owned()));
        RowView { name, label, other_end, values, entry }
    };
    let rows = order::choices(scope, part, part_key).iter().map(row).collect();
    MatrixView { columns, rows, cell }
}

fn choice_html(scope: Scope<'_>, question: &Question, list: &str, choice: &Choice, place: &str) -> String {
    html(scope, scope::choice_text(question, list, choice, &scope.state.language), place)
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
