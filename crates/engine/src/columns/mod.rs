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

use model::column::Column;
use model::survey::{Question, Survey};

use frame::Frame;
pub(crate) use grid::{answer_tag, column_number};
pub use options::ColumnOptions;
pub(crate) use survey::APART;
pub use survey::shown_blocks;

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
