//! Whether an embedded database is sound. PostgreSQL has programs of its own for it.

use std::path::Path;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::Error;

/// So many faults are told; a file that has as many is read no further.
const TOLD: usize = 100;

/// The faults of the database in a file, each in a few words: pages and indexes that do not fit together, rows that name
/// rows which are not there. It reads the whole file as of one moment, and may be served meanwhile. Blocks.
///
/// # Errors
/// When the file cannot be read.
pub fn embedded(file: &Path) -> Result<Vec<String>, Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags).map_err(Error::other)?;
    let mut faults = Vec::new();
    match look(&connection, &mut faults) {
        // So badly that it cannot be looked at any further.
        Err(why) if is_damage(&why) => faults.push(why.to_string()),
        other => other.map_err(Error::other)?,
    }
    Ok(faults)
}

fn look(connection: &Connection, faults: &mut Vec<String>) -> rusqlite::Result<()> {
    let mut statement = connection.prepare(&format!("PRAGMA quick_check({TOLD})"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let said: String = row.get(0)?;
        // One row says that there is nothing to say.
        if said != "ok" {
            faults.push(said);
        }
    }
    if !faults.is_empty() {
        return Ok(());
    }
    let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()?
        && faults.len() < TOLD
    {
        let (table, number, other): (String, Option<i64>, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let number = number.map_or(String::new(), |number| format!(" {number}"));
        faults.push(format!("row{number} of {table} names a row of {other} that is not there"));
    }
    Ok(())
}

fn is_damage(why: &rusqlite::Error) -> bool {
    matches!(why.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn database(folder: &Path) -> (std::path::PathBuf, Connection) {
        let file = folder.join("a.db");
        let connection = Connection::open(&file).unwrap();
        let tables = "CREATE TABLE a (id INTEGER PRIMARY KEY);
            CREATE TABLE b (id INTEGER PRIMARY KEY, a INTEGER REFERENCES a (id), filling TEXT);
            CREATE INDEX b_by_filling ON b (filling);
            INSERT INTO a VALUES (1)";
        connection.execute_batch(tables).unwrap();
        for number in 0..2000 {
            connection
                .execute("INSERT INTO b (a, filling) VALUES (1, ?1)", [format!("{number:0200}")])
                .unwrap();
        }
        (file, connection)
    }

    #[test]
    fn what_is_sound_has_no_faults_and_rows_that_name_nothing_are_told() {
        let folder = tempfile::tempdir().unwrap();
        let (file, connection) = database(folder.path());
        assert_eq!(embedded(&file).unwrap(), [""; 0]);
        connection
            .execute_batch("PRAGMA foreign_keys = OFF; INSERT INTO b (id, a) VALUES (7000, 2)")
            .unwrap();
        assert_eq!(embedded(&file).unwrap(), ["row 7000 of b names a row of a that is not there"]);
    }

    #[test]
    fn damaged_pages_and_what_is_no_database_are_told() {
        let folder = tempfile::tempdir().unwrap();
        let (file, connection) = database(folder.path());
        drop(connection);
        let mut bytes = std::fs::read(&file).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle..middle + 4096].fill(0x5a);
        std::fs::write(&file, &bytes).unwrap();
        let faults = embedded(&file).unwrap();
        assert!(!faults.is_empty() && faults.len() <= TOLD, "{faults:?}");
        std::fs::write(&file, b"this is no database at all, whatever its name says").unwrap();
        assert_eq!(embedded(&file).unwrap().len(), 1);
        assert!(embedded(&folder.path().join("none.db")).is_err());
    }
}
