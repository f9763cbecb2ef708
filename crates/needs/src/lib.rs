//! What a test needs and a machine may lack. A test that cannot run, or a part of it, says so here and returns:
//!
//! ```
//! # fn keytool() -> Option<u8> { None }
//! let Some(version) = keytool() else { return needs::skip(needs::Need::System, "there is no keytool") };
//! # let _ = version;
//! ```
//!
//! It stands on nothing, so that the tests of every crate can use it.

use std::fs::OpenOptions;
use std::io::Write;

pub mod corpus;

/// The variable that names the file into which skipped tests are written. `cargo xtask test` sets it: what a test
/// that passes prints is seen by nobody.
pub const FILE: &str = "CANVASS_SKIPPED";

/// What is lacking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// The files of others beside the project.
    Corpus,
    /// A PostgreSQL server on which databases may be made.
    PostgreSql,
    /// A program of the system, or something that the system must allow or tell.
    System,
}

impl Need {
    /// The word for it in the file.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Corpus => "corpus",
            Self::PostgreSql => "postgresql",
            Self::System => "system",
        }
    }
}

/// Says that the test that runs on this thread does not run, or not wholly, and why.
///
/// # Panics
/// When the file that [`FILE`] names cannot be written: the test would count as passed.
pub fn skip(need: Need, why: &str) {
    println!("SKIPPED: {why}");
    if let Some(path) = std::env::var_os(FILE) {
        let written = OpenOptions::new().create(true).append(true).open(&path).and_then(|mut file| {
            // One write, so that lines of several processes do not mix.
            file.write_all(line(need, why).as_bytes())
        });
        if let Err(reason) = written {
            panic!("{}: {reason}", path.display());
        }
    }
}

/// `corpus<tab>formats: headers::are_alike<tab>why`.
fn line(need: Need, why: &str) -> String {
    let package = std::env::var("CARGO_PKG_NAME").unwrap_or_default();
    let thread = std::thread::current();
    let test = thread.name().unwrap_or("a test");
    format!("{}\t{package}: {test}\t{}\n", need.word(), why.replace(['\n', '\t'], " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_names_the_need_the_test_and_the_reason() {
        assert_eq!(
            line(Need::Corpus, "no\nfolder"),
            "corpus\tneeds: tests::a_line_names_the_need_the_test_and_the_reason\tno folder\n"
        );
    }

    #[test]
    fn what_is_skipped_is_written_to_the_file() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let program = std::env::current_exe().unwrap();
        let status = std::process::Command::new(program)
            .args(["tests::skips_when_it_is_asked_to", "--exact"])
            .env(FILE, file.path())
            .env("CANVASS_NEEDS_SKIPS", "1")
            .status()
            .unwrap();
        assert!(status.success());
        let text = std::fs::read_to_string(file.path()).unwrap();
        assert_eq!(text, "system\tneeds: tests::skips_when_it_is_asked_to\tasked to\n");
    }

    #[test]
    fn skips_when_it_is_asked_to() {
        if std::env::var_os("CANVASS_NEEDS_SKIPS").is_some() {
            skip(Need::System, "asked to");
        }
        assert_eq!(Need::System.word(), "system");
    }
}
