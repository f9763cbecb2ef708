//! The answer slots of a survey: what one response can hold.

use std::collections::HashSet;

use model::column::Source;
use model::field::{Field, FieldKind};
use model::survey::Survey;

use crate::columns::{self, ColumnOptions};
pub use crate::keys::{is_answer, is_answer_of};

/// Every answer slot of the survey, in export order, each once: answers, texts, orders in which things were shown,
/// scores and embedded data. The keys are those of `values` (api/responses.md section 8).
///
/// Slots are read off the columns of an export that leaves nothing out, so that a column never names a slot that a
/// response cannot hold.
#[must_use]
pub fn of(survey: &Survey) -> Vec<Field> {
    with_owners(survey).map(|(field, _)| field).collect()
}

/// As [`of`], each with whether it is of a question. What an author named like an answer of no question (`QIDcopy`,
/// `before_QID3`) is embedded data.
pub(crate) fn with_owners(survey: &Survey) -> impl Iterator<Item = (Field, bool)> {
    let everything =
        ColumnOptions { breakout_sets: false, include_display_order: true, ..ColumnOptions::default() };
    let mut seen = HashSet::new();
    columns::of(survey, &everything)
        .into_iter()
        .filter_map(|column| Some((field(column.source)?, column.question.is_some())))
        .filter(move |(field, _)| seen.insert(field.key.clone()))
}

fn field(source: Source) -> Option<Field> {
    let (key, kind) = match source {
        Source::Meta(_) => return None,
        Source::Text { field } | Source::Order { field, .. } | Source::Position { field, .. } => {
            (field, FieldKind::Text)
        }
        Source::Number { field } => (field, FieldKind::Number),
        Source::Choice { field, .. } => (field, FieldKind::Choice),
        Source::Choices { field, codes } => {
            (field, FieldKind::Choices(codes.into_iter().map(|code| code.id).collect()))
        }
        Source::Picked { field, code } => (field, FieldKind::Choices(vec![code.id])),
    };
    Some(Field { key, kind })
}
