//! The data folder: made at the first start, and one server's alone while it serves.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use crate::Failure;
use crate::failure::takes_nothing;

/// The file that is locked for as long as the server lives; the system lets go of it however the process ends.
const LOCK_FILE: &str = "serving.lock";

/// The data folder of this server. Nobody else serves from it while this value lives.
pub(super) struct DataFolder {
    path: PathBuf,
    /// None where the disk takes no file: then nobody can write there, and two that only read do no harm.
    _lock: Option<File>,
}

impl DataFolder {
    /// Makes the folder where it is missing, and takes it.
    ///
    /// # Errors
    /// When another server has it, or it cannot be made.
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let shown = path.display();
        if !path.is_dir() {
            fs::create_dir_all(path)
                .map_err(|why| Failure::failed(format!("the data folder {shown} cannot be made"), why))?;
        }
        let file = path.join(LOCK_FILE);
        let lock = match lockable(&file) {
            Ok(lock) => Some(lock),
            Err(why) if takes_nothing(&why) || why.kind() == io::ErrorKind::PermissionDenied => None,
            Err(why) => {
                return Err(Failure::failed(format!("the data folder {shown} cannot be locked"), why));
            }
        };
        if let Some(mut lock) = lock.as_ref() {
            match lock.try_lock() {
                Ok(()) => {
                    // Only for the message below: on a full disk it is missing there.
                    let _ = lock.set_len(0).and_then(|()| writeln!(lock, "{}", std::process::id()));
                }
                Err(TryLockError::WouldBlock) => return Err(taken(path, lock)),
                Err(TryLockError::Error(why)) => {
                    return Err(Failure::failed(format!("the data folder {shown} cannot be locked"), why));
                }
            }
        }
        Ok(Self { path: path.to_owned(), _lock: lock })
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

/// The file to lock: open for writing where that can be, since the number of the process is written into it.
fn lockable(file: &Path) -> io::Result<File> {
    let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(file);
    opened.or_else(|why| File::open(file).map_err(|_| why))
}

fn taken(path: &Path, mut lock: &File) -> Failure {
    let mut text = String::new();
    // Whoever serves may be about to write its number.
    let _ = lock.rewind().and_then(|()| lock.read_to_string(&mut text));
    let process = text.trim().parse::<u32>().map_or(String::new(), |pid| format!(" (process {pid})"));
    Failure::Failed(format!(
        "another server{process} serves from the data folder {}: end it first, or give this one a folder of its own \
         by --data DIR",
        path.display()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_one_servers_until_it_ends() {
        let parent = tempfile::tempdir().unwrap();
        let path = parent.path().join("made/on/demand");
        let first = DataFolder::open(&path).unwrap();
        assert_eq!(first.path(), path);
        let refused = DataFolder::open(&path).err().unwrap();
        let expected = format!("another server (process {}) serves from", std::process::id());
        assert!(refused.to_string().starts_with(&expected), "{refused}");
        assert_eq!(refused.exit_code(), 1);
        drop(first);
        drop(DataFolder::open(&path).unwrap());
        // What a longer number of a former process left does not show.
        fs::write(path.join(LOCK_FILE), "4294967295\n").unwrap();
        let again = DataFolder::open(&path).unwrap();
        assert!(DataFolder::open(&path).err().unwrap().to_string().starts_with(&expected));
        drop(again);
    }
}
