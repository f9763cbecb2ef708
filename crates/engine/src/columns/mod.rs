//! The columns of an export, computed from a survey (api/responses.md sections 3 to 6).
//!
//! Order, as recorded from the API: metadata, fraud scores, questions in flow and block order (each followed by its
//! own display order), scores, embedded data, then the orders of flow randomizers and of blocks.

mod answers;
mod grid;
mod question;
mod special;
mod survey;

use std::collections::HashSet;

use model::column::Column;
use model::survey::{Question, Survey};

pub(crate) use grid::column_number;
use question::Frame;
pub use survey::shown_blocks;

/// What an export asks for (api/responses.md section 2.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnOptions {
    /// One column per choice of a field that holds several; otherwise one column with a list.
    pub breakout_sets: bool,
    /// Adds the columns that tell in which order things were shown.
    pub include_display_order: bool,
    /// Only these questions (`QID5`); `None` is all, an empty list none.
    pub question_ids: Option<Vec<String>>,
    /// Only these embedded data fields; `None` is all.
    pub embedded_data: Option<Vec<String>>,
    /// Only these metadata columns, by import id (`startDate`); `None` is all.
    pub metadata: Option<Vec<String>>,
    /// Adds the date of the last change behind the other metadata.
    pub last_modified: bool,
    /// Embedded data fields that responses hold although the flow does not declare them, in the order wanted.
    pub extra_embedded: Vec<String>,
}

impl Default for ColumnOptions {
    fn default() -> Self {
        Self {
            breakout_sets: true,
            include_display_order: false,
            question_ids: None,
            embedded_data: None,
            metadata: None,
            last_modified: false,
            extra_embedded: Vec::new(),
        }
    }
}

/// The columns of an export of this survey, in order.
#[must_use]
pub fn of(survey: &Survey, options: &ColumnOptions) -> Vec<Column> {
    let mut columns = survey::metadata(survey, options);
    survey::fraud(survey, options, &mut columns);
    let mut seen = HashSet::new();
    for block in shown_blocks(survey) {
        answers::of_block(survey, block, options, &mut seen, &mut columns);
    }
    special::scores(survey, &mut columns);
    survey::embedded_data(survey, options, &mut columns);
    if options.include_display_order {
        special::randomizers(survey, options, &mut columns);
        special::blocks(survey, options, &mut columns);
    }
    columns
}

/// The columns of one question outside loops, in order.
#[must_use]
pub fn of_question(question: &Question, options: &ColumnOptions) -> Vec<Column> {
    let mut columns = Vec::new();
    Frame::new(question, "", options).columns(&mut columns);
    columns
}

/// Whether a list of the wanted names it; no list wants everything.
fn wants(list: Option<&Vec<String>>, name: &str) -> bool {
    list.is_none_or(|names| names.iter().any(|wanted| wanted == name))
}
