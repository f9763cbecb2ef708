//! A copy of an embedded database as of one moment, made while others read and write it.

use std::path::Path;
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::Error;

/// How long is waited for whoever writes before the moment can be fixed.
const PATIENCE: Duration = Duration::from_secs(30);
/// Pages copied between two reports: some megabytes.
const PAGES: i32 = 512;

/// Copies the database in the file `from` into the new file `to`, page by page, as it is at one moment. `at_the_moment`
/// runs in that moment, while nothing can be committed: whoever wants something else as of then takes it there, quickly,
/// for those who write wait. What is committed while the pages are copied is not in the copy and does not disturb it:
/// the pages are read from the log's snapshot, so nobody waits for the copying itself.
///
/// `progress` is told how many of how many pages are copied.
///
/// # Errors
/// When a file cannot be read or written, or `at_the_moment` fails; [`Error::Conflict`] when somebody writes for too long.
pub fn embedded(
    from: &Path,
    to: &Path,
    at_the_moment: impl FnOnce() -> Result<(), Error>,
    mut progress: impl FnMut(u64, u64),
) -> Result<(), Error> {
    let reader = open(from, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    {
        let writer = open(from, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        hold_writers(&writer)?;
        at_the_moment()?;
        // A transaction begins with its first question. It ends with the connection.
        reader.execute_batch("BEGIN; SELECT COUNT(*) FROM sqlite_schema").map_err(failed)?;
    }
    let mut copy = open(to, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
    // What is cut off is thrown away, so the copy need not be whole at every moment; the caller waits for the disk.
    copy.pragma_update(None, "synchronous", "OFF").map_err(failed)?;
    let backup = Backup::new(&reader, &mut copy).map_err(failed)?;
    loop {
        let step = backup.step(PAGES).map_err(failed)?;
        let (pages, left) = (backup.progress().pagecount, backup.progress().remaining);
        progress(u64::try_from(pages - left).unwrap_or(0), u64::try_from(pages).unwrap_or(0));
        match step {
            StepResult::Done => return Ok(()),
            StepResult::More => {}
            _ => return Err(Error::Conflict),
        }
    }
}

/// Keeps others from committing for as long as the connection lives. Where nothing can be written there is nobody to keep.
fn hold_writers(writer: &Connection) -> Result<(), Error> {
    match writer.execute_batch("BEGIN IMMEDIATE") {
        Err(why) if why.sqlite_error_code() == Some(ErrorCode::ReadOnly) => Ok(()),
        other => other.map_err(failed),
    }
}

fn open(path: &Path, flags: OpenFlags) -> Result<Connection, Error> {
    let connection =
        Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(failed)?;
    connection.busy_timeout(PATIENCE).map_err(failed)?;
    Ok(connection)
}

fn failed(why: rusqlite::Error) -> Error {
    match why.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Error::Conflict,
        _ => Error::other(why),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(connection: &Connection) -> i64 {
        connection.query_row("SELECT COUNT(*) FROM t", [], |row| row.get(0)).unwrap()
    }

    /// Some thousand pages in write-ahead mode, as the store keeps them.
    fn database(path: &Path) -> Connection {
        let connection =
            open(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE).unwrap();
        connection.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE t (a BLOB)").unwrap();
        for _ in 0..3000 {
            connection.execute("INSERT INTO t VALUES (zeroblob(4000))", []).unwrap();
        }
        connection
    }

    #[test]
    fn the_copy_is_of_one_moment_and_those_who_write_go_on_meanwhile() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("a.db"), folder.path().join("b.db"));
        let writer = database(&from);
        let (mut moments, mut written) = (0, 0);
        let at_the_moment = || {
            moments += 1;
            writer.busy_timeout(Duration::ZERO).unwrap();
            let refused = writer.execute("INSERT INTO t VALUES (zeroblob(1))", []).unwrap_err();
            assert_eq!(
                refused.sqlite_error_code(),
                Some(ErrorCode::DatabaseBusy),
                "nothing is committed then"
            );
            Ok(())
        };
        embedded(&from, &to, at_the_moment, |done, all| {
            assert!(done <= all && all > 3000);
            // Nobody waits: a busy time-out of zero would make this fail.
            writer.execute("INSERT INTO t VALUES (zeroblob(4000))", []).unwrap();
            written += 1;
        })
        .unwrap();
        assert_eq!(moments, 1);
        assert!(written > 3, "it was copied in {written} steps");
        assert_eq!(rows(&writer), 3000 + written);
        let copy = open(&to, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
        assert_eq!(rows(&copy), 3000, "what was committed at the moment, and nothing of later");
        let sound: String = copy.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(sound, "ok");
    }

    #[test]
    fn what_fails_at_the_moment_or_is_not_there_is_told_and_nobody_is_kept_waiting() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("a.db"), folder.path().join("b.db"));
        let none = embedded(&from, &to, || Ok(()), |_, _| {}).unwrap_err();
        assert!(none.to_string().contains("open"), "{none}");
        let writer = database(&from);
        let told = embedded(&from, &to, || Err(Error::Other("full".into())), |_, _| {}).unwrap_err();
        assert!(told.to_string().contains("full") && !to.exists());
        writer.busy_timeout(Duration::ZERO).unwrap();
        writer.execute("INSERT INTO t VALUES (zeroblob(1))", []).unwrap();
    }
}
