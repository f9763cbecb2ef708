//! The rows of jobs: adding one, looking one up, removing those that are over.

use model::{BrandId, FileId, Moment, SurveyId};

use super::queue::{Priority, Queue};
use crate::column::Column;
use crate::table::{columns, sql};
use crate::{Error, Param, Row, Store, Transaction};

const ADD: &str = "
    INSERT INTO job (
           id,
           brand,
           queue,
           priority,
           owner,
           survey,
           kind,
           payload,
           bytes,
           state,
           due_ms,
           attempts,
           progress,
           created_ms,
           changed_ms)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'queued', $10, 0, 0, $11, $11)";
const GET: &str = sql! { Job, "
    SELECT {columns}
    FROM {table}
    WHERE brand = $1
      AND id = $2" };
const OF_FILE: &str = sql! { Job, "
    SELECT {columns}
    FROM {table}
    WHERE brand = $1
      AND file = $2" };
const OF_SURVEY: &str = sql! { Job, "
    SELECT {columns}
    FROM {table}
    WHERE brand = $1
      AND survey = $2
    ORDER BY id
    LIMIT 100" };
const END_OF_SURVEY: &str = "
    UPDATE job
    SET state = 'failed',
        due_ms = NULL,
        lease_ms = NULL,
        error = $1,
        changed_ms = $2
    WHERE brand = $3
      AND survey = $4
      AND state IN ('queued', 'running')";
const REMOVE: &str = "
    DELETE FROM job
    WHERE brand = $1
      AND id = $2";
const REMOVE_ENDED: &str = "
    DELETE FROM job
    WHERE id IN (
          SELECT id
          FROM job
          WHERE changed_ms < $1
            AND due_ms IS NULL
            AND lease_ms IS NULL
          ORDER BY changed_ms, id
          LIMIT $2)";
const ROOM_TAKEN: &str = "
    SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT)
    FROM job
    WHERE brand = $1
      AND kind = $2
      AND bytes > 0";
pub(crate) const STATEMENTS: &[&str] =
    &[ADD, GET, OF_SURVEY, END_OF_SURVEY, OF_FILE, REMOVE, REMOVE_ENDED, ROOM_TAKEN];

/// How many rows are removed at once at the most.
const REMOVED: i64 = 500;

/// A job to be added.
#[derive(Debug, Clone)]
pub struct NewJob {
    /// Its id: an export or import id, or any text of its own.
    pub id: String,
    /// The brand it works for.
    pub brand: BrandId,
    /// Where it waits.
    pub queue: Queue,
    /// What goes before it there.
    pub priority: Priority,
    /// For whom within the brand, so that one user's jobs do not delay another's.
    pub owner: String,
    /// The survey it works for, with which it ends.
    pub survey: Option<SurveyId>,
    /// What is to be done: lower-case letters and hyphens.
    pub kind: String,
    /// With what: ids, as JSON.
    pub payload: String,
    /// How much it keeps of the brand's room for files of its kind, in bytes.
    pub bytes: i64,
    /// Not before this moment.
    pub run_after: Moment,
    /// Now.
    pub created: Moment,
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobState {
    /// It waits for its time or for a worker.
    Queued,
    /// A worker has it.
    Running,
    /// It is done; `result` says with what outcome.
    Complete,
    /// It was given up; `error` says why.
    Failed,
}

columns! {
    /// A job.
    pub struct Job in "job" {
        /// Its id.
        id: String,
        /// The brand it works for.
        brand: BrandId,
        /// Where it waits.
        queue: Queue,
        /// For whom within the brand.
        owner: String,
        /// What is to be done.
        kind: String,
        /// With what.
        payload: String,
        /// Where it stands.
        state: JobState,
        /// How often it was claimed: the number of the attempt that runs, or ran last.
        attempts: i64,
        /// How many of the latest claims told nothing of their end.
        claims: i64,
        /// How often it told of a failure.
        failures: i64,
        /// How far it is, in thousandths.
        progress: i64,
        /// What came out, as JSON.
        result: Option<String>,
        /// Why it failed last.
        error: Option<String>,
        /// When it was added.
        created: Moment = "created_ms",
        /// When it last moved.
        changed: Moment = "changed_ms",
    }
}

/// A file that the end of a job publishes.
#[derive(Debug, Clone, Copy)]
pub struct Published<'a> {
    /// The id by which callers ask for it.
    pub file: &'a FileId,
    /// Its length in bytes.
    pub bytes: i64,
}

/// Adds a job; a worker of its queue in this process is woken by the commit.
///
/// # Errors
/// [`Error::Duplicate`] when the id is taken.
pub async fn add(store: &Store, tx: &mut Transaction, job: &NewJob) -> Result<(), Error> {
    let params = [
        job.id.param(),
        job.brand.param(),
        job.queue.param(),
        job.priority.param(),
        job.owner.param(),
        job.survey.param(),
        job.kind.param(),
        job.payload.param(),
        job.bytes.param(),
        job.run_after.param(),
        job.created.param(),
    ];
    tx.execute(ADD, &params).await?;
    if job.run_after <= job.created {
        tx.wake_on_commit(store.new_job(job.queue));
    }
    Ok(())
}

/// A job of the brand.
pub async fn get(tx: &mut Transaction, brand: &BrandId, id: &str) -> Result<Option<Job>, Error> {
    tx.one(GET, &[brand.param(), id.into()]).await
}

/// The job of the brand whose end published this file.
pub async fn of_file(tx: &mut Transaction, brand: &BrandId, file: &FileId) -> Result<Option<Job>, Error> {
    tx.one(OF_FILE, &[brand.param(), file.as_str().into()]).await
}

/// Some of the jobs that work, or worked, for a survey.
pub async fn of_survey(tx: &mut Transaction, brand: &BrandId, survey: &SurveyId) -> Result<Vec<Job>, Error> {
    tx.all(OF_SURVEY, &[brand.param(), survey.param()]).await
}

/// Ends the jobs of a survey that is deleted in the same transaction: none is claimed any more, and one that runs is called
/// off when its lease is to be renewed.
pub async fn end_of_survey(
    tx: &mut Transaction,
    brand: &BrandId,
    survey: &SurveyId,
    why: &str,
    now: Moment,
) -> Result<(), Error> {
    tx.execute(END_OF_SURVEY, &[why.into(), now.param(), brand.param(), survey.param()]).await.map(drop)
}

/// Removes a job nobody asks about any more, whatever its state. False when there is none.
pub async fn remove(tx: &mut Transaction, brand: &BrandId, id: &str) -> Result<bool, Error> {
    Ok(tx.execute(REMOVE, &[brand.param(), id.into()]).await? == 1)
}

/// Removes jobs that ended before this moment, of every brand, and gives how many: a piece of them at once.
pub async fn remove_ended(tx: &mut Transaction, before: Moment) -> Result<u64, Error> {
    tx.execute(REMOVE_ENDED, &[before.param(), Param::Integer(REMOVED)]).await
}

/// How many bytes the jobs of this kind keep of the brand's room.
pub async fn room_taken(tx: &mut Transaction, brand: &BrandId, kind: &str) -> Result<i64, Error> {
    tx.number(ROOM_TAKEN, &[brand.param(), kind.into()]).await
}

impl Column for JobState {
    fn read(row: &mut Row, place: usize) -> Result<Self, Error> {
        Ok(match row.text(place)?.as_str() {
            "queued" => Self::Queued,
            "running" => Self::Running,
            "complete" => Self::Complete,
            "failed" => Self::Failed,
            other => return Err(Error::Other(format!("a job is in the unknown state {other}"))),
        })
    }
    fn param(&self) -> Param<'_> {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Complete => "complete",
            Self::Failed => "failed",
        }
        .into()
    }
}
