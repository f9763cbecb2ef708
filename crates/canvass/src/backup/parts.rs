//! What a data folder is made of, and an archive of it.

use std::path::PathBuf;

use store::FilesUrl;

use crate::config::Settings;
use crate::serve::store_settings;

// In the archive they have the names that they have in the data folder.
pub(super) use crate::serve::{DATABASE, FILES};

/// What the data folder holds of secrets, and what is signed with one of them.
pub(super) const SECRETS: [&str; 3] = ["secret-key", "ca-key.pem", "ca.pem"];

/// The folder of the files, unless they are in a bucket.
pub(super) fn files_folder(settings: &Settings) -> Option<PathBuf> {
    match store_settings(settings).files {
        FilesUrl::Folder(folder) => Some(folder),
        _ => None,
    }
}
