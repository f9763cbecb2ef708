//! Columns of grids: matrices and side-by-side questions.

use model::column::{Column, Source};
use model::survey::{Choice, Question, QuestionType};

use super::frame::{Frame, codes, label_of, number, text};

/// Adds the columns of a matrix.
pub(super) fn matrix(frame: &Frame<'_>, columns: &mut Vec<Column>) {
    let grid = Grid {
        question: frame.question,
        tag: frame.tag.clone(),
        key: frame.key.clone(),
        text: frame.text.clone(),
        row_suffix: String::new(),
    };
    add_grid(frame, &grid, columns);
}

/// Adds the columns of a side-by-side question: those of a matrix for each of its own columns.
pub(super) fn side_by_side(frame: &Frame<'_>, columns: &mut Vec<Column>) {
    for (place, column) in frame.question.columns.iter().enumerate() {
        let number = column_number(column).unwrap_or_else(|| (place + 1).to_string());
        let grid = Grid {
            question: column,
            tag: format!("{}#{number}", frame.tag),
            key: format!("{}#{number}", frame.key),
            text: format!("{} - {}", frame.text, crate::html::piped(&crate::html::plain(&column.text))),
            row_suffix: answer_tag(column).map(|tag| format!("_{tag}")).unwrap_or_default(),
        };
        add_grid(frame, &grid, columns);
    }
}

/// The number of a side-by-side column: what follows `#` in its own id (`QID8#2`).
pub(crate) fn column_number(column: &Question) -> Option<String> {
    let id = column.raw.get("QuestionID").and_then(serde_json::Value::as_str)?;
    id.split_once('#').map(|(_, number)| number.to_owned()).filter(|number| !number.is_empty())
}

/// What the cells of a grid hold.
enum Cells {
    /// One scale point per row.
    Single,
    /// Any number of scale points per row.
    Multiple,
    /// A text per row and scale point.
    Text,
    /// A number per row and scale point.
    Number,
}

/// One grid: a matrix, or one column of a side-by-side question.
struct Grid<'a> {
    /// The question or the column.
    question: &'a Question,
    /// What names begin with: `Q3`, `Q8#2`.
    tag: String,
    /// What field keys and import ids begin with: `QID3`, `QID8#2`.
    key: String,
    /// What labels begin with.
    text: String,
    /// What rows with an export tag of their own end with (the column's own tag), if anything.
    row_suffix: String,
}

fn add_grid(frame: &Frame<'_>, grid: &Grid<'_>, columns: &mut Vec<Column>) {
    let cells = cells(grid.question);
    for (place, row) in grid.question.choices.iter().enumerate() {
        // Rows are named by their place, import ids by the row's id (corpus/frequencies.md).
        let name = match &row.export_tag {
            Some(tag) => format!("{}{tag}{}", frame.prefix, grid.row_suffix),
            None => format!("{}_{}", grid.tag, place + 1),
        };
        let label = format!("{} - {}", grid.text, label_of(row));
        add_row(frame, grid, &cells, row, &name, &label, columns);
        if row.text_entry {
            let field = format!("{}_{}_TEXT", grid.key, row.id);
            columns.push(frame.column(
                format!("{name}_TEXT"),
                format!("{label} - Text"),
                &field,
                text(&field),
            ));
        }
    }
}

fn add_row(
    frame: &Frame<'_>,
    grid: &Grid<'_>,
    cells: &Cells,
    row: &Choice,
    name: &str,
    label: &str,
    columns: &mut Vec<Column>,
) {
    let field = format!("{}_{}", grid.key, row.id);
    let answers = &grid.question.answers;
    match cells {
        Cells::Single => {
            let source = Source::Choice { field: field.clone(), codes: codes(answers) };
            columns.push(frame.column(name.to_owned(), label.to_owned(), &field, source));
        }
        Cells::Multiple if frame.breakout => {
            for (answer, code) in answers.iter().zip(codes(answers)) {
                let label = format!("{label} - {}", label_of(answer));
                columns.push(frame.picked(format!("{name}_{}", answer.id), label, &field, code));
            }
        }
        Cells::Multiple => {
            let source = Source::Choices { field: field.clone(), codes: codes(answers) };
            columns.push(frame.column(name.to_owned(), label.to_owned(), &field, source));
        }
        Cells::Text | Cells::Number => {
            for answer in answers {
                let field = format!("{field}_{}", answer.id);
                let label = format!("{label} - {}", label_of(answer));
                let source = if matches!(cells, Cells::Text) { text(&field) } else { number(&field) };
                columns.push(frame.column(format!("{name}_{}", answer.id), label, &field, source));
            }
        }
    }
}

fn cells(question: &Question) -> Cells {
    match question.selector.as_str() {
        "TE" => Cells::Text,
        "CS" | "RO" => Cells::Number,
        // A side-by-side column that is text entry says so by its type in some files.
        _ if question.kind == QuestionType::TextEntry => Cells::Text,
        "Likert" if question.sub_selector == "MultipleAnswer" => Cells::Multiple,
        _ => Cells::Single,
    }
}

/// The column's own export tag (`AnswerDataExportTag`): a text, or a number in older files.
pub(crate) fn answer_tag(column: &Question) -> Option<String> {
    match column.raw.get("AnswerDataExportTag")? {
        serde_json::Value::String(tag) if !tag.is_empty() => Some(tag.clone()),
        serde_json::Value::Number(tag) => Some(tag.to_string()),
        _ => None,
    }
}
