//! Tables of statements and scale points. On a narrow screen each statement becomes a card; the roles are written out
//! because browsers forget them when a table is not laid out as one.

use std::collections::HashSet;

use engine::run::view::{CellInput, EntryLook, MatrixView, QuestionView, RowView};
use maud::{Markup, html};
use model::limits::surveys::{REPEATED_TEXT, REPEATED_TEXTS};

use crate::html::{line, safe};
use crate::labels::{text_id, text_of_choice};
use crate::problems::{described_by, id, is_wrong};
use crate::words::Words;

/// A table; `heading` is the id of its own heading inside a side-by-side question.
pub(crate) fn matrix(
    view: &QuestionView,
    table: &MatrixView,
    heading: Option<&str>,
    words: &Words,
) -> Markup {
    let labels = match heading {
        Some(heading) => format!("{} {heading}", text_id(view)),
        None => text_id(view),
    };
    // Columns are named within this table only.
    let part = table.rows.first().map_or_else(|| id(&view.key), |row| id(&row.name));
    let two_ended = table.rows.iter().any(|row| !row.other_end.is_empty());
    let boxes = table.cell == CellInput::DropDown;
    // Scale points of one width look like a scale; more than seven would not fit.
    let even = !boxes && table.columns.len() <= 7;
    let repeated = repeated(table);
    html! {
        div .scroll {
            table .grid.even[even].boxes[boxes].texts[matches!(table.cell, CellInput::Text(_))] role="table" aria-labelledby=(labels)
                aria-describedby=[described_by(view)] {
                @if !boxes {
                    thead role="rowgroup" { tr role="row" {
                        td role="cell" {}
                        @for (column, text) in &table.columns {
                            th role="columnheader" scope="col" id=(column_id(&part, column)) { (safe(text)) }
                        }
                        @if two_ended { td role="cell" {} }
                    } }
                }
                tbody role="rowgroup" {
                    @for row in &table.rows { (self::row(view, table, &repeated, row, &part, words)) }
                }
            }
        }
    }
}

/// The text of each column as its cells repeat it, for narrow screens and boxes that open.
fn repeated(table: &MatrixView) -> Vec<Markup> {
    let is_box = table.cell == CellInput::DropDown;
    let all: usize = table.columns.iter().map(|(_, text)| text.len()).sum();
    let is_short = all.saturating_mul(table.rows.len()) <= REPEATED_TEXTS;
    let text = |(_, text): &(String, String)| match (is_box, is_short) {
        (false, true) => safe(text),
        (true, true) => html! { (line(text)) },
        (_, false) => html! { (line(text).chars().take(REPEATED_TEXT).collect::<String>()) },
    };
    table.columns.iter().map(text).collect()
}

fn row(
    view: &QuestionView,
    table: &MatrixView,
    repeated: &[Markup],
    row: &RowView,
    part: &str,
    words: &Words,
) -> Markup {
    let label = format!("{}-row", id(&row.name));
    let picked: HashSet<&str> = row.values.iter().map(String::as_str).collect();
    let wrong = view.problems.iter().any(|problem| problem.field == row.name);
    html! {
        tr role="row" class=[wrong.then_some("wrong")] {
            th role="rowheader" scope="row" {
                span id=(label) { (safe(&row.label)) }
                @if let Some((name, value)) = &row.entry { (text_of_choice(view, name, value, &label, words)) }
            }
            @if table.cell == CellInput::DropDown {
                td role="cell" { (select(view, table, repeated, row, &label, words)) }
            } @else {
                @for (place, ((column, _), text)) in table.columns.iter().zip(repeated).enumerate() {
                    td role="cell" { (cell(view, table.cell, row, &label, place, part, (column, text, picked.contains(column.as_str())))) }
                }
            }
            @if !row.other_end.is_empty() { td .other-end role="cell" { (safe(&row.other_end)) } }
        }
    }
}

fn cell(
    view: &QuestionView,
    kind: CellInput,
    row: &RowView,
    label: &str,
    place: usize,
    part: &str,
    (column, text, is_picked): (&str, &Markup, bool),
) -> Markup {
    let labels = format!("{label} {}", column_id(part, column));
    if let CellInput::Text(look) = kind {
        let name = format!("{}_{column}", row.name);
        let value = row.values.get(place).map_or("", String::as_str);
        let wrong = is_wrong(view, &name).then_some("true");
        return html! {
            label .cell-text {
                span .column aria-hidden="true" { (text) }
                @if look == EntryLook::Lines {
                    textarea name=(name) id=(id(&name)) rows="3" aria-labelledby=(labels) aria-invalid=[wrong] { "\n" (value) }
                } @else {
                    input type="text" inputmode=[(look == EntryLook::Number).then_some("decimal")] name=(name)
                        id=(id(&name)) value=(value) aria-labelledby=(labels) aria-invalid=[wrong];
                }
            }
        };
    }
    let input = if place == 0 { id(&row.name) } else { format!("{}-{column}", id(&row.name)) };
    html! {
        label .pick {
            input type=(if kind == CellInput::Several { "checkbox" } else { "radio" }) name=(row.name) value=(column) id=(input)
                checked[is_picked] aria-labelledby=(labels);
            span .column aria-hidden="true" { (text) }
        }
    }
}

fn select(
    view: &QuestionView,
    table: &MatrixView,
    repeated: &[Markup],
    row: &RowView,
    label: &str,
    words: &Words,
) -> Markup {
    html! {
        select name=(row.name) id=(id(&row.name)) aria-labelledby=(label)
            aria-invalid=[is_wrong(view, &row.name).then_some("true")] {
            option value="" { (words.choose) }
            @for ((column, _), text) in table.columns.iter().zip(repeated) {
                option value=(column) selected[row.values.contains(column)] { (text) }
            }
        }
    }
}

fn column_id(part: &str, column: &str) -> String {
    format!("{part}-column-{column}")
}
