//! Answers in progress: small rows that become a response at the end.

use model::{BrandId, Moment};

use crate::column::Column;
use crate::surveys::SurveyNo;
use crate::table::{columns, sql};
use crate::{Error, Param, Transaction};

const INSERT: &str = "
    INSERT INTO session (id, survey_no, brand, state, definition, due_ms, version, created_ms, changed_ms)
    VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8)
    ON CONFLICT (id) DO NOTHING";
const GET: &str = sql! { Session, "
    SELECT {columns}
    FROM {table}
    WHERE survey_no = $1
      AND id = $2" };
const UPDATE: &str = "
    UPDATE session
    SET state = $1,
        due_ms = $2,
        version = version + 1,
        changed_ms = $3
    WHERE survey_no = $4
      AND id = $5
      AND version = $6";
const POSTPONE: &str = "
    UPDATE session
    SET due_ms = $1
    WHERE survey_no = $2
      AND id = $3
      AND version = $4";
const DELETE: &str = "
    DELETE FROM session
    WHERE survey_no = $1
      AND id = $2
      AND version = $3";
const IS_DUE: &str = "
    SELECT 1
    FROM session
    WHERE due_ms <= $1
    LIMIT 1";
const CLAIM: &str = sql! { Session, "
    UPDATE {table}
    SET due_ms = $1
    WHERE id IN (
          SELECT id
          FROM session
          WHERE due_ms <= $2
          ORDER BY due_ms, id
          LIMIT $3
          FOR UPDATE SKIP LOCKED)
    RETURNING {columns}" };

pub(crate) const STATEMENTS: &[&str] = &[INSERT, GET, UPDATE, POSTPONE, DELETE, IS_DUE, CLAIM];

columns! {
    /// Answers in progress.
    pub struct Session in "session" {
        /// What names it; whoever knows it may go on.
        id: String,
        /// Its survey.
        survey: SurveyNo = "survey_no",
        /// The survey's brand.
        brand: BrandId,
        /// What was answered so far, as JSON of the services.
        state: String,
        /// The version of the survey's definition that it began with, and stays on.
        definition: i64,
        /// Grows with every change: two windows with the same session cannot write over each other unseen.
        version: i64,
        /// When it began.
        created: Moment = "created_ms",
        /// When it was last changed.
        changed: Moment = "changed_ms",
    }
}

/// What becomes of a session, if it is still what was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionChange {
    /// What names it.
    pub id: String,
    /// Its survey.
    pub survey: SurveyNo,
    /// The survey's brand.
    pub brand: BrandId,
    /// The version of the definition that it goes by; written only where the session is new.
    pub definition: i64,
    /// When it began; written only where it is new.
    pub began: Moment,
    /// The version it was read at; 0 where it is new.
    pub version: i64,
    /// What it is from now on; `None` removes it.
    pub state: Option<String>,
    /// When it is to be looked at again.
    pub due: Moment,
    /// When it changes.
    pub now: Moment,
}

impl SessionChange {
    /// Does it, in one statement. False when the session was changed meanwhile, is gone, or is no longer new.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn apply(&self, tx: &mut Transaction) -> Result<bool, Error> {
        let (id, no) = (self.id.as_str().into(), self.survey.param());
        let (version, due, now) = (Param::Integer(self.version), self.due.param(), self.now.param());
        let changed = match &self.state {
            None => tx.execute(DELETE, &[no, id, version]).await?,
            Some(state) if self.version == 0 => {
                let definition = Param::Integer(self.definition);
                let (brand, began) = (self.brand.param(), self.began.param());
                tx.execute(INSERT, &[id, no, brand, state.as_str().into(), definition, due, began, now])
                    .await?
            }
            Some(state) => tx.execute(UPDATE, &[state.as_str().into(), due, now, no, id, version]).await?,
        };
        Ok(changed == 1)
    }
}

/// A session of the survey.
pub async fn get(tx: &mut Transaction, no: SurveyNo, id: &str) -> Result<Option<Session>, Error> {
    tx.one(GET, &[no.param(), id.into()]).await
}

/// Says when a session is to be looked at again, without changing it. Nothing happens when it was changed meanwhile.
pub async fn postpone(tx: &mut Transaction, session: &Session, due: Moment) -> Result<(), Error> {
    let version = Param::Integer(session.version);
    let params = [due.param(), session.survey.param(), session.id.as_str().into(), version];
    tx.execute(POSTPONE, &params).await.map(drop)
}

/// Whether a session is due. To be asked before [`claim_due`]: it keeps away from the one writer of SQLite when there is
/// nothing to do.
pub async fn is_due(tx: &mut Transaction, now: Moment) -> Result<bool, Error> {
    Ok(tx.optional(IS_DUE, &[now.param()]).await?.is_some())
}

/// Takes up to `most` sessions that are due, the longest due first, until a later moment: what is still due then is found
/// again. A respondent goes on all the same: who changes a session first has it.
pub async fn claim_due(
    tx: &mut Transaction,
    now: Moment,
    until: Moment,
    most: i64,
) -> Result<Vec<Session>, Error> {
    tx.all(CLAIM, &[until.param(), now.param(), Param::Integer(most)]).await
}
