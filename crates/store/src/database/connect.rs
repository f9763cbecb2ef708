//! Connections to a file of SQLite, and what its errors mean.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::Error;

/// How long a reader waits where another process has the whole database to itself, and the writer for another's.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// A connection that writes, proven by a transaction that changes nothing.
///
/// # Errors
/// [`Error::Unavailable`] when the disk takes nothing: it is full, or may only be read.
pub(crate) fn writable(path: &Path, temporary: bool) -> Result<Connection, Error> {
    let writer = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
    restrict(path)?;
    // The page size counts only before the first page is written, so it comes before the log mode.
    writer.pragma_update(None, "page_size", 8192).map_err(failed)?;
    writer.pragma_update(None, "journal_mode", "WAL").map_err(failed)?;
    writer.pragma_update(None, "synchronous", if temporary { "OFF" } else { "FULL" }).map_err(failed)?;
    writer.pragma_update(None, "wal_autocheckpoint", 8000).map_err(failed)?;
    writer.pragma_update(None, "foreign_keys", true).map_err(failed)?;
    writer.execute_batch("BEGIN IMMEDIATE; ROLLBACK").map_err(failed)?;
    // From here on it keeps no thread waiting: `Sqlite::begin` asks again instead, and once begun it waits for nobody.
    writer.busy_timeout(Duration::ZERO).map_err(failed)?;
    Ok(writer)
}

/// A connection that reads. `immutable`: the file is taken for one that nobody changes, and none is needed beside it.
pub(crate) fn readable(path: &Path, immutable: bool) -> Result<Connection, Error> {
    if !immutable {
        return connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY);
    }
    let mut uri = "file:".to_owned();
    for letter in path.to_string_lossy().chars() {
        match letter {
            '%' => uri.push_str("%25"),
            '?' => uri.push_str("%3f"),
            '#' => uri.push_str("%23"),
            other => uri.push(other),
        }
    }
    uri.push_str("?immutable=1");
    connect(Path::new(&uri), OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI)
}

/// Whether there is a log whose changes are not in the file of the database yet.
pub(crate) fn has_log(path: &Path) -> bool {
    beside(path, "-wal").metadata().is_ok_and(|log| log.is_file() && log.len() > 0)
}

/// Removes the file and those beside it.
pub(crate) fn remove(path: &Path) {
    for end in ["", "-wal", "-shm"] {
        // What is not there need not be removed; a file in a folder that is cleared anyway may stay.
        let _ = std::fs::remove_file(beside(path, end));
    }
}

/// The file of this name and end.
pub(crate) fn beside(path: &Path, end: &str) -> std::path::PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
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
        let has = std::fs::metadata(path).map_err(Error::other)?.permissions().mode() & 0o777;
        if has != 0o600 {
            let only = std::fs::Permissions::from_mode(0o600);
            std::fs::set_permissions(path, only).map_err(|why| Error::Unavailable(why.to_string()))?;
        }
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// What an error of SQLite means.
pub(crate) fn failed(error: rusqlite::Error) -> Error {
    let Some(cause) = error.sqlite_error() else { return Error::other(error) };
    match (cause.code, cause.extended_code) {
        (ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _) => Error::Conflict,
        (_, rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE | rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY) => {
            Error::Duplicate
        }
        (ErrorCode::CannotOpen | ErrorCode::SystemIoFailure, _) => {
            Error::Unavailable(format!("the disk fails or is full: {error}"))
        }
        (ErrorCode::DiskFull, _) => Error::Unavailable(format!("the disk is full: {error}")),
        (ErrorCode::ReadOnly, _) => {
            Error::Unavailable(format!("the folder of the database can only be read: {error}"))
        }
        (ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase, _) => Error::Unavailable(format!(
            "the file of the database is damaged ({error}): stop the server, keep a copy of the data folder, and \
             restore a backup"
        )),
        _ => Error::other(error),
    }
}
