//! SQLite: one connection that writes, a few that read.

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex as BlockingMutex, PoisonError};
use std::time::Duration;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Statement, ToSql};
use tokio::sync::{Mutex, OwnedMappedMutexGuard, OwnedMutexGuard};

use super::commit_mark::CommitMark;
use super::connect::{BUSY_TIMEOUT, failed, has_log, readable, remove, writable};
use super::health::Health;
use super::row_ref::{RowRef, Visitor, Walk};
use super::value::{Param, Row, Value};
use crate::Error;

/// Read connections kept open between statements; more are opened when more are needed at once.
const IDLE_READERS: usize = 16;
/// How long a change waits for those of this process before it; then its caller is told to come back. A change that waits
/// for one it has begun itself ends so too.
const LONGEST_QUEUE: Duration = Duration::from_secs(30);
/// How long the writer sleeps before it asks another process's writer again.
const BUSY_PAUSE: Duration = Duration::from_millis(10);
/// Part of the text of a claim that only PostgreSQL needs: here there is one writer, so nothing is ever locked.
const SKIP_LOCKED: &str = "FOR UPDATE SKIP LOCKED";
/// The same of rows that are held until the commit.
const KEY_SHARE: &str = "FOR KEY SHARE";
const FOR_UPDATE: &str = "FOR UPDATE";

/// The time of the database in milliseconds, as PostgreSQL spells it and as it is spelt here. Here it is this process's own
/// clock, for nobody else writes.
const DATABASE_TIME: [&str; 2] = [
    "CAST(EXTRACT(EPOCH FROM statement_timestamp()) * 1000 AS BIGINT)",
    "CAST(unixepoch('subsec') * 1000 AS INTEGER)",
];

/// How many transactions were committed, counted within each.
const COUNT_COMMIT: &str = "UPDATE sequence SET value = value + 1 WHERE name = 'commit' RETURNING value";
const COMMITS: &str = "SELECT value FROM sequence WHERE name = 'commit'";

pub(crate) struct Sqlite {
    path: PathBuf,
    /// None while the database can only be read.
    writer: Arc<Mutex<Option<Connection>>>,
    readers: BlockingMutex<Readers>,
    mark: Option<Arc<CommitMark>>,
    health: Arc<Health>,
    temporary: bool,
}

/// The connections that read.
#[derive(Default)]
struct Readers {
    idle: Vec<Connection>,
    /// There while they take the file for one that nobody changes, and held by each that is in use: SQLite reads so
    /// without any file of its own beside it.
    immutable: Option<Arc<()>>,
}

/// The connection that writes, within a transaction: whoever has it commits or rolls back, as `Transaction` does when dropped.
pub(crate) struct Writer {
    connection: OwnedMappedMutexGuard<Option<Connection>, Connection>,
    /// What the connection had changed before this transaction, in rows.
    changed_before: u64,
    mark: Option<Arc<CommitMark>>,
    health: Arc<Health>,
}

impl Sqlite {
    /// Opens the file, or makes it. `as_it_is` takes a database that lacks changes for what there is.
    ///
    /// # Errors
    /// [`Error::Other`] when changes are missing that were acknowledged; when it cannot even be read.
    pub(crate) fn open(path: &Path, as_it_is: bool) -> Result<Self, Error> {
        let sqlite = Self::open_at(path.to_owned(), false)?;
        if let Some(mark) = &sqlite.mark {
            if as_it_is {
                mark.remove().map_err(Error::other)?;
            } else if let Some(acknowledged) = mark.read() {
                let committed = match sqlite.read(|reader| rows(reader, COMMITS, &[])) {
                    Ok(rows) => rows.first().map_or(Ok(0), |row| row.integer(0))?,
                    Err(why @ Error::Unavailable(_)) => return Err(why),
                    // An empty database has no such table: it has committed nothing.
                    Err(_) => 0,
                };
                if committed < acknowledged {
                    return Err(lost(path, acknowledged - committed));
                }
            }
        }
        Ok(sqlite)
    }

    /// A database that is gone when this value is dropped.
    pub(crate) fn open_temporary() -> Result<Self, Error> {
        static COUNTER: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
        let shared = Path::new("/dev/shm");
        let folder = if shared.is_dir() { shared.to_owned() } else { std::env::temp_dir() };
        // A process id comes back after a restart of the system, so what lies there from a killed process is removed.
        let number = COUNTER.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let path = folder.join(format!("canvass-{}-{number}.db", std::process::id()));
        remove(&path);
        Self::open_at(path, true)
    }

    fn open_at(path: PathBuf, temporary: bool) -> Result<Self, Error> {
        if let Some(folder) =
            path.parent().filter(|folder| !folder.as_os_str().is_empty() && !folder.is_dir())
        {
            std::fs::create_dir_all(folder).map_err(Error::other)?;
        }
        let there = path.metadata().is_ok_and(|file| file.len() > 0);
        let (writer, health, mut readers) =
            (writable(&path, temporary), Arc::<Health>::default(), Readers::default());
        health.note(&writer);
        let writer = match writer {
            // What is there is served, for as long as it can only be read.
            Err(Error::Unavailable(_)) if there => {
                readers.immutable = (!has_log(&path)).then(Arc::default);
                None
            }
            other => Some(other?),
        };
        let mark = (!temporary).then(|| Arc::new(CommitMark::of(&path)));
        let writer = Arc::new(Mutex::new(writer));
        let readers = BlockingMutex::new(readers);
        Ok(Self { path, writer, readers, mark, health, temporary })
    }

