//! Every kind of job there is.

use super::background_job::Kind;
use super::expire_file::ExpireFile;
use super::export_responses::ExportJob;
use super::import_responses::ImportJob;
use super::purge_survey::PurgeSurvey;

const KINDS: &[Kind] =
    &[Kind::of::<ExportJob>(), Kind::of::<ImportJob>(), Kind::of::<ExpireFile>(), Kind::of::<PurgeSurvey>()];

/// The kind of this name; none for one of another version of the program.
pub(super) fn find(name: &str) -> Option<&'static Kind> {
    let known = KINDS.iter();
    #[cfg(test)]
    let known = known.chain(super::tests::KINDS);
    known.into_iter().find(|kind| kind.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_kind_has_a_name_of_its_own() {
        let names: HashSet<&str> = KINDS.iter().map(|kind| kind.name).collect();
        assert_eq!(names.len(), KINDS.len());
        for name in names {
            assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{name}");
        }
    }

    /// The list is compared with the files: a kind that is not in it would never run.
    #[test]
    fn every_kind_is_in_the_list() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/jobs");
        let mut declared = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.ends_with("tests.rs") {
                continue;
            }
            let text = std::fs::read_to_string(path).unwrap();
            declared += text.lines().filter(|line| line.starts_with("impl BackgroundJob for ")).count();
        }
        assert_eq!(declared, KINDS.len());
    }
}
