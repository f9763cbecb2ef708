//! The schema: numbered texts, run once each, in order.

use std::time::Duration;

use crate::database::{Database, Isolation, Transaction};
use crate::{Error, Param};

/// Every migration in order; a text that was ever released is never changed, only followed by another.
pub(crate) const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001_foundation.sql"),
    include_str!("../migrations/0002_documentation_feedback.sql"),
    include_str!("../migrations/0003_accounts.sql"),
    include_str!("../migrations/0004_survey_versions.sql"),
    include_str!("../migrations/0005_jobs.sql"),
];
/// Several processes may start at once on one database; the others wait for the first and try again.
const ATTEMPTS: u32 = 50;
const PAUSE: Duration = Duration::from_millis(100);

pub(crate) const MAKE_VERSION_TABLE: &str =
    "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT PRIMARY KEY, applied BIGINT NOT NULL)";
pub(crate) const VERSION: &str = "SELECT COALESCE(MAX(version), 0) FROM schema_version";
pub(crate) const RECORD: &str = "INSERT INTO schema_version (version, applied) VALUES ($1, 1)";

/// What the registry of statements prepares.
pub(crate) const STATEMENTS: &[&str] = &[VERSION, RECORD];

pub(crate) async fn run(database: &Database) -> Result<(), Error> {
    let mut attempt = 0;
    loop {
        attempt += 1;
        match run_once(database).await {
            // Two that make the same table at once collide in PostgreSQL's own catalogue.
            Err(Error::Conflict | Error::Duplicate) if attempt < ATTEMPTS => tokio::time::sleep(PAUSE).await,
            outcome => return outcome,
        }
    }
}

async fn run_once(database: &Database) -> Result<(), Error> {
    let mut transaction = Transaction::begin(database, Isolation::Serializable).await?;
    transaction.batch(MAKE_VERSION_TABLE).await?;
    let known = i64::try_from(MIGRATIONS.len()).map_err(Error::other)?;
    let found = match transaction.optional(VERSION, &[]).await? {
        Some(row) => row.integer(0)?,
        None => 0,
    };
    if found > known {
        return Err(Error::TooNew { found, known });
    }
    for (version, text) in (1_i64..).zip(MIGRATIONS).filter(|(version, _)| *version > found) {
        // The row first: of two processes at once, the second waits here and then fails as a duplicate.
        transaction.execute(RECORD, &[Param::Integer(version)]).await?;
        transaction.batch(&database.spell(text)).await?;
    }
    transaction.commit().await
}
