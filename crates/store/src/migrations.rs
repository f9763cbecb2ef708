//! The schema: numbered steps, run once each, in order.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;

use crate::database::{Database, Isolation, Transaction};
use crate::{Error, Param};

/// One step of the schema. One that was ever released is never changed, only followed by another.
pub(crate) struct Migration {
    /// What is run first.
    pub(crate) text: &'static str,
    /// What SQL cannot say of the rows that are there, run after the text and in the same transaction.
    pub(crate) then: Option<DataStep>,
}

/// Changes rows by statements that are good for the schema of just that step, whatever follows it.
pub(crate) type DataStep = for<'t> fn(&'t mut Transaction) -> BoxFuture<'t, Result<(), Error>>;

/// Every migration in order.
pub(crate) const MIGRATIONS: &[Migration] = &[
    text(include_str!("../migrations/0001_foundation.sql")),
    text(include_str!("../migrations/0002_documentation_feedback.sql")),
    text(include_str!("../migrations/0003_accounts.sql")),
    text(include_str!("../migrations/0004_survey_versions.sql")),
    text(include_str!("../migrations/0005_jobs.sql")),
    text(include_str!("../migrations/0006_processes.sql")),
    text(include_str!("../migrations/0007_purge.sql")),
    text(include_str!("../migrations/0008_sessions.sql")),
    text(include_str!("../migrations/0009_oauth.sql")),
    text(include_str!("../migrations/0010_oauth_grants.sql")),
    text(include_str!("../migrations/0011_client_certificates.sql")),
    text(include_str!("../migrations/0012_permissions.sql")),
    text(include_str!("../migrations/0013_survey_releases_and_counts.sql")),
    text(include_str!("../migrations/0014_rights_of_definitions.sql")),
];
/// Several processes may start at once on one database; the others wait for the first and try again.
const ATTEMPTS: u32 = 50;
const PAUSE: Duration = Duration::from_millis(100);

pub(crate) const MAKE_VERSION_TABLE: &str =
    "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT PRIMARY KEY, applied BIGINT NOT NULL)";
pub(crate) const VERSION: &str = "SELECT COALESCE(MAX(version), 0) FROM schema_version";
pub(crate) const RECORD: &str = "INSERT INTO schema_version (version, applied) VALUES ($1, 1)";
const CHECKSUMS: &str = "
    SELECT version, COALESCE(checksum, '')
    FROM schema_version
    ORDER BY version";
const WRITE_DOWN: &str = "
    UPDATE schema_version
    SET checksum = $1
    WHERE version = $2
      AND checksum IS NULL";

/// What the registry of statements prepares.
pub(crate) const STATEMENTS: &[&str] = &[VERSION, RECORD, CHECKSUMS, WRITE_DOWN];

/// A step that is a text alone.
pub(crate) const fn text(text: &'static str) -> Migration {
    Migration { text, then: None }
}

/// Brings the schema up to these steps. Where nothing is missing, nothing is written: a full disk stops no start.
///
/// # Errors
/// [`Error::TooNew`] when there are steps that are not among these; when one of those that were run was another one.
pub(crate) async fn run(database: &Arc<Database>, steps: &[Migration]) -> Result<(), Error> {
    let mut attempt = 0;
    loop {
        attempt += 1;
        // Of an empty or a former database the question fails, and what is missing is made.
        if let Ok(found) = found(&mut Transaction::reading(Arc::clone(database))).await
            && compare(&found, steps)?
        {
            return Ok(());
        }
        match bring_up(database, steps).await {
            // Two that make the same table at once collide in PostgreSQL's own catalogue.
            Err(Error::Conflict | Error::Duplicate) if attempt < ATTEMPTS => tokio::time::sleep(PAUSE).await,
            outcome => return outcome,
        }
    }
}

/// Whether a later program has brought the schema beyond what this one knows.
///
/// # Errors
/// [`Error::TooNew`] when it has.
pub(crate) async fn is_known(reading: &mut Transaction) -> Result<(), Error> {
    newest(reading, MIGRATIONS).await.map(drop)
}

/// Whether all steps of this program were run.
///
/// # Errors
/// [`Error::Other`] when some were not, or the database has no schema of ours; [`Error::TooNew`] when there are others.
pub(crate) async fn is_current(reading: &mut Transaction) -> Result<(), Error> {
    let before =
        |_| Error::Other("the database was written by a former version, or is none of canvass".into());
    if compare(&found(reading).await.map_err(before)?, MIGRATIONS)? {
        return Ok(());
    }
    Err(Error::Other(
        "the database was written by a former version: the next start of a server brings it up to date"
            .into(),
    ))
}

/// The steps that were run, each with its checksum, which is empty where it was not written down.
async fn found(reading: &mut Transaction) -> Result<Vec<(i64, String)>, Error> {
    let rows = reading.rows(CHECKSUMS, &[]).await?;
    rows.into_iter().map(|mut row| Ok((row.integer(0)?, row.text(1)?))).collect()
}

/// Whether all steps were run as they stand here.
fn compare(found: &[(i64, String)], steps: &[Migration]) -> Result<bool, Error> {
    let known = i64::try_from(steps.len()).map_err(Error::other)?;
    let mut same = 0;
    for (version, checksum) in found {
        let place = usize::try_from(version - 1).ok();
        let Some(step) = place.and_then(|place| steps.get(place)) else {
            return Err(Error::TooNew { found: *version, known });
        };
        if *checksum == checksum_of(step) {
            same += 1;
        } else if !checksum.is_empty() {
            return Err(Error::Other(format!(
                "step {version} of the schema of this database is another one than this program's: the database was \
                 made by a program that was never released, or its table schema_version was changed by hand"
            )));
        }
    }
    Ok(same == steps.len())
}

/// The latest step that was run.
async fn newest(transaction: &mut Transaction, steps: &[Migration]) -> Result<i64, Error> {
    let known = i64::try_from(steps.len()).map_err(Error::other)?;
    let found = transaction.number(VERSION, &[]).await?;
    if found > known { Err(Error::TooNew { found, known }) } else { Ok(found) }
}

async fn bring_up(database: &Database, steps: &[Migration]) -> Result<(), Error> {
    let mut transaction = Transaction::begin(database, Isolation::Serializable).await?;
    transaction.batch(MAKE_VERSION_TABLE).await?;
    let newest = newest(&mut transaction, steps).await?;
    for (version, step) in (1_i64..).zip(steps).filter(|(version, _)| *version > newest) {
        // The row first: of two processes at once, the second waits here and then fails as a duplicate.
        transaction.execute(RECORD, &[Param::Integer(version)]).await?;
        transaction.batch(&database.spell(step.text)).await?;
        if let Some(then) = step.then {
            then(&mut transaction).await?;
        }
    }
    for (version, step) in (1_i64..).zip(steps) {
        let checksum = checksum_of(step);
        transaction.execute(WRITE_DOWN, &[checksum.as_str().into(), Param::Integer(version)]).await?;
    }
    compare(&found(&mut transaction).await?, steps)?;
    transaction.commit().await
}

fn checksum_of(step: &Migration) -> String {
    blake3::hash(step.text.as_bytes()).to_hex().to_string()
}
