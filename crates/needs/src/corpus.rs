//! The files of others that tests read where they lie beside the project.

use std::path::{Path, PathBuf};

/// The folder; `None`, and the test counts as skipped, where it is absent.
#[must_use]
pub fn folder() -> Option<PathBuf> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpus"));
    if !folder.is_dir() {
        crate::skip(crate::Need::Corpus, "the corpus is not beside the project (../shared/corpus)");
        return None;
    }
    Some(folder)
}

/// A file or folder of the corpus; `None`, and the test counts as skipped, where the corpus is absent.
#[must_use]
pub fn path(name: &str) -> Option<PathBuf> {
    Some(folder()?.join(name))
}

/// What a file of the corpus holds; `None` where the corpus is absent. Fails the test where only the file is.
///
/// # Panics
/// When the corpus is there and the file cannot be read.
#[must_use]
pub fn read(name: &str) -> Option<Vec<u8>> {
    let path = path(name)?;
    Some(std::fs::read(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display())))
}

/// Every survey file of the corpus that can be read, those of one folder in the order of their names. `None`, and the test
/// counts as skipped, where the corpus is absent.
///
/// # Panics
/// When the corpus is there and a folder cannot be read.
#[must_use]
pub fn survey_files() -> Option<Vec<PathBuf>> {
    Some(survey_files_below(&folder()?))
}

fn survey_files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in sorted(folder) {
        if path.is_dir() && !path.ends_with("qsf-invalid") {
            found.extend(survey_files_below(&path));
        } else if path.extension().is_some_and(|ending| ending == "qsf") {
            found.push(path);
        }
    }
    found
}

/// The files of a folder of the corpus in the order of their names.
///
/// # Panics
/// When the corpus is there and the folder cannot be read.
#[must_use]
pub fn files(folder: &str) -> Vec<PathBuf> {
    let Some(path) = path(folder) else { return Vec::new() };
    sorted(&path)
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|why| panic!("{}: {why}", folder.display()));
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    files
}