    /// Whether changes can be kept.
    pub(crate) fn health(&self) -> &Arc<Health> {
        &self.health
    }

    /// The writer, once nobody else has it, within an IMMEDIATE transaction. Writers of this process queue here; where
    /// another process writes (a shell, a backup), this one asks again and again, and keeps no thread waiting meanwhile.
    pub(crate) async fn begin(&self) -> Result<Writer, Error> {
        let begun = self.begin_within(LONGEST_QUEUE).await;
        self.health.note(&begun);
        begun
    }

    /// As [`Sqlite::begin`], waiting at most so long for others of this process.
    pub(crate) async fn begin_within(&self, longest: Duration) -> Result<Writer, Error> {
        let mut slot = tokio::time::timeout(longest, Arc::clone(&self.writer).lock_owned())
            .await
            .map_err(|_| Error::Unavailable("other changes have the database for too long".into()))?;
        if slot.is_none() {
            *slot = Some(self.open_again()?);
        }
        let connection = OwnedMutexGuard::try_map(slot, Option::as_mut)
            .map_err(|_| Error::Unavailable("the database can only be read".into()))?;
        let mut pauses = BUSY_TIMEOUT.as_millis() / BUSY_PAUSE.as_millis();
        loop {
            match connection.execute_batch("BEGIN IMMEDIATE").map_err(failed) {
                Err(Error::Conflict) if pauses > 0 => {}
                begun => break begun?,
            }
            pauses -= 1;
            tokio::time::sleep(BUSY_PAUSE).await;
        }
        let (mark, health) = (self.mark.clone(), Arc::clone(&self.health));
        Ok(Writer { changed_before: connection.total_changes(), connection, mark, health })
    }

    /// The connection that writes, when the disk takes changes again.
    fn open_again(&self) -> Result<Connection, Error> {
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        // Who reads the file as one that nobody changes must not see it change.
        if readers.immutable.as_ref().is_some_and(|held| Arc::strong_count(held) > 1) {
            return Err(Error::Unavailable(
                "the database can only be read until those who read it end".into(),
            ));
        }
        let writer = writable(&self.path, self.temporary)?;
        *readers = Readers::default();
        Ok(writer)
    }

    pub(crate) fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T, Error>) -> Result<T, Error> {
        let lock = || self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        let (idle, immutable) = {
            let mut readers = lock();
            (readers.idle.pop(), readers.immutable.clone())
        };
        let reader = match idle {
            Some(reader) => reader,
            None => readable(&self.path, immutable.is_some())?,
        };
        let outcome = work(&reader);
        let mut readers = lock();
        if readers.immutable.is_some() == immutable.is_some() && readers.idle.len() < IDLE_READERS {
            readers.idle.push(reader);
        }
        outcome
    }

    /// Calls `visit` for the rows of a statement until it breaks; nothing is copied.
    pub(crate) fn walk(&self, walk: Walk<'_>, visit: Visitor<'_>) -> Result<(), Error> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(&text(walk.sql)).map_err(failed)?;
            bind(&mut statement, walk.params)?;
            let mut rows = statement.raw_query();
            while let Some(row) = rows.next().map_err(failed)? {
                if visit(RowRef::sqlite(row))?.is_break() {
                    break;
                }
            }
            Ok(())
        })
    }

    /// Folds the log into the database file, so that a copy of the one file is whole.
    pub(crate) async fn close(&self) -> Result<(), Error> {
        let writer = Arc::clone(&self.writer).lock_owned().await;
        self.readers.lock().unwrap_or_else(PoisonError::into_inner).idle.clear();
        let Some(writer) = writer.as_ref() else { return Ok(()) };
        writer.busy_timeout(BUSY_TIMEOUT).map_err(failed)?;
        writer.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map_err(failed)
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        if self.temporary {
            remove(&self.path);
        }
    }
}

impl Writer {
    /// Makes the transaction lasting, and counts it when it changed anything.
    pub(crate) fn commit(&self) -> Result<(), Error> {
        let committed = self.count().and_then(|count| batch(self, "COMMIT").map(|()| count));
        self.health.note(&committed);
        match committed {
            Ok(count) => {
                if let (Some(count), Some(mark)) = (count, &self.mark) {
                    mark.write(count);
                    self.health.is_well();
                }
                Ok(())
            }
            Err(why) => {
                // A commit that failed may leave the transaction open; the next user of the writer must not inherit it.
                self.roll_back();
                Err(why)
            }
        }
    }

    /// Ends the transaction as if it had never been.
    pub(crate) fn roll_back(&self) {
        // A failed rollback leaves the next BEGIN to fail aloud; there is nobody here to tell.
        let _ = batch(self, "ROLLBACK");
    }

