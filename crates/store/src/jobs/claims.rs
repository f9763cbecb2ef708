//! Claiming a job, and what its worker tells of it.
//!
//! A queue serves in turn: the brand that was served longest ago, within it the owner that was, and of their jobs the
//! one that has been due longest. Who waits is found by leaps in an index from one brand to the next, so the number of
//! jobs that are due costs nothing. Bounds and orders name the owner where `=` would do, because else PostgreSQL may read all
//! jobs of a brand for one owner's. `statement_timestamp()` is the time of the database, which SQLite spells another way.

use model::Moment;

use super::queue::{Priority, Queue};
use super::rows::{Job, Published};
use crate::column::Column;
use crate::table::sql;
use crate::{Error, Param, Store, Transaction};

pub(crate) const NEXT: &str = "
    WITH RECURSIVE brands (brand) AS (
        SELECT MIN(brand)
        FROM job
        WHERE queue = $1
          AND priority = $2
          AND due_ms IS NOT NULL
        UNION ALL
        SELECT (SELECT MIN(job.brand)
                FROM job
                WHERE job.queue = $1
                  AND job.priority = $2
                  AND job.due_ms IS NOT NULL
                  AND job.brand > brands.brand)
        FROM brands
        WHERE brands.brand IS NOT NULL),
    served (brand) AS (
        SELECT brand
        FROM brands
        WHERE (SELECT MIN(job.due_ms)
               FROM job
               WHERE job.queue = $1
                 AND job.priority = $2
                 AND job.brand = brands.brand
                 AND job.due_ms IS NOT NULL) <= $3
        ORDER BY COALESCE((
                 SELECT MAX(job_turn.served)
                 FROM job_turn
                 WHERE job_turn.queue = $1
                   AND job_turn.brand = brands.brand), 0),
                 brand
        LIMIT 1),
    owners (owner) AS (
        SELECT MIN(owner)
        FROM job
        WHERE queue = $1
          AND priority = $2
          AND due_ms IS NOT NULL
          AND brand = (SELECT brand FROM served)
        UNION ALL
        SELECT (SELECT MIN(job.owner)
                FROM job
                WHERE job.queue = $1
                  AND job.priority = $2
                  AND job.due_ms IS NOT NULL
                  AND job.brand = (SELECT brand FROM served)
                  AND job.owner > owners.owner)
        FROM owners
        WHERE owners.owner IS NOT NULL)
    SELECT (SELECT brand FROM served),
           owner
    FROM owners
    WHERE (SELECT job.due_ms
           FROM job
           WHERE job.queue = $1
             AND job.priority = $2
             AND job.brand = (SELECT brand FROM served)
             AND job.owner >= owners.owner
             AND job.due_ms IS NOT NULL
           ORDER BY job.owner, job.due_ms, job.id
           LIMIT 1) <= $3
    ORDER BY COALESCE((
             SELECT job_turn.served
             FROM job_turn
             WHERE job_turn.queue = $1
               AND job_turn.brand = (SELECT brand FROM served)
               AND job_turn.owner = owners.owner), 0),
             owner
    LIMIT 1";
