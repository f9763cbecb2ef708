//! Where things are, and which files belong to the repository.

use std::path::{Path, PathBuf};

use crate::process::{Outcome, output_of};

/// The folder that holds the workspace's Cargo.toml.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().map_or_else(|| here.to_path_buf(), Path::to_path_buf)
}

/// Where cargo builds, as its own environment variable says.
pub(crate) fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// A folder below the target folder for what the acceptance tests and benchmarks need, made if missing.
pub(crate) fn scratch(name: &str) -> Outcome<PathBuf> {
    let folder = target().join(name);
    std::fs::create_dir_all(&folder).map_err(|why| format!("{}: {why}", folder.display()))?;
    Ok(folder)
}

/// An empty folder below the target folder.
pub(crate) fn fresh_folder(name: &str) -> Outcome<PathBuf> {
    let folder = scratch(name)?;
    std::fs::remove_dir_all(&folder)?;
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// One file of the repository, read as text.
pub(crate) struct File {
    /// The path from the root, with `/`.
    pub(crate) path: String,
    /// Its text.
    pub(crate) text: String,
}

/// Every text file that is in the repository or about to be: tracked ones and new ones that git does not ignore.
pub(crate) fn files() -> Outcome<Vec<File>> {
    let root = root();
    let list = output_of(
        "git",
        &["-C", &root.to_string_lossy(), "ls-files", "--cached", "--others", "--exclude-standard"],
    )?;
    let mut files = Vec::new();
    for path in list.lines() {
        // A file that is deleted but not yet committed, and one that is not text, are no concern of ours.
        if let Ok(text) = std::fs::read_to_string(root.join(path)) {
            files.push(File { path: path.to_owned(), text });
        }
    }
    Ok(files)
}

/// Whether the file holds nothing but tests.
pub(crate) fn is_test(path: &str) -> bool {
    path.split('/').any(|part| part == "tests") || path.ends_with("/tests.rs") || path.ends_with("_tests.rs")
}