    fn count(&self) -> Result<Option<i64>, Error> {
        if self.mark.is_none() || self.total_changes() == self.changed_before {
            return Ok(None);
        }
        rows(self, COUNT_COMMIT, &[])?.first().map(|row| row.integer(0)).transpose()
    }
}

impl Deref for Writer {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

fn lost(path: &Path, count: i64) -> Error {
    let database = path.display();
    Error::Other(format!(
        "{database} lacks the last {count} changes that were acknowledged: the file, or its log {database}-wal, was \
         taken away, cut or replaced. Put the files back as they were, or restore a backup into an empty folder; to \
         serve what is left, start once with --accept-storage"
    ))
}

pub(crate) fn rows(connection: &Connection, sql: &str, params: &[Param<'_>]) -> Result<Vec<Row>, Error> {
    let mut statement = connection.prepare_cached(&text(sql)).map_err(failed)?;
    bind(&mut statement, params)?;
    let width = statement.column_count();
    let mut answers = statement.raw_query();
    let mut rows = Vec::new();
    while let Some(row) = answers.next().map_err(failed)? {
        let values = (0..width).map(|place| row.get_ref(place).map_err(failed).and_then(value));
        rows.push(Row { values: values.collect::<Result<_, _>>()? });
    }
    Ok(rows)
}

pub(crate) fn execute(connection: &Connection, sql: &str, params: &[Param<'_>]) -> Result<u64, Error> {
    let mut statement = connection.prepare_cached(&text(sql)).map_err(failed)?;
    bind(&mut statement, params)?;
    statement.raw_execute().map(|count| count as u64).map_err(failed)
}

/// Inserts row by row and gives how many were: one prepared statement, run often, is as quick here as one of many rows.
pub(crate) fn insert_many(connection: &Connection, sql: &str, rows: &[&[Param<'_>]]) -> Result<u64, Error> {
    let mut statement = connection.prepare_cached(&text(sql)).map_err(failed)?;
    let mut inserted = 0;
    for row in rows {
        bind(&mut statement, row)?;
        inserted += statement.raw_execute().map_err(failed)? as u64;
    }
    Ok(inserted)
}

/// Inserts row by row and says of each whether it is new: whether anything came back.
pub(crate) fn insert_new(
    connection: &Connection,
    sql: &str,
    rows: &[&[Param<'_>]],
) -> Result<Vec<bool>, Error> {
    let mut statement = connection.prepare_cached(&text(sql)).map_err(failed)?;
    let mut new = Vec::with_capacity(rows.len());
    for row in rows {
        bind(&mut statement, row)?;
        let mut answers = statement.raw_query();
        new.push(answers.next().map_err(failed)?.is_some());
    }
    Ok(new)
}

pub(crate) fn batch(connection: &Connection, sql: &str) -> Result<(), Error> {
    connection.execute_batch(sql).map_err(failed)
}

/// Prepares a statement and drops it: for the test that every statement is understood.
#[cfg(test)]
pub(crate) fn prepare(connection: &Connection, sql: &str) -> Result<(), Error> {
    connection.prepare(&text(sql)).map(drop).map_err(failed)
}

fn text(sql: &str) -> std::borrow::Cow<'_, str> {
    let mut text = std::borrow::Cow::Borrowed(sql);
    // Nearly every statement has neither, and short words are looked for much faster than long ones.
    if !sql.contains("FOR ") && !sql.contains("EXTRACT(") {
        return text;
    }
    for (word, here) in [(SKIP_LOCKED, ""), (KEY_SHARE, ""), (FOR_UPDATE, ""), DATABASE_TIME.into()] {
        if text.contains(word) {
            text = text.replace(word, here).into();
        }
    }
    text
}

/// Refuses a number of parameters that is not the statement's, as PostgreSQL does: SQLite itself would take those that
/// are missing for null, or for what the row before had.
fn bind(statement: &mut Statement<'_>, params: &[Param<'_>]) -> Result<(), Error> {
    if statement.parameter_count() != params.len() {
        let (wanted, given) = (statement.parameter_count(), params.len());
        return Err(Error::Other(format!("a statement of {wanted} parameters was given {given}")));
    }
    for (place, param) in params.iter().enumerate() {
        statement.raw_bind_parameter(place + 1, param).map_err(failed)?;
    }
    Ok(())
}

impl ToSql for Param<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match *self {
            Self::Integer(number) => ValueRef::Integer(number),
            Self::Real(number) => ValueRef::Real(number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
            Self::Null => ValueRef::Null,
        }))
    }
}

fn value(value: ValueRef<'_>) -> Result<Value, Error> {
    Ok(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(number) => Value::Real(number),
        ValueRef::Text(text) => Value::Text(std::str::from_utf8(text).map_err(Error::other)?.to_owned()),
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_change_that_waits_for_itself_is_told_to_come_back() {
        let database = Sqlite::open_temporary().unwrap();
        let outer = database.begin().await.unwrap();
        let inner = database.begin_within(Duration::from_millis(20)).await;
        assert!(matches!(inner, Err(Error::Unavailable(_))), "nobody waits for ever");
        outer.roll_back();
        drop(outer);
        assert!(database.begin().await.is_ok());
    }
}
