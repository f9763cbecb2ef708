//! Removing what a deleted survey had: in pieces, because the others wait for each.

use model::{BrandId, SurveyId};

use crate::column::Column;
use crate::surveys::{SurveyNo, SurveyRow};
use crate::table::sql;
use crate::{Error, Param, Store, Transaction};

/// How many rows go at once: a few milliseconds.
const ROWS_AT_ONCE: i64 = 200;

const DELETED: &str = sql! { SurveyRow, "
    SELECT {columns}
    FROM {table}
    WHERE brand = $1
      AND id = $2
      AND deleted_ms IS NOT NULL" };
const SESSIONS: &str = "
    DELETE FROM session
    WHERE id IN (
          SELECT id
          FROM session
          WHERE survey_no = $1
          ORDER BY id
          LIMIT $2)";
const RESPONSES: &str = "
    DELETE FROM response
    WHERE id IN (
          SELECT id
          FROM response
          WHERE id >= $1
            AND id < $2
          ORDER BY id
          LIMIT $3)
    RETURNING id";
const FIELD_LISTS: &str = "
    DELETE FROM field_list
    WHERE survey_no = $1
      AND version IN (
          SELECT version
          FROM field_list
          WHERE survey_no = $1
          ORDER BY version
          LIMIT $2)";
const PIECES: &str = "
    DELETE FROM survey_piece
    WHERE survey_no = $1
      AND (place, version) IN (
          SELECT place,
                 version
          FROM survey_piece
          WHERE survey_no = $1
          ORDER BY place, version
          LIMIT $2)";
const VERSIONS: &str = "
    DELETE FROM survey_version
    WHERE survey_no = $1
      AND version IN (
          SELECT version
          FROM survey_version
          WHERE survey_no = $1
          ORDER BY version
          LIMIT $2)";
const RELEASES: &str = "
    DELETE FROM survey_release
    WHERE survey_no = $1";
const QUOTA_COUNTS: &str = "
    DELETE FROM quota_count
    WHERE survey_no = $1";
const PRESENTATIONS: &str = "
    DELETE FROM presentation_count
    WHERE survey_no = $1";
const COLLABORATORS: &str = "
    DELETE FROM survey_collaborator
    WHERE survey_no = $1";
const REMOVED: &str = "
    DELETE FROM survey_removed
    WHERE survey_no = $1";
const COUNTER: &str = "
    DELETE FROM survey_counter
    WHERE survey_no = $1";
const SURVEY: &str = "
    DELETE FROM survey
    WHERE no = $1
      AND deleted_ms IS NOT NULL";

pub(crate) const STATEMENTS: &[&str] = &[
    DELETED,
    SESSIONS,
    RESPONSES,
    FIELD_LISTS,
    PIECES,
    VERSIONS,
    RELEASES,
    QUOTA_COUNTS,
    PRESENTATIONS,
    COLLABORATORS,
    REMOVED,
    COUNTER,
    SURVEY,
];

/// A survey that was deleted and is not purged yet: the only one of which everything can be removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeletedSurvey(SurveyRow);

impl DeletedSurvey {
    /// What its head was.
    #[must_use]
    pub fn into_row(self) -> SurveyRow {
        self.0
    }
}

/// A deleted survey of the brand.
pub async fn deleted(
    tx: &mut Transaction,
    brand: &BrandId,
    id: &SurveyId,
) -> Result<Option<DeletedSurvey>, Error> {
    Ok(tx.one(DELETED, &[brand.param(), id.param()]).await?.map(DeletedSurvey))
}

/// Removes every row of a deleted survey, its head last; the jobs and files of it are the caller's to remove before. What was
/// cut off is gone on with.
pub async fn everything(store: &Store, survey: &DeletedSurvey) -> Result<(), Error> {
    let no = survey.0.no;
    in_pieces(store, SESSIONS, no).await?;
    responses(store, no).await?;
    in_pieces(store, FIELD_LISTS, no).await?;
    in_pieces(store, PIECES, no).await?;
    in_pieces(store, VERSIONS, no).await?;
    let mut tx = store.begin_statement().await?;
    for sql in [RELEASES, QUOTA_COUNTS, PRESENTATIONS, COLLABORATORS, REMOVED, COUNTER, SURVEY] {
        tx.execute(sql, &[no.param()]).await?;
    }
    tx.commit().await
}

async fn in_pieces(store: &Store, sql: &'static str, no: SurveyNo) -> Result<(), Error> {
    loop {
        let mut tx = store.begin_statement().await?;
        let gone = tx.execute(sql, &[no.param(), Param::Integer(ROWS_AT_ONCE)]).await?;
        tx.commit().await?;
        if gone == 0 {
            return Ok(());
        }
    }
}

/// Each piece begins where the last one ended: what was removed before it is not looked at again.
async fn responses(store: &Store, no: SurveyNo) -> Result<(), Error> {
    let mut rows = no.every_row();
    loop {
        let mut tx = store.begin_statement().await?;
        let bounds = [rows.start, rows.end, ROWS_AT_ONCE].map(Param::Integer);
        let gone = tx.rows(RESPONSES, &bounds).await?;
        tx.commit().await?;
        let mut last = None;
        for row in &gone {
            last = last.max(Some(row.integer(0)?));
        }
        match last {
            Some(last) => rows.start = last + 1,
            None => return Ok(()),
        }
    }
}
