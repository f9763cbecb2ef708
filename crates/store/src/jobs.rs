//! The job queue: a job is a row, added in the transaction that causes it.
//!
//! A worker claims a job with a lease and renews it while it works; a lease that runs out makes the job free again,
//! so a job may run twice and must be safe to. Every later step names the worker, so that one who lost the lease
//! cannot write over the one who has it now.

use std::sync::Arc;

use model::{BrandId, Moment};

use crate::{Error, Param, Row, Store, Transaction};

const ADD: &str = "
    INSERT INTO job (
           id,
           brand,
           kind,
           payload,
           state,
           due_ms,
           attempts,
           progress,
           created_ms,
           changed_ms)
    VALUES ($1, $2, $3, $4, 'queued', $5, 0, 0, $6, $6)";
const GET: &str = "
    SELECT id,
           brand,
           kind,
           payload,
           state,
           attempts,
           progress,
           result,
           error,
           created_ms,
           changed_ms
    FROM job
    WHERE brand = $1
      AND id = $2";
const CLAIM: &str = "
    UPDATE job
    SET state = 'running',
        worker = $1,
        due_ms = $2,
        attempts = attempts + 1,
        changed_ms = $3
    WHERE id = (
          SELECT id
          FROM job
          WHERE due_ms <= $3
            AND $4 LIKE '%,' || kind || ',%'
          ORDER BY due_ms, id
          LIMIT 1
          FOR UPDATE SKIP LOCKED)
    RETURNING id,
           brand,
           kind,
           payload,
           state,
           attempts,
           progress,
           result,
           error,
           created_ms,
           changed_ms";
const IS_DUE: &str = "
    SELECT 1
    FROM job
    WHERE due_ms <= $1
      AND $2 LIKE '%,' || kind || ',%'
    LIMIT 1";
const RENEW: &str = "
    UPDATE job
    SET due_ms = $1,
        progress = $2,
        changed_ms = $3
    WHERE id = $4
      AND worker = $5
      AND state = 'running'";
const FINISH: &str = "
    UPDATE job
    SET state = 'complete',
        due_ms = NULL,
        progress = 1000,
        result = $1,
        error = NULL,
        changed_ms = $2
    WHERE id = $3
      AND worker = $4
      AND state = 'running'";
const RETRY: &str = "
    UPDATE job
    SET state = 'queued',
        worker = NULL,
        due_ms = $1,
        error = $2,
        changed_ms = $3
    WHERE id = $4
      AND worker = $5
      AND state = 'running'";
const GIVE_UP: &str = "
    UPDATE job
    SET state = 'failed',
        due_ms = NULL,
        error = $1,
        changed_ms = $2
    WHERE id = $3
      AND worker = $4
      AND state = 'running'";
const REMOVE: &str = "
    DELETE FROM job
    WHERE brand = $1
      AND id = $2";
pub(crate) const STATEMENTS: &[&str] = &[ADD, GET, CLAIM, IS_DUE, RENEW, FINISH, RETRY, GIVE_UP, REMOVE];

