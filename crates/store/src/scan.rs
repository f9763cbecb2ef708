//! Reading the responses of a survey from first to last, for exports: flat memory, nothing copied per row.

use std::ops::{ControlFlow, Range};

use crate::Param;
use crate::surveys::SurveyNo;

/// Which responses of a survey to read.
#[derive(Debug, Clone)]
pub struct Scan {
    /// The survey.
    pub survey: SurveyNo,
    /// Row ids, the end excluded: from [`crate::Store::split`], or [`SurveyNo::every_row`].
    pub rows: Range<i64>,
    /// Recorded in this time, in milliseconds since 1970, the end excluded.
    pub recorded: Range<i64>,
    /// Last changed in this time, likewise.
    pub modified: Range<i64>,
    /// At most this many.
    pub limit: i64,
}

impl Scan {
    /// Every response of a survey.
    #[must_use]
    pub fn all(survey: SurveyNo) -> Self {
        let ever = i64::MIN..i64::MAX;
        Self { survey, rows: survey.every_row(), recorded: ever.clone(), modified: ever, limit: i64::MAX }
    }

    /// The parameters of the statement that reads it.
    pub(crate) fn params(&self) -> [Param<'_>; 7] {
        [
            Param::Integer(self.rows.start),
            Param::Integer(self.rows.end),
            Param::Integer(self.recorded.start),
            Param::Integer(self.recorded.end),
            Param::Integer(self.modified.start),
            Param::Integer(self.modified.end),
            Param::Integer(self.limit),
        ]
    }

    /// Whether it asks for a part of time, so that it is worth looking up which rows can be meant.
    pub(crate) fn has_recorded_range(&self) -> bool {
        self.recorded != (i64::MIN..i64::MAX)
    }
}

/// One row of a scan as it lies in the database's own buffer.
#[derive(Debug, Clone, Copy)]
pub struct RowRef<'a> {
    /// The row id: rises within a survey in the order of recording, so it says where to continue.
    pub id: i64,
    /// The response id, `R_…`.
    pub rid: &'a str,
    /// When it was recorded, in milliseconds since 1970.
    pub recorded_ms: i64,
    /// When it was last changed, likewise.
    pub modified_ms: i64,
    /// The version of the field list that reads the body.
    pub field_version: i64,
    /// The body (`model::response::body`).
    pub body: &'a [u8],
}

/// What a visitor of rows answers: go on, or stop here.
pub type Visit = ControlFlow<()>;

/// Cuts the rows `first..=last` into at most `parts` ranges of about the same length, in order.
pub(crate) fn cut(first: i64, last: i64, parts: usize) -> Vec<Range<i64>> {
    let parts = i64::try_from(parts.max(1)).unwrap_or(1);
    let rows = last - first + 1;
    let step = (rows + parts - 1) / parts;
    (0..parts)
        .map(|part| (first + part * step)..(first + (part + 1) * step).min(last + 1))
        .filter(|range| !range.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn parts_follow_each_other_and_lose_nothing() {
        for (first, last, parts) in [(5, 5, 4), (10, 109, 3), (0, 999, 7), (3, 4, 1)] {
            let ranges = cut(first, last, parts);
            assert!(ranges.len() <= parts);
            assert_eq!(ranges[0].start, first);
            assert_eq!(ranges[ranges.len() - 1].end, last + 1);
            assert!(ranges.windows(2).all(|pair| pair[0].end == pair[1].start));
        }
    }
}
