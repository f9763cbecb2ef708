//! Columns of questions with choices that are not grids.

use model::column::{Code, Column, Source};

use super::frame::{Frame, codes, label_of, text};

/// Adds the column of a question with one choice, the texts of its choices behind it.
pub(super) fn single(frame: &Frame<'_>, columns: &mut Vec<Column>) {
    if frame.question.selector == "NPS" {
        let field = format!("{}_NPS_GROUP", frame.key);
        let name = format!("{}_NPS_GROUP", frame.tag);
        let source = Source::Choice { field: field.clone(), codes: promoter_groups() };
        columns.push(frame.column(name, format!("{} - Group", frame.text), &field, source));
    }
    let source = Source::Choice { field: frame.key.clone(), codes: codes(&frame.question.choices) };
    columns.push(frame.column(frame.tag.clone(), selected(frame), &frame.key, source));
    texts(frame, columns);
}

/// Adds the columns of a question with several choices.
pub(super) fn multiple(frame: &Frame<'_>, columns: &mut Vec<Column>) {
    let codes = codes(&frame.question.choices);
    if frame.breakout {
        for (choice, code) in frame.question.choices.iter().zip(codes) {
            let label = format!("{} - {}", selected(frame), label_of(choice));
            columns.push(frame.picked(frame.name_of(choice), label, &frame.key, code));
        }
    } else {
        let source = Source::Choices { field: frame.key.clone(), codes };
        columns.push(frame.column(frame.tag.clone(), selected(frame), &frame.key, source));
    }
    texts(frame, columns);
}

/// The texts that choices carry, behind the choices themselves.
pub(super) fn texts(frame: &Frame<'_>, columns: &mut Vec<Column>) {
    for choice in frame.question.choices.iter().filter(|choice| choice.text_entry) {
        let field = format!("{}_{}_TEXT", frame.key, choice.id);
        let name = format!("{}_TEXT", frame.name_of(choice));
        let label = format!("{} - {} - Text", frame.text, label_of(choice));
        columns.push(frame.column(name, label, &field, text(&field)));
    }
}

/// Adds a column for every choice.
pub(super) fn per_choice(frame: &Frame<'_>, columns: &mut Vec<Column>, source: fn(String) -> Source) {
    for choice in &frame.question.choices {
        let field = format!("{}_{}", frame.key, choice.id);
        let label = format!("{} - {}", frame.text, label_of(choice));
        columns.push(frame.column(frame.name_of(choice), label, &field, source(field.clone())));
    }
}

/// A drill-down has one column per level. Its answers spell the whole way down (`a ~ b ~ c`), so that the level
/// of an answer is the number of its steps.
pub(super) fn drill_down(frame: &Frame<'_>, columns: &mut Vec<Column>) {
    for (place, level) in frame.question.choices.iter().enumerate() {
        let codes = codes(&frame.question.answers)
            .into_iter()
            .filter(|code| code.label.matches(" ~ ").count() == place)
            .map(|code| Code {
                label: code.label.rsplit(" ~ ").next().unwrap_or_default().to_owned(),
                ..code
            })
            .collect();
        let field = format!("{}_{}", frame.key, level.id);
        let label = format!("{} - {}", frame.text, label_of(level));
        let source = Source::Choice { field: field.clone(), codes };
        columns.push(frame.column(frame.name_of(level), label, &field, source));
    }
}

/// The label of the picked choices; only where some choice has a text of its own must it be told apart.
fn selected(frame: &Frame<'_>) -> String {
    if frame.question.choices.iter().any(|choice| choice.text_entry) {
        format!("{} - Selected Choice", frame.text)
    } else {
        frame.text.clone()
    }
}

fn promoter_groups() -> Vec<Code> {
    [("1", "Detractor"), ("2", "Passive"), ("3", "Promoter")]
        .into_iter()
        .map(|(id, label)| Code { id: id.into(), recode: id.into(), label: label.into() })
        .collect()
}