/// A job to be added.
#[derive(Debug, Clone)]
pub struct NewJob {
    /// Its id: an export or import id, or any text of its own.
    pub id: String,
    /// The brand it works for.
    pub brand: BrandId,
    /// What is to be done: lower-case letters and hyphens.
    pub kind: String,
    /// With what: ids, as JSON.
    pub payload: String,
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

/// A job.
#[derive(Debug, Clone)]
pub struct Job {
    /// Its id.
    pub id: String,
    /// The brand it works for.
    pub brand: BrandId,
    /// What is to be done.
    pub kind: String,
    /// With what.
    pub payload: String,
    /// Where it stands.
    pub state: JobState,
    /// How often it was claimed.
    pub attempts: i64,
    /// How far it is, in thousandths.
    pub progress: i64,
    /// What came out, as JSON.
    pub result: Option<String>,
    /// Why it failed last.
    pub error: Option<String>,
    /// When it was added.
    pub created: Moment,
    /// When it last moved.
    pub changed: Moment,
}

/// Adds a job; the workers of this process are woken by the commit.
///
/// # Errors
/// [`Error::Duplicate`] when the id is taken.
pub async fn add(store: &Store, tx: &mut Transaction, job: &NewJob) -> Result<(), Error> {
    let params = [
        job.id.as_str().into(),
        job.brand.as_str().into(),
        job.kind.as_str().into(),
        job.payload.as_str().into(),
        Param::Integer(job.run_after.0),
        Param::Integer(job.created.0),
    ];
    tx.execute(ADD, &params).await?;
    tx.wake_on_commit(Arc::clone(store.new_job()));
    Ok(())
}

/// A job of the brand.
pub async fn get(tx: &mut Transaction, brand: &BrandId, id: &str) -> Result<Option<Job>, Error> {
    tx.optional(GET, &[brand.as_str().into(), id.into()]).await?.map(read).transpose()
}

/// Takes the job that has waited longest among those of these kinds, for `lease_ms` milliseconds: those that are
/// due, and those whose worker let its lease run out.
pub async fn claim(
    store: &Store,
    kinds: &[&str],
    worker: &str,
    now: Moment,
    lease_ms: i64,
) -> Result<Option<Job>, Error> {
    let kinds = format!(",{},", kinds.join(","));
    // Asking first keeps idle workers away from the one writer of SQLite.
    let due = [Param::Integer(now.0), kinds.as_str().into()];
    if store.read().optional(IS_DUE, &due).await?.is_none() {
        return Ok(None);
    }
    let mut tx = store.begin_statement().await?;
    let params =
        [worker.into(), Param::Integer(now.plus(lease_ms).0), Param::Integer(now.0), kinds.as_str().into()];
    let claimed = tx.optional(CLAIM, &params).await?.map(read).transpose()?;
    tx.commit().await?;
    Ok(claimed)
}

/// Prolongs the lease to `lease_ms` from now and notes the progress in thousandths. False when the worker has lost
/// the job: it should stop.
pub async fn renew(
    store: &Store,
    id: &str,
    worker: &str,
    progress: i64,
    now: Moment,
    lease_ms: i64,
) -> Result<bool, Error> {
    let mut tx = store.begin_statement().await?;
    let params = [
        Param::Integer(now.plus(lease_ms).0),
        Param::Integer(progress),
        Param::Integer(now.0),
        id.into(),
        worker.into(),
    ];
    let held = tx.execute(RENEW, &params).await? == 1;
    tx.commit().await?;
    Ok(held)
}

/// Completes a job, in the transaction that writes its outcome. False when the worker has lost the job: roll back.
pub async fn finish(
    tx: &mut Transaction,
    id: &str,
    worker: &str,
    result: &str,
    now: Moment,
) -> Result<bool, Error> {
    let params = [result.into(), Param::Integer(now.0), id.into(), worker.into()];
    Ok(tx.execute(FINISH, &params).await? == 1)
}

/// Notes that a job failed: to be tried again at `retry_at`, or, without it, given up. False when the worker has
/// lost the job.
pub async fn fail(
    tx: &mut Transaction,
    id: &str,
    worker: &str,
    error: &str,
    retry_at: Option<Moment>,
    now: Moment,
) -> Result<bool, Error> {
    let changed = match retry_at {
        Some(moment) => {
            let due = Param::Integer(moment.0);
            tx.execute(RETRY, &[due, error.into(), Param::Integer(now.0), id.into(), worker.into()]).await?
        }
        None => tx.execute(GIVE_UP, &[error.into(), Param::Integer(now.0), id.into(), worker.into()]).await?,
    };
    Ok(changed == 1)
}

/// Removes a job nobody asks about any more, whatever its state. False when there is none.
pub async fn remove(tx: &mut Transaction, brand: &BrandId, id: &str) -> Result<bool, Error> {
    Ok(tx.execute(REMOVE, &[brand.as_str().into(), id.into()]).await? == 1)
}

fn read(mut row: Row) -> Result<Job, Error> {
    Ok(Job {
        id: row.text(0)?,
        brand: BrandId::parse(&row.text(1)?).map_err(Error::other)?,
        kind: row.text(2)?,
        payload: row.text(3)?,
        state: match row.text(4)?.as_str() {
            "queued" => JobState::Queued,
            "running" => JobState::Running,
            "complete" => JobState::Complete,
            "failed" => JobState::Failed,
            other => return Err(Error::Other(format!("a job is in the unknown state {other}"))),
        },
        attempts: row.integer(5)?,
        progress: row.integer(6)?,
        result: row.optional_text(7)?,
        error: row.optional_text(8)?,
        created: Moment(row.integer(9)?),
        changed: Moment(row.integer(10)?),
    })
}
