//! Several tables over the same statements, side by side as one. Where they are not over the same ones, or the screen is
//! narrow, they stand one below the other.

use std::collections::HashSet;

use engine::run::view::{CellInput, MatrixView, QuestionView, RowView};
use maud::{Markup, html};

use crate::grid::{cell, column_id, matrix, repeated, select};
use crate::html::safe;
use crate::labels::{named, text_id, text_of_choice};
use crate::problems::{described_by, id};
use crate::spoken::Spoken;

/// A table of the question, and what its parts are named by.
struct Part<'v> {
    heading: &'v str,
    heading_id: String,
    table: &'v MatrixView,
    /// What the ids of its columns begin with.
    name: String,
    /// The texts of its columns as its cells repeat them.
    texts: Vec<Markup>,
}

/// The tables of a question, each with its heading.
pub(crate) fn side_by_side(view: &QuestionView, tables: &[(String, MatrixView)], words: &Spoken) -> Markup {
    let parts: Vec<Part<'_>> =
        tables.iter().enumerate().map(|(place, table)| Part::new(view, place, table)).collect();
    let Some(first) = parts.first() else { return html! {} };
    let statements =
        |part: &Part<'_>| part.table.rows.iter().map(|row| row.label.clone()).collect::<Vec<_>>();
    let own = statements(first);
    if !parts.iter().all(|part| statements(part) == own && !part.table.columns.is_empty()) {
        return below_each_other(view, &parts, words);
    }
    html! {
        div .scroll {
            table .grid.side role="table" aria-labelledby=(text_id(view)) aria-describedby=[described_by(view)] {
                thead role="rowgroup" {
                    tr role="row" {
                        td role="cell" {}
                        @for (place, part) in parts.iter().enumerate() {
                            th .part-heading role="columnheader" scope="colgroup" colspan=(part.width()) id=(part.heading_id) {
                                (named(part.heading, place + 1))
                            }
                        }
                    }
                    tr role="row" {
                        td role="cell" {}
                        @for part in &parts {
                            @if part.is_box() { td .first role="cell" {} } @else {
                                @for (place, (column, text)) in part.table.columns.iter().enumerate() {
                                    th .first[place == 0] role="columnheader" scope="col" id=(column_id(&part.name, column)) {
                                        (named(text, place + 1))
                                    }
                                }
                            }
                        }
                    }
                }
                tbody role="rowgroup" {
                    @for place in 0..own.len() { (row(view, &parts, place, words)) }
                }
            }
        }
    }
}

impl<'v> Part<'v> {
    fn new(view: &QuestionView, place: usize, (heading, table): &'v (String, MatrixView)) -> Self {
        let heading_id = format!("{}-part{place}", id(&view.key));
        let name = table.rows.first().map_or_else(|| id(&view.key), |row| id(&row.name));
        Self { heading, heading_id, table, name, texts: repeated(table) }
    }

    fn is_box(&self) -> bool {
        self.table.cell == CellInput::DropDown
    }

    fn width(&self) -> usize {
        if self.is_box() { 1 } else { self.table.columns.len() }
    }
}

fn row(view: &QuestionView, parts: &[Part<'_>], place: usize, words: &Spoken) -> Markup {
    let rows: Vec<(&Part<'_>, &RowView)> =
        parts.iter().filter_map(|part| Some((part, part.table.rows.get(place)?))).collect();
    let Some((_, first)) = rows.first() else { return html! {} };
    let label = format!("{}-row", id(&first.name));
    let wrong = view.problems.iter().any(|problem| rows.iter().any(|(_, row)| problem.field == row.name));
    html! {
        tr role="row" class=[wrong.then_some("wrong")] {
            th role="rowheader" scope="row" {
                span id=(label) { (named(&first.label, place + 1)) }
                @for (_, row) in &rows {
                    @if let Some((name, value)) = &row.entry { (text_of_choice(view, name, value, &label, words)) }
                }
            }
            @for (part, row) in &rows { (cells(view, part, row, &format!("{label} {}", part.heading_id), words)) }
        }
    }
}

/// What a part asks of a statement. On a narrow screen its heading stands before it.
fn cells(view: &QuestionView, part: &Part<'_>, row: &RowView, label: &str, words: &Spoken) -> Markup {
    let heading = html! { span .part-name aria-hidden="true" { (safe(part.heading)) } };
    if part.is_box() {
        return html! {
            td .first.box role="cell" { (heading) (select(view, part.table, &part.texts, row, label, words)) }
        };
    }
    let picked: HashSet<&str> = row.values.iter().map(String::as_str).collect();
    html! {
        @for (place, ((column, _), text)) in part.table.columns.iter().zip(&part.texts).enumerate() {
            td .first[place == 0] role="cell" {
                @if place == 0 { (heading) }
                (cell(view, part.table.cell, row, label, place, &part.name, (column, text, picked.contains(column.as_str()))))
            }
        }
    }
}

fn below_each_other(view: &QuestionView, parts: &[Part<'_>], words: &Spoken) -> Markup {
    html! {
        @for (place, part) in parts.iter().enumerate() {
            div .part {
                div .part-heading id=(part.heading_id) { (named(part.heading, place + 1)) }
                (matrix(view, part.table, Some(&part.heading_id), words))
            }
        }
    }
}
