//! Columns of the questions of a block, once or once per loop.

use std::collections::HashSet;

use model::column::Column;
use model::survey::{Block, BlockElement, Question, Survey};

use super::frame::Frame;
use super::options::{ColumnOptions, wants};
use super::question;

/// Adds the columns of a block's questions in order. A block that loops repeats them all for each of its rows, with the
/// row's key before names and import ids (api/responses.md section 5.1).
///
/// `seen` holds the questions that earlier blocks had: a question that two blocks show has its columns once.
pub(super) fn add<'a>(
    survey: &'a Survey,
    block: &'a Block,
    options: &ColumnOptions,
    seen: &mut HashSet<&'a str>,
    columns: &mut Vec<Column>,
) {
    let questions: Vec<&'a Question> = block
        .elements
        .iter()
        .filter_map(|element| match element {
            BlockElement::Question { id, .. } => survey.questions.get(id),
            BlockElement::PageBreak => None,
        })
        .filter(|question| seen.insert(question.id.as_str()))
        .filter(|question| wants(options.question_ids.as_ref(), question.id.as_str()))
        .collect();
    if block.loop_rows.is_empty() {
        for question in &questions {
            question::add(&Frame::new(question, "", options), columns);
        }
    }
    for (row, _) in &block.loop_rows {
        for question in &questions {
            question::add(&Frame::new(question, &format!("{row}_"), options), columns);
        }
    }
}
