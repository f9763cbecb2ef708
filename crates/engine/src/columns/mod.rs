//! The columns of an export, computed from a survey (api/responses.md sections 3 to 6).
//!
//! Order, as recorded from the API: metadata, fraud scores, questions in flow and block order (each followed by its
//! own display order), scores, embedded data, then the orders of flow randomizers and of blocks.
//!
//! ```
//! use engine::columns::{self, ColumnOptions};
//!
//! fn names(survey: &model::survey::Survey) -> Vec<String> {
//!     let options = ColumnOptions { metadata: Some(Vec::new()), ..ColumnOptions::default() };
//!     columns::of(survey, &options).into_iter().map(|column| column.name).collect()
//! }
//! ```

mod block;
mod choices;
mod frame;
mod grid;
mod options;
mod orders;
mod question;
mod survey;

use std::collections::HashSet;

use model::column::{Column, Source};
use model::survey::{Question, Survey};

use crate::keys;
use frame::Frame;
pub(crate) use grid::{answer_tag, column_number};
pub use options::ColumnOptions;
pub use survey::shown_blocks;

/// What the key of an embedded data field begins with whose name is an answer's, a score's or an order's.
pub(crate) const APART: &str = "embeddedData.";

/// The columns of an export of this survey, in order.
#[must_use]
pub fn of(survey: &Survey, options: &ColumnOptions) -> Vec<Column> {
    let mut columns = survey::metadata(survey, options);
    survey::fraud(survey, options, &mut columns);
    let mut seen = HashSet::new();
    for block in shown_blocks(survey) {
        block::add(survey, block, options, &mut seen, &mut columns);
    }
    survey::scores(survey, &mut columns);
    survey::embedded_data(survey, options, &mut columns);
    set_apart(survey, &mut columns);
    if options.include_display_order {
        orders::randomizers(survey, options, &mut columns);
        orders::blocks(survey, options, &mut columns);
    }
    columns
}

/// The columns of one question outside loops, in order.
#[must_use]
pub fn of_question(question: &Question, options: &ColumnOptions) -> Vec<Column> {
    let mut columns = Vec::new();
    question::add(&Frame::new(question, "", options), &mut columns);
    columns
}

/// A field of embedded data that has the name of an answer is stored and read under a key of its own (`embeddedData.QID1`), as
/// one with the name of a metadata field is read. What the original makes of such a name is not known; losing the value is none
/// of its neighbours' ways.
fn set_apart(survey: &Survey, columns: &mut [Column]) {
    let named_so = |column: &Column| match &column.source {
        Source::Text { field } if column.question.is_none() => keys::is_answer_of(survey, field),
        _ => false,
    };
    if !columns.iter().any(named_so) {
        return;
    }
    // All that the survey can hold besides, whatever of it is exported: a key is the same in each export.
    let everything = ColumnOptions {
        embedded_data: Some(Vec::new()),
        breakout_sets: false,
        include_display_order: true,
        ..ColumnOptions::default()
    };
    let taken: HashSet<String> =
        of(survey, &everything).into_iter().filter_map(|column| slot(column.source)).collect();
    for column in columns.iter_mut().filter(|column| named_so(column)) {
        if let Source::Text { field } = &mut column.source
            && taken.contains(field)
        {
            field.insert_str(0, APART);
            column.import.id.clone_from(field);
        }
    }
}

fn slot(source: Source) -> Option<String> {
    match source {
        Source::Meta(_) => None,
        Source::Text { field }
        | Source::Number { field }
        | Source::Choice { field, .. }
        | Source::Choices { field, .. }
        | Source::Picked { field, .. }
        | Source::Order { field, .. }
        | Source::Position { field, .. } => Some(field),
    }
}
