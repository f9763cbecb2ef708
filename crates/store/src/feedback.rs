//! What readers say of the pages of the documentation. It belongs to the server, not to a brand.

use model::{FeedbackId, Moment};

use crate::{Error, Param, Row, Transaction};

const INSERT: &str = "
    INSERT INTO documentation_feedback (id, page, helpful, comment, created_ms)
    VALUES ($1, $2, $3, '', $4)";
const SET_COMMENT: &str = "
    UPDATE documentation_feedback
    SET comment = $1
    WHERE id = $2
      AND helpful = 0
      AND comment = ''
      AND created_ms >= $3";
const LIST: &str = "
    SELECT id,
           page,
           helpful,
           comment,
           created_ms
    FROM documentation_feedback
    ORDER BY created_ms DESC, id DESC
    LIMIT $1 OFFSET $2";
const COUNTS: &str = "
    SELECT page,
           CAST(SUM(helpful) AS BIGINT),
           COUNT(*)
    FROM documentation_feedback
    GROUP BY page
    ORDER BY page";
const TRIM: &str = "
    DELETE FROM documentation_feedback
    WHERE id IN (
        SELECT id
        FROM documentation_feedback
        ORDER BY created_ms DESC, id DESC
        LIMIT $1 OFFSET $2)";

pub(crate) const STATEMENTS: &[&str] = &[INSERT, SET_COMMENT, LIST, COUNTS, TRIM];

/// How many rows are removed at once at the most.
const TRIMMED: i64 = 500;

/// One answer to "Was this helpful?".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feedback {
    /// Its id.
    pub id: FeedbackId,
    /// The page's address, from `/docs` on.
    pub page: String,
    /// Whether it helped.
    pub helpful: bool,
    /// What was missing; empty when nothing was said.
    pub comment: String,
    /// When it was given.
    pub created: Moment,
}

/// How often a page helped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageCount {
    /// The page's address.
    pub page: String,
    /// How often it helped.
    pub helpful: i64,
    /// How many answers there are.
    pub answers: i64,
}

/// Keeps an answer, without its comment.
///
/// # Errors
/// [`Error::Duplicate`] when the id is taken.
pub async fn insert(
    tx: &mut Transaction,
    id: &FeedbackId,
    page: &str,
    helpful: bool,
    created: Moment,
) -> Result<(), Error> {
    let params = [id.as_str().into(), page.into(), Param::Integer(helpful.into()), Param::Integer(created.0)];
    tx.execute(INSERT, &params).await.map(drop)
}

/// Adds the comment to a No that was given at or after `since` and has none. False when there is no such answer.
pub async fn set_comment(
    tx: &mut Transaction,
    id: &FeedbackId,
    comment: &str,
    since: Moment,
) -> Result<bool, Error> {
    let params = [comment.into(), id.as_str().into(), Param::Integer(since.0)];
    Ok(tx.execute(SET_COMMENT, &params).await? == 1)
}

/// Answers, the newest first.
pub async fn list(tx: &mut Transaction, offset: i64, limit: i64) -> Result<Vec<Feedback>, Error> {
    let rows = tx.rows(LIST, &[Param::Integer(limit), Param::Integer(offset)]).await?;
    rows.into_iter().map(read).collect()
}

/// The counts of every page that has answers, by page.
pub async fn counts(tx: &mut Transaction) -> Result<Vec<PageCount>, Error> {
    let count = |mut row: Row| {
        Ok(PageCount { page: row.text(0)?, helpful: row.integer(1)?, answers: row.integer(2)? })
    };
    tx.rows(COUNTS, &[]).await?.into_iter().map(count).collect()
}

/// Removes the oldest answers behind the newest `kept`.
pub async fn trim(tx: &mut Transaction, kept: i64) -> Result<(), Error> {
    tx.execute(TRIM, &[Param::Integer(TRIMMED), Param::Integer(kept)]).await.map(drop)
}

fn read(mut row: Row) -> Result<Feedback, Error> {
    let id = FeedbackId::parse(&row.text(0)?).map_err(Error::other)?;
    Ok(Feedback {
        id,
        page: row.text(1)?,
        helpful: row.integer(2)? != 0,
        comment: row.text(3)?,
        created: Moment(row.integer(4)?),
    })
}
