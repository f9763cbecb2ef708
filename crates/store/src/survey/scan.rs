//! Reading the responses of a survey from first to last, for exports: flat memory, nothing copied per row.

use std::ops::Range;

use tokio::runtime::Handle;

use crate::database::{Database, Walk};
use crate::surveys::SurveyNo;
use crate::{Error, Param, Transaction, Visit};

/// Two questions, because SQLite looks up one end of an index at once but reads all of it for both ends together.
const FIRST_AND_LAST: &str = "
    SELECT (SELECT MIN(id)
            FROM response
            WHERE id >= $1
              AND id < $2),
           (SELECT MAX(id)
            FROM response
            WHERE id >= $1
              AND id < $2)";
/// The inner LIMIT keeps PostgreSQL from walking the primary key from one end until a row of the time turns up.
const FIRST_AND_LAST_RECORDED: &str = "
    SELECT MIN(id),
           MAX(id)
    FROM (SELECT id
          FROM response
          WHERE survey_no = $1
            AND recorded_ms >= $2
            AND recorded_ms < $3
          LIMIT $4) AS meant";
const SCAN: &str = "
    SELECT id,
           rid,
           recorded_ms,
           modified_ms,
           field_version,
           body
    FROM response
    WHERE id > $1
      AND id < $2
      AND recorded_ms >= $3
      AND recorded_ms < $4
      AND modified_ms >= $5
      AND modified_ms < $6
    ORDER BY id
    LIMIT $7";

pub(crate) const STATEMENTS: &[&str] = &[FIRST_AND_LAST, FIRST_AND_LAST_RECORDED, SCAN];

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
}

/// One response of a scan as it lies in the driver's own buffer.
#[derive(Debug, Clone, Copy)]
pub struct ResponseRef<'a> {
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

/// The ranges of rows that a scan can meet, at most `parts`, in order.
pub(crate) async fn split(tx: &mut Transaction, scan: &Scan, parts: usize) -> Result<Vec<Range<i64>>, Error> {
    // A part of time is worth looking up which rows can be meant.
    let ends = if scan.recorded == (i64::MIN..i64::MAX) {
        let params = [Param::Integer(scan.rows.start), Param::Integer(scan.rows.end)];
        tx.optional(FIRST_AND_LAST, &params).await?
    } else {
        let params = [
            Param::Integer(scan.survey.0),
            Param::Integer(scan.recorded.start),
            Param::Integer(scan.recorded.end),
            Param::Integer(i64::MAX),
        ];
        tx.rows(FIRST_AND_LAST_RECORDED, &params).await?.into_iter().next()
    };
    let Some(ends) = ends else { return Ok(Vec::new()) };
    let (Some(first), Some(last)) = (ends.optional_integer(0)?, ends.optional_integer(1)?) else {
        return Ok(Vec::new());
    };
    Ok(cut(first.max(scan.rows.start), last.min(scan.rows.end - 1), parts))
}

/// Calls `visit` for each response of a scan, until it breaks.
pub(crate) fn scan(
    database: &Database,
    runtime: &Handle,
    scan: &Scan,
    mut visit: impl FnMut(ResponseRef<'_>) -> Visit + Send,
) -> Result<(), Error> {
    let params = [
        Param::Integer(scan.rows.start.saturating_sub(1)),
        Param::Integer(scan.rows.end),
        Param::Integer(scan.recorded.start),
        Param::Integer(scan.recorded.end),
        Param::Integer(scan.modified.start),
        Param::Integer(scan.modified.end),
        Param::Integer(scan.limit),
    ];
    database.walk(runtime, Walk { sql: SCAN, params: &params, by_key: true }, &mut |row| {
        Ok(visit(ResponseRef {
            id: row.integer(0)?,
            rid: row.text(1)?,
            recorded_ms: row.integer(2)?,
            modified_ms: row.integer(3)?,
            field_version: row.integer(4)?,
            body: row.bytes(5)?,
        }))
    })
}

/// Cuts the rows `first..=last` into at most `parts` ranges of about the same length, in order.
fn cut(first: i64, last: i64, parts: usize) -> Vec<Range<i64>> {
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
