//! Tables of statements and scale points. On a narrow screen each statement becomes a card; the roles are written out
//! because browsers forget them when a table is not laid out as one.

use std::collections::HashSet;

use engine::run::view::{CellInput, EntryLook, MatrixView, QuestionView, RowView};
use maud::{Markup, html};
use model::limits::surveys::{REPEATED_TEXT, REPEATED_TEXTS};

use crate::html::{language_of, safe};
use crate::labels::{named, named_line, text_id, text_of_choice};
use crate::problems::{described_by, id, is_wrong};
use crate::spoken::Spoken;

/// A table; `heading` is the id of its own heading inside a side-by-side question.
pub(crate) fn matrix(
    view: &QuestionView,
    table: &MatrixView,
    heading: Option<&str>,
    words: &Spoken,
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
                        @for (place, (column, text)) in table.columns.iter().enumerate() {
                            th role="columnheader" scope="col" id=(column_id(&part, column)) { (named(text, place + 1)) }
                        }
                        @if two_ended { td role="cell" {} }
                    } }
                }
                tbody role="rowgroup" {
                    @for (place, row) in table.rows.iter().enumerate() {
                        (self::row(view, table, &repeated, (row, place + 1), &part, words))
                    }
                }
            }
        }
    }
}

/// The text of each column as its cells repeat it, for narrow screens and boxes that open.
pub(crate) fn repeated(table: &MatrixView) -> Vec<Markup> {
    let is_box = table.cell == CellInput::DropDown;
    let all: usize = table.columns.iter().map(|(_, text)| text.len()).sum();
    let is_short = all.saturating_mul(table.rows.len()) <= REPEATED_TEXTS;
    let text = |(place, (_, text)): (usize, &(String, String))| match (is_box, is_short) {
        (false, true) => safe(text),
        (true, true) => html! { (named_line(text, place + 1)) },
        (_, false) => html! { (named_line(text, place + 1).chars().take(REPEATED_TEXT).collect::<String>()) },
    };
    table.columns.iter().enumerate().map(text).collect()
}

fn row(
    view: &QuestionView,
    table: &MatrixView,
    repeated: &[Markup],
    (row, number): (&RowView, usize),
    part: &str,
    words: &Spoken,
) -> Markup {
    let label = format!("{}-row", id(&row.name));
    let end = format!("{label}-end");
    let both = if row.other_end.is_empty() { label.clone() } else { format!("{label} {end}") };
    let picked: HashSet<&str> = row.values.iter().map(String::as_str).collect();
    let wrong = view.problems.iter().any(|problem| problem.field == row.name);
    html! {
        tr role="row" class=[wrong.then_some("wrong")] {
            th role="rowheader" scope="row" {
                span id=(label) { (named(&row.label, number)) }
                @if let Some((name, value)) = &row.entry { (text_of_choice(view, name, value, &label, words)) }
            }
            @if table.cell == CellInput::DropDown {
                td role="cell" { (select(view, table, repeated, row, &both, words)) }
            } @else {
                @for (place, ((column, _), text)) in table.columns.iter().zip(repeated).enumerate() {
                    td role="cell" { (cell(view, table.cell, row, &both, place, part, (column, text, picked.contains(column.as_str())))) }
                }
            }
            @if !row.other_end.is_empty() { td .other-end role="cell" id=(end) { (named(&row.other_end, number)) } }
        }
    }
}

/// The input of a cell that is no box; `label` has the ids of what names its row.
pub(crate) fn cell(
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

/// The box of a row; `label` has the ids of what names it.
pub(crate) fn select(
    view: &QuestionView,
    table: &MatrixView,
    repeated: &[Markup],
    row: &RowView,
    label: &str,
    words: &Spoken,
) -> Markup {
    html! {
        select name=(row.name) id=(id(&row.name)) aria-labelledby=(label)
            aria-invalid=[is_wrong(view, &row.name).then_some("true")] {
            option value="" lang=[words.lang] { (words.choose) }
            @for ((column, html), text) in table.columns.iter().zip(repeated) {
                option value=(column) selected[row.values.contains(column)] lang=[language_of(html)] { (text) }
            }
        }
    }
}

/// The id of the heading of a column; `part` is what names its table.
pub(crate) fn column_id(part: &str, column: &str) -> String {
    format!("{part}-column-{column}")
}