pub(crate) const CLAIM: &str = sql! { Job, "
    UPDATE {table}
    SET state = 'running',
        worker = $1,
        due_ms = NULL,
        lease_ms = CAST(EXTRACT(EPOCH FROM statement_timestamp()) * 1000 AS BIGINT) + $2,
        attempts = attempts + 1,
        claims = claims + 1,
        changed_ms = $3
    WHERE id = (
          SELECT id
          FROM job
          WHERE due_ms <= $3
            AND queue = $4
            AND priority = $5
            AND brand = $6
            AND owner >= $7
            AND owner <= $7
          ORDER BY owner, due_ms, id
          LIMIT 1
          FOR UPDATE SKIP LOCKED)
    RETURNING {columns}" };
const SERVED: &str = "
    INSERT INTO job_turn (queue, brand, owner, served)
    SELECT $1, $2, $3, COALESCE(MAX(served), 0) + 1
    FROM job_turn
    WHERE queue = $1
    ON CONFLICT (queue, brand, owner) DO UPDATE
    SET served = excluded.served";
const FORGET_TURNS: &str = "
    DELETE FROM job_turn
    WHERE queue = $1
      AND served < (SELECT MAX(served) - $2 FROM job_turn WHERE queue = $1)";
const OVERDUE: &str = "
    SELECT 1
    FROM job
    WHERE lease_ms <= CAST(EXTRACT(EPOCH FROM statement_timestamp()) * 1000 AS BIGINT)
    LIMIT 1";
const FREE: &str = "
    UPDATE job
    SET state = 'queued',
        worker = NULL,
        due_ms = created_ms,
        lease_ms = NULL,
        changed_ms = $1
    WHERE lease_ms <= CAST(EXTRACT(EPOCH FROM statement_timestamp()) * 1000 AS BIGINT)";
const RENEW: &str = "
    UPDATE job
    SET lease_ms = CAST(EXTRACT(EPOCH FROM statement_timestamp()) * 1000 AS BIGINT) + $1,
        progress = $2,
        changed_ms = $3
    WHERE id = $4
      AND attempts = $5
      AND state = 'running'";
const FINISH: &str = "
    UPDATE job
    SET state = 'complete',
        lease_ms = NULL,
        progress = 1000,
        result = $1,
        file = $2,
        bytes = $3,
        error = NULL,
        changed_ms = $4
    WHERE id = $5
      AND attempts = $6
      AND state = 'running'";
const FINISH_SILENTLY: &str = "
    DELETE FROM job
    WHERE id = $1
      AND attempts = $2
      AND state = 'running'";
const RETRY: &str = "
    UPDATE job
    SET state = 'queued',
        worker = NULL,
        due_ms = $1,
        lease_ms = NULL,
        claims = 0,
        failures = failures + 1,
        error = $2,
        changed_ms = $3
    WHERE id = $4
      AND attempts = $5
      AND state = 'running'";
const GIVE_UP: &str = "
    UPDATE job
    SET state = 'failed',
        lease_ms = NULL,
        bytes = 0,
        error = $1,
        changed_ms = $2
    WHERE id = $3
      AND attempts = $4
      AND state = 'running'";
const RELEASE: &str = "
    UPDATE job
    SET state = 'queued',
        worker = NULL,
        due_ms = created_ms,
        lease_ms = NULL,
        claims = claims - 1,
        changed_ms = $1
    WHERE id = $2
      AND attempts = $3
      AND state = 'running'";
pub(crate) const STATEMENTS: &[&str] = &[
    NEXT,
    CLAIM,
    SERVED,
    FORGET_TURNS,
    OVERDUE,
    FREE,
    RENEW,
    FINISH,
    FINISH_SILENTLY,
    RETRY,
    GIVE_UP,
    RELEASE,
];

/// Who was not among so many claims is as one who was never served: so many turns are kept of a queue at the most.
const TURNS_KEPT: i64 = 10_000;
/// How often a claim looks again when others were quicker.
const RACES: usize = 64;

/// Takes the job of a queue whose turn it is, for `lease_ms` milliseconds of the database's time. Jobs whose worker let
/// its lease run out are free again.
pub async fn claim(
    store: &Store,
    queue: Queue,
    worker: &str,
    now: Moment,
    lease_ms: i64,
) -> Result<Option<Job>, Error> {
    // Asking first keeps idle workers away from the one writer of SQLite.
    if store.read().optional(OVERDUE, &[]).await?.is_some() {
        let mut tx = store.begin_statement().await?;
        tx.execute(FREE, &[now.param()]).await?;
        tx.commit().await?;
    }
    for _ in 0..RACES {
        let Some((priority, brand, owner)) = next(store, queue, now).await? else { return Ok(None) };
        let mut tx = store.begin_statement().await?;
        let params = [
            worker.into(),
            Param::Integer(lease_ms),
            now.param(),
            queue.param(),
            priority.param(),
            brand.param(),
            owner.param(),
        ];
        // Another worker may have taken the last one meanwhile.
        let Some(job) = tx.one::<Job>(CLAIM, &params).await? else { continue };
        tx.execute(SERVED, &[queue.param(), brand.param(), owner.param()]).await?;
        tx.commit().await?;
        return Ok(Some(job));
    }
    Ok(None)
}

/// Whose turn it is in a queue: the brand and the owner.
async fn next(store: &Store, queue: Queue, now: Moment) -> Result<Option<(Priority, String, String)>, Error> {
    for priority in Priority::ALL {
        let params = [queue.param(), priority.param(), now.param()];
        if let Some(mut row) = store.read().optional(NEXT, &params).await? {
            return Ok(Some((priority, row.text(0)?, row.text(1)?)));
        }
    }
    Ok(None)
}

/// Forgets who was served so long ago that it does not matter any more.
pub async fn forget_turns(tx: &mut Transaction) -> Result<(), Error> {
    for queue in Queue::ALL {
        tx.execute(FORGET_TURNS, &[queue.param(), Param::Integer(TURNS_KEPT)]).await?;
    }
    Ok(())
}

/// Prolongs the lease to `lease_ms` from now and notes the progress in thousandths. False when the worker has lost
/// the job: it should stop.
pub async fn renew(
    store: &Store,
    job: &Job,
    progress: i64,
    now: Moment,
    lease_ms: i64,
) -> Result<bool, Error> {
    let mut tx = store.begin_statement().await?;
    let params = [
        Param::Integer(lease_ms),
        Param::Integer(progress),
        now.param(),
        job.id.param(),
        job.attempts.param(),
    ];
    let held = tx.execute(RENEW, &params).await? == 1;
    tx.commit().await?;
    Ok(held)
}

/// Completes a job, in the transaction that writes its outcome, and publishes its file. False when the worker has lost
/// the job: roll back.
pub async fn finish(
    tx: &mut Transaction,
    job: &Job,
    result: &str,
    published: Option<Published<'_>>,
    now: Moment,
) -> Result<bool, Error> {
    let params = [
        result.into(),
        published.map_or(Param::Null, |published| published.file.as_str().into()),
        Param::Integer(published.map_or(0, |published| published.bytes)),
        now.param(),
        job.id.param(),
        job.attempts.param(),
    ];
    Ok(tx.execute(FINISH, &params).await? == 1)
}

/// Completes a job nobody asks about: it is removed. False when the worker has lost it.
pub async fn finish_silently(tx: &mut Transaction, job: &Job) -> Result<bool, Error> {
    Ok(tx.execute(FINISH_SILENTLY, &[job.id.param(), job.attempts.param()]).await? == 1)
}

/// Notes that a job failed: to be tried again at `retry_at`, or, without it, given up. False when the worker has
/// lost the job.
pub async fn fail(
    tx: &mut Transaction,
    job: &Job,
    error: &str,
    retry_at: Option<Moment>,
    now: Moment,
) -> Result<bool, Error> {
    let (id, attempt) = (job.id.param(), job.attempts.param());
    let changed = match retry_at {
        Some(due) => tx.execute(RETRY, &[due.param(), error.into(), now.param(), id, attempt]).await?,
        None => tx.execute(GIVE_UP, &[error.into(), now.param(), id, attempt]).await?,
    };
    Ok(changed == 1)
}

/// Gives a job back that was cut off in order: another may have it at once, and this claim is not held against it.
pub async fn release(store: &Store, job: &Job, now: Moment) -> Result<(), Error> {
    let mut tx = store.begin_statement().await?;
    tx.execute(RELEASE, &[now.param(), job.id.param(), job.attempts.param()]).await?;
    tx.commit().await
}
