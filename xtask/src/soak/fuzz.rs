//! `cargo xtask soak fuzz`: files and texts that nobody would write, for as long as one likes.

use std::process::Command;
use std::time::Duration;

use crate::process::{Outcome, execute, step};
use crate::repository;

/// What is fuzzed: the name of the test and the crate it is a test of.
const TARGETS: &[(&str, &str)] = &[
    ("survey_files_qsf", "formats"),
    ("survey_texts_txt", "formats"),
    ("documents_docx", "formats"),
    ("piped_text", "engine"),
    ("calculations", "engine"),
    ("conditions", "engine"),
    ("written_conditions", "engine"),
];

/// Runs each for so long, or the one that is named. The tests themselves say what was found, and how to have it again.
pub(super) fn run(time: Duration, only: Option<&str>) -> Outcome<()> {
    let wanted: Vec<_> = TARGETS.iter().filter(|(name, _)| only.is_none_or(|only| only == *name)).collect();
    if wanted.is_empty() {
        let names: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
        return Err(format!("which: {}?", names.join(", ")).into());
    }
    for (name, package) in wanted {
        step(&format!("{name}, {} minutes", time.as_secs() / 60), || {
            let mut command = Command::new("cargo");
            command.args(["test", "--quiet", "--package", package, "--test", "fuzz", "--", "--exact", name]);
            command.env("BOLERO_RANDOM_TEST_TIME_MS", time.as_millis().to_string());
            execute(command.current_dir(repository::root()))
        })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fuzz_test_of_a_crate_is_a_target() {
        for (name, package) in TARGETS {
            let file = repository::root().join("crates").join(package).join("tests/fuzz/main.rs");
            let source = std::fs::read_to_string(&file).unwrap();
            assert!(source.contains(&format!("fn {name}()")), "{name} is no test of {}", file.display());
            let tests = source.matches("#[test]").count();
            let known = TARGETS.iter().filter(|(_, other)| other == package).count();
            assert_eq!(tests, known, "a fuzz test of {package} has no line in the list");
        }
    }
}
