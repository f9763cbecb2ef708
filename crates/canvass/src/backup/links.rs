//! Second names for the files of a data folder, by which they stay when the server deletes them.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// What stands in the name of a file that is still being written (`object_store`): it gets its own name when it is whole.
const UNFINISHED: char = '#';

/// The files, linked into a folder of ours. They go with the value.
pub(super) struct Links {
    files: PathBuf,
    folder: TempDir,
    names: BTreeSet<String>,
}

impl Links {
    /// Links every file of the folder `files` that is there now, into a new folder in `data`, which is on the same disk.
    pub(super) fn begin(files: &Path, data: &Path) -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix(".canvass-backup-").tempdir_in(data)?;
        let mut links = Self { files: files.to_owned(), folder, names: BTreeSet::new() };
        links.complete()?;
        Ok(links)
    }

    /// Links what has come since, and what was written anew.
    pub(super) fn complete(&mut self) -> io::Result<()> {
        let mut folders = vec![PathBuf::new()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(self.files.join(&folder))? {
                let entry = entry?;
                let name = folder.join(entry.file_name());
                if entry.file_type()?.is_dir() {
                    folders.push(name);
                } else if let Some(name) = name.to_str().filter(|name| !name.contains(UNFINISHED)) {
                    self.link(name)?;
                }
            }
        }
        Ok(())
    }

    /// Each file's name below `files`, and where it lies.
    pub(super) fn entries(&self) -> impl Iterator<Item = (String, PathBuf)> {
        self.names.iter().map(|name| (name.clone(), self.folder.path().join(name)))
    }

    fn link(&mut self, name: &str) -> io::Result<()> {
        let (from, to) = (self.files.join(name), self.folder.path().join(name));
        if self.names.contains(name) {
            if is_same(&from, &to)? {
                return Ok(());
            }
            fs::remove_file(&to)?;
        } else if let Some(folder) = to.parent() {
            fs::create_dir_all(folder)?;
        }
        let linked = match fs::hard_link(&from, &to) {
            // Not every file system has second names.
            Err(why) if why.kind() != io::ErrorKind::NotFound => fs::copy(&from, &to).map(drop),
            other => other,
        };
        match linked {
            // Deleted since it was listed: no row names it any more.
            Err(why) if why.kind() == io::ErrorKind::NotFound => {
                self.names.remove(name);
                Ok(())
            }
            Err(why) => Err(why),
            Ok(()) => {
                self.names.insert(name.to_owned());
                Ok(())
            }
        }
    }
}

/// Whether the file was not written anew since it was linked, or copied. One that is gone stays as it was.
fn is_same(file: &Path, link: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt;
    let there = match file.metadata() {
        Err(why) if why.kind() == io::ErrorKind::NotFound => return Ok(true),
        other => other?,
    };
    let ours = link.metadata()?;
    let is_link = (there.dev(), there.ino()) == (ours.dev(), ours.ino());
    Ok(is_link || (there.len() == ours.len() && there.modified()? <= ours.modified()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(links: &Links) -> Vec<(String, String)> {
        links.entries().map(|(name, path)| (name, fs::read_to_string(path).unwrap())).collect()
    }

    #[test]
    fn what_was_there_stays_what_came_is_added_and_what_is_unfinished_left_out() {
        let data = tempfile::tempdir().unwrap();
        let files = data.path().join("files");
        fs::create_dir_all(files.join("brands/acme")).unwrap();
        for (name, text) in
            [("brands/acme/a", "a"), ("brands/acme/b", "b"), ("brands/acme/c#1", "c"), ("d", "d")]
        {
            fs::write(files.join(name), text).unwrap();
        }
        let mut links = Links::begin(&files, data.path()).unwrap();
        fs::remove_file(files.join("brands/acme/a")).unwrap();
        // Written as the file store does it: beside, then renamed.
        fs::write(files.join("d#1"), "new d").unwrap();
        fs::rename(files.join("d#1"), files.join("d")).unwrap();
        fs::write(files.join("e"), "e").unwrap();
        links.complete().unwrap();
        let expected = [("brands/acme/a", "a"), ("brands/acme/b", "b"), ("d", "new d"), ("e", "e")];
        assert_eq!(found(&links), expected.map(|(name, text)| (name.to_owned(), text.to_owned())));
        drop(links);
        assert_eq!(fs::read_dir(data.path()).unwrap().count(), 1, "nothing is left behind");
    }
}
