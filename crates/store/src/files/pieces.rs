//! Pieces of files that were never finished: what a killed process leaves in the folder.

use std::fs;
use std::io;
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use model::Moment;

/// Removes the pieces below a folder that were last written before a moment, and gives their number. Blocks.
pub(super) fn remove(folder: &Path, before: Moment) -> io::Result<u64> {
    let mut removed = 0;
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        // Nothing was ever kept, or the folder was emptied meanwhile.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            removed += remove(&path, before)?;
        } else if is_piece(&path) && is_older(&entry, before)? {
            match fs::remove_file(&path) {
                Ok(()) => removed += 1,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(removed)
}

/// object_store writes a file as `NAME#NUMBER` and renames it at its end; no key can hold a `#`.
fn is_piece(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    let number = name.and_then(|name| name.rsplit_once('#')).map(|(_, number)| number);
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_older(entry: &fs::DirEntry, before: Moment) -> io::Result<bool> {
    let before = UNIX_EPOCH + Duration::from_millis(u64::try_from(before.0).unwrap_or(0));
    match entry.metadata() {
        Ok(about) => Ok(about.modified()? < before),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_alone_are_removed_and_only_old_ones() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("acme/exports/ES_1");
        fs::create_dir_all(&deep).unwrap();
        for name in ["1", "1#1", "2#12", "3#", "#x"] {
            fs::write(deep.join(name), "x").unwrap();
        }
        assert_eq!(remove(folder.path(), Moment(0)).unwrap(), 0);
        assert_eq!(remove(folder.path(), Moment(i64::MAX / 2)).unwrap(), 2);
        let mut left: Vec<_> = fs::read_dir(&deep)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        left.sort();
        assert_eq!(left, ["#x", "1", "3#"]);
        assert_eq!(remove(&folder.path().join("none"), Moment(i64::MAX / 2)).unwrap(), 0);
    }
}
