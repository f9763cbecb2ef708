//! Answers in progress: small rows that become a response at the end.

use model::{BrandId, Moment};

use crate::column::Column;
use crate::surveys::SurveyNo;
use crate::{Error, Param, Transaction};

const INSERT: &str = "
    INSERT INTO session (id, survey_no, brand, definition, state, version, created_ms, changed_ms)
    VALUES ($1, $2, $3, $4, $5, 1, $6, $6)";
const GET: &str = "
    SELECT definition,
           state,
           version,
           created_ms,
           changed_ms
    FROM session
    WHERE survey_no = $1
      AND id = $2";
const UPDATE: &str = "
    UPDATE session
    SET state = $1,
        version = version + 1,
        changed_ms = $2
    WHERE survey_no = $3
      AND id = $4
      AND version = $5";
const DELETE: &str = "
    DELETE FROM session
    WHERE survey_no = $1
      AND id = $2";

pub(crate) const STATEMENTS: &[&str] = &[INSERT, GET, UPDATE, DELETE];

/// Answers in progress.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The version of the survey's definition that it began with, and stays on.
    pub definition: i64,
    /// What was answered so far, as JSON of the services.
    pub state: String,
    /// Grows with every change: two windows with the same session cannot write over each other unseen.
    pub version: i64,
    /// When it began.
    pub created: Moment,
    /// When it was last changed.
    pub changed: Moment,
}

/// Keeps a new session, which runs by one version of the survey's definition; its own version is 1.
///
/// # Errors
/// [`Error::Duplicate`] when the id is taken.
pub async fn insert(
    tx: &mut Transaction,
    no: SurveyNo,
    brand: &BrandId,
    id: &str,
    definition: i64,
    state: &str,
    now: Moment,
) -> Result<(), Error> {
    let params =
        [id.into(), no.param(), brand.param(), Param::Integer(definition), state.into(), now.param()];
    tx.execute(INSERT, &params).await.map(drop)
}

/// A session of the survey.
pub async fn get(tx: &mut Transaction, no: SurveyNo, id: &str) -> Result<Option<Session>, Error> {
    let found = tx.optional(GET, &[Param::Integer(no.0), id.into()]).await?;
    let Some(mut row) = found else { return Ok(None) };
    Ok(Some(Session {
        definition: row.integer(0)?,
        state: row.text(1)?,
        version: row.integer(2)?,
        created: Moment(row.integer(3)?),
        changed: Moment(row.integer(4)?),
    }))
}

/// Writes the state of a session that is still at `version`. False when it is gone or was changed meanwhile.
pub async fn update(
    tx: &mut Transaction,
    no: SurveyNo,
    id: &str,
    version: i64,
    state: &str,
    now: Moment,
) -> Result<bool, Error> {
    let params =
        [state.into(), Param::Integer(now.0), Param::Integer(no.0), id.into(), Param::Integer(version)];
    Ok(tx.execute(UPDATE, &params).await? == 1)
}

/// Removes a session. False when it is gone.
pub async fn delete(tx: &mut Transaction, no: SurveyNo, id: &str) -> Result<bool, Error> {
    Ok(tx.execute(DELETE, &[Param::Integer(no.0), id.into()]).await? == 1)
}
