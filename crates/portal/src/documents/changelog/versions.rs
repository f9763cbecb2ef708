//! The documents of the versions that were released.

use std::sync::LazyLock;

use serde_json::Value;

use super::change::Change;
use super::compare::compare;
use crate::Catalogue;
use crate::documents::openapi;

/// The released versions, the oldest first: `cargo xtask document` writes the file of a version when it is released,
/// and it gets a line here.
const RELEASED: &[(&str, &str)] = &[("0.1.0", include_str!("../../../versions/0.1.0.json"))];

/// A version and what it changed.
pub(super) struct Version {
    pub(super) name: String,
    /// Whether it is this server's.
    pub(super) current: bool,
    /// What changed from the version before it; of the first one everything.
    pub(super) changes: Vec<Change>,
}

/// This server's version.
pub(super) const CURRENT: &str = env!("CARGO_PKG_VERSION");

/// All versions, the newest first.
pub(super) fn all() -> &'static [Version] {
    static VERSIONS: LazyLock<Vec<Version>> = LazyLock::new(|| {
        let released = RELEASED.iter().filter(|(name, _)| *name != CURRENT);
        let mut documents: Vec<(&str, Value)> =
            released.map(|(name, text)| (*name, serde_json::from_str(text).unwrap_or_default())).collect();
        documents.push((CURRENT, openapi::document(Catalogue::served()).clone()));
        let mut versions = Vec::new();
        let mut before = Value::Null;
        for (name, document) in documents {
            // Our own documents are never too large.
            let changes = compare(&before, &document).unwrap_or_default();
            versions.push(Version { name: name.to_owned(), current: name == CURRENT, changes });
            before = document;
        }
        versions.reverse();
        versions
    });
    &VERSIONS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_the_folder() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/versions");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        files.sort();
        let mut listed: Vec<String> = RELEASED.iter().map(|(name, _)| format!("{name}.json")).collect();
        listed.sort();
        assert_eq!(files, listed);
        for (name, text) in RELEASED {
            let document: Value = serde_json::from_str(text).unwrap();
            assert_eq!(document["info"]["version"], *name);
        }
    }

    #[test]
    fn the_newest_version_is_this_servers_and_the_first_one_is_all_new() {
        let versions = all();
        assert!(versions[0].current && versions[0].name == CURRENT);
        let first = versions.last().unwrap();
        assert_eq!((first.name.as_str(), first.changes.len()), ("0.1.0", 24));
        assert!(first.changes.iter().all(|change| change.text == "New." && !change.breaking));
    }
}
