//! SQLite: one connection that writes, a few that read.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex as BlockingMutex, PoisonError};
use std::time::Duration;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, Statement, ToSql};
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::row_ref::{RowRef, Visitor, Walk};
use super::value::{Param, Row, Value};
use crate::Error;

/// Read connections kept open between statements; more are opened when more are needed at once.
const IDLE_READERS: usize = 16;
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Part of the text of a claim that only PostgreSQL needs: here there is one writer, so nothing is ever locked.
const SKIP_LOCKED: &str = "FOR UPDATE SKIP LOCKED";

/// The time of the database in milliseconds, as PostgreSQL spells it and as it is spelt here. Here it is this process's own
/// clock, for nobody else writes.
const DATABASE_TIME: [&str; 2] = [
    "CAST(EXTRACT(EPOCH FROM statement_timestamp()) * 1000 AS BIGINT)",
    "CAST(unixepoch('subsec') * 1000 AS INTEGER)",
];

pub(crate) type Writer = OwnedMutexGuard<Connection>;

pub(crate) struct Sqlite {
    path: PathBuf,
    writer: Arc<Mutex<Connection>>,
    readers: BlockingMutex<Vec<Connection>>,
    temporary: bool,
}

impl Sqlite {
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        Self::open_at(path.to_owned(), false)
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
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(Error::other)?;
        }
        let writer = connect(&path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
        restrict(&path)?;
        // The page size counts only before the first page is written, so it comes before the log mode.
        writer.pragma_update(None, "page_size", 8192).map_err(failed)?;
        writer.pragma_update(None, "journal_mode", "WAL").map_err(failed)?;
        writer.pragma_update(None, "synchronous", if temporary { "OFF" } else { "FULL" }).map_err(failed)?;
        writer.pragma_update(None, "wal_autocheckpoint", 8000).map_err(failed)?;
        writer.pragma_update(None, "foreign_keys", true).map_err(failed)?;
        let writer = Arc::new(Mutex::new(writer));
        Ok(Self { path, writer, readers: BlockingMutex::new(Vec::new()), temporary })
    }

    /// The writer, once nobody else has it, within an IMMEDIATE transaction.
    pub(crate) async fn begin(&self) -> Result<Writer, Error> {
        let writer = Arc::clone(&self.writer).lock_owned().await;
        writer.execute_batch("BEGIN IMMEDIATE").map_err(failed)?;
        Ok(writer)
    }

    pub(crate) fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T, Error>) -> Result<T, Error> {
        let idle = self.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let reader = match idle {
            Some(reader) => reader,
            None => connect(&self.path, OpenFlags::SQLITE_OPEN_READ_ONLY)?,
        };
        let outcome = work(&reader);
        let mut readers = self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        if readers.len() < IDLE_READERS {
            readers.push(reader);
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
        self.readers.lock().unwrap_or_else(PoisonError::into_inner).clear();
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
    for (word, here) in [(SKIP_LOCKED, ""), DATABASE_TIME.into()] {
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

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, Error> {
    let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(failed)?;
    connection.busy_timeout(BUSY_TIMEOUT).map_err(failed)?;
    connection.set_prepared_statement_cache_capacity(256);
    Ok(connection)
}

/// The rows are nobody's business but the owner's; SQLite gives its side files the permissions of the first.
fn restrict(path: &Path) -> Result<(), Error> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).map_err(Error::other)?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

fn remove(path: &Path) {
    for end in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        // What is not there need not be removed; a file in a folder that is cleared anyway may stay.
        let _ = std::fs::remove_file(name);
    }
}

fn failed(error: rusqlite::Error) -> Error {
    match error.sqlite_error() {
        Some(cause) => match (cause.code, cause.extended_code) {
            (ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _) => Error::Conflict,
            (_, rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE | rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY) => {
                Error::Duplicate
            }
            (ErrorCode::CannotOpen | ErrorCode::DiskFull | ErrorCode::SystemIoFailure, _) => {
                Error::Unavailable(error.to_string())
            }
            _ => Error::other(error),
        },
        None => Error::other(error),
    }
}
