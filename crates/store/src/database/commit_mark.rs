//! How many transactions SQLite has acknowledged, in a file beside the database. SQLite itself drops the end of a log
//! that was cut, or a log that is missing, without a word; a database that counts less than this file has lost something.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::connect::beside;

/// Digits of the number in the file: always as many, so that it is written over in place, also on a full disk.
const DIGITS: usize = 20;

/// The file, opened with the first number.
pub(crate) struct CommitMark {
    path: PathBuf,
    file: OnceLock<Option<File>>,
}

impl CommitMark {
    /// The mark of the database in this file: `canvass.db-mark` beside `canvass.db`.
    pub(crate) fn of(database: &Path) -> Self {
        Self { path: beside(database, "-mark"), file: OnceLock::new() }
    }

    /// The number, where there is one. What is no number says nothing.
    pub(crate) fn read(&self) -> Option<i64> {
        std::fs::read_to_string(&self.path).ok()?.trim().parse().ok()
    }

    /// Writes how many transactions are on the disk. It does not wait for the disk itself: after a failure of power it
    /// tells too little, never too much. Where it cannot be written nothing else suffers.
    pub(crate) fn write(&self, count: i64) {
        let file = self.file.get_or_init(|| self.open().ok());
        if let Some(file) = file {
            let _ = file.write_all_at(format!("{count:0DIGITS$}\n").as_bytes(), 0);
        }
    }

    /// Takes the mark away.
    pub(crate) fn remove(&self) -> io::Result<()> {
        match std::fs::remove_file(&self.path) {
            Err(why) if why.kind() != io::ErrorKind::NotFound => Err(why),
            _ => Ok(()),
        }
    }

    fn open(&self) -> io::Result<File> {
        OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(&self.path)
    }
}
