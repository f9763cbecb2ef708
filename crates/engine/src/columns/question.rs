//! Columns of one question, by its kind.

use model::column::{Column, Source};
use model::survey::{Choice, QuestionType};

use super::frame::{Frame, codes, label_of, number, text};
use super::{choices, grid};

/// Adds the question's columns, its display order behind them.
pub(super) fn add(frame: &Frame<'_>, columns: &mut Vec<Column>) {
    match frame.question.kind {
        QuestionType::MultipleChoice if frame.question.is_multiple() => choices::multiple(frame, columns),
        QuestionType::MultipleChoice => choices::single(frame, columns),
        QuestionType::Matrix => grid::matrix(frame, columns),
        QuestionType::SideBySide => grid::side_by_side(frame, columns),
        QuestionType::TextEntry if frame.question.selector == "FORM" => {
            choices::per_choice(frame, columns, |field| Source::Text { field });
        }
        QuestionType::TextEntry => {
            let field = format!("{}_TEXT", frame.key);
            columns.push(frame.column(frame.tag.clone(), frame.text.clone(), &field, text(&field)));
        }
        QuestionType::Slider | QuestionType::ConstantSum | QuestionType::RankOrder => {
            choices::per_choice(frame, columns, |field| Source::Number { field });
            choices::texts(frame, columns);
        }
        QuestionType::DrillDown => choices::drill_down(frame, columns),
        QuestionType::GraphicSlider => {
            columns.push(frame.column(frame.tag.clone(), frame.text.clone(), &frame.key, number(&frame.key)));
        }
        QuestionType::Timing => parts(frame, columns, &TIMING),
        QuestionType::BrowserMeta => parts(frame, columns, &BROWSER),
        QuestionType::FileUpload | QuestionType::Draw => parts(frame, columns, &FILE),
        QuestionType::Descriptive
        | QuestionType::Captcha
        | QuestionType::PickGroupRank
        | QuestionType::HotSpot
        | QuestionType::HeatMap
        | QuestionType::Highlight
        | QuestionType::TreeSelect
        | QuestionType::Other => return,
    }
    if frame.orders {
        order(frame, columns, "Randomization", "DO", "Display Order", &frame.question.choices);
        order(frame, columns, "AnswerRandomization", "ADO", "Answer Display Order", &frame.question.answers);
    }
}

fn parts(frame: &Frame<'_>, columns: &mut Vec<Column>, parts: &[(&str, &str, bool)]) {
    for (name, id, is_number) in parts {
        let field = format!("{}_{id}", frame.key);
        let label = format!("{} - {name}", frame.text);
        let source = if *is_number { number(&field) } else { text(&field) };
        columns.push(frame.column(format!("{}_{name}", frame.tag), label, &field, source));
    }
}

fn order(
    frame: &Frame<'_>,
    columns: &mut Vec<Column>,
    member: &str,
    suffix: &str,
    words: &str,
    shown: &[Choice],
) {
    let how = frame.question.raw.get(member).and_then(|randomization| randomization.get("Type"));
    let shuffled = how.and_then(serde_json::Value::as_str).is_some_and(|how| !matches!(how, "" | "None"));
    if !shuffled || shown.is_empty() {
        return;
    }
    let field = format!("{}_{suffix}", frame.key);
    let name = format!("{}_{suffix}", frame.tag);
    let label = format!("{} - {words}", frame.text);
    if !frame.breakout {
        let source = Source::Order { field: field.clone(), codes: codes(shown) };
        columns.push(frame.column(name, label, &field, source));
        return;
    }
    for choice in shown {
        let source = Source::Position { field: field.clone(), id: choice.id.clone() };
        let label = format!("{label} - {}", label_of(choice));
        let mut column = frame.column(format!("{name}_{}", choice.id), label, &field, source);
        column.import.choice = Some(choice.id.clone());
        columns.push(column);
    }
}

/// Name, end of the import id, whether it is a number.
const TIMING: [(&str, &str, bool); 4] = [
    ("First Click", "FIRST_CLICK", true),
    ("Last Click", "LAST_CLICK", true),
    ("Page Submit", "PAGE_SUBMIT", true),
    ("Click Count", "CLICK_COUNT", true),
];

const BROWSER: [(&str, &str, bool); 4] = [
    ("Browser", "BROWSER", false),
    ("Version", "VERSION", false),
    ("Operating System", "OS", false),
    ("Resolution", "RESOLUTION", false),
];

const FILE: [(&str, &str, bool); 4] = [
    ("Id", "FILE_ID", false),
    ("Name", "FILE_NAME", false),
    ("Size", "FILE_SIZE", true),
    ("Type", "FILE_TYPE", false),
];
