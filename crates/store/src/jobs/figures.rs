//! What waits in a queue, for those who watch the server.

use model::Moment;

use super::queue::{Priority, Queue};
use crate::column::Column;
use crate::{Error, Param, Store};

const DUE: &str = "
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
        WHERE brands.brand IS NOT NULL)
    SELECT CAST(COALESCE(SUM((
               SELECT COUNT(*)
               FROM (SELECT 1
                     FROM job
                     WHERE job.queue = $1
                       AND job.priority = $2
                       AND job.brand = brands.brand
                       AND job.due_ms <= $3
                     LIMIT $4) AS counted)), 0) AS BIGINT),
           MIN((SELECT MIN(job.due_ms)
                FROM job
                WHERE job.queue = $1
                  AND job.priority = $2
                  AND job.brand = brands.brand
                  AND job.due_ms <= $3))
    FROM brands
    WHERE brands.brand IS NOT NULL";
const RUNNING: &str = "
    SELECT COUNT(*)
    FROM job
    WHERE queue = $1
      AND lease_ms IS NOT NULL";
pub(crate) const STATEMENTS: &[&str] = &[DUE, RUNNING];

/// Of each brand no more jobs than this are counted.
const COUNTED: i64 = 10_000;

/// What waits in a queue and what runs of it, in all processes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Waiting {
    /// How many jobs are due; of each brand at most 10,000 are counted.
    pub due: i64,
    /// Since when the oldest of them is due.
    pub oldest: Option<Moment>,
    /// How many run.
    pub running: i64,
}

/// What waits in a queue.
pub async fn waiting(store: &Store, queue: Queue, now: Moment) -> Result<Waiting, Error> {
    let mut read = store.read();
    let mut found = Waiting::default();
    for priority in Priority::ALL {
        let params = [queue.param(), priority.param(), now.param(), Param::Integer(COUNTED)];
        if let Some(mut row) = read.optional(DUE, &params).await? {
            found.due += row.integer(0)?;
            let oldest = Option::<Moment>::read(&mut row, 1)?;
            found.oldest = [found.oldest, oldest].into_iter().flatten().min();
        }
    }
    found.running = read.number(RUNNING, &[queue.param()]).await?;
    Ok(found)
}
