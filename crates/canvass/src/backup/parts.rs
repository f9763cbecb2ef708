//! What a data folder is made of, and an archive of it.

use std::path::PathBuf;

use store::FilesUrl;

use crate::config::Settings;

/// The database's file, in the data folder and in the archive.
pub(super) const DATABASE: &str = "canvass.db";
/// The folder of the files, in the data folder and in the archive.
pub(super) const FILES: &str = "files";
/// What the data folder holds of secrets, and what is signed with one of them.
pub(super) const SECRETS: [&str; 3] = ["secret-key", "ca-key.pem", "ca.pem"];

/// The folder of the files, unless they are in a bucket.
pub(super) fn files_folder(settings: &Settings) -> Option<PathBuf> {
    match settings.files.as_deref().map(FilesUrl::parse) {
        None => Some(settings.data.join(FILES)),
        Some(FilesUrl::Folder(folder)) => Some(folder),
        Some(_) => None,
    }
}
