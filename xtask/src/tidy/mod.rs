//! The rules of the house, held against the files (`cargo xtask tidy`, and a unit test).

mod imports;
mod lists;
mod requirements;
mod words;

use std::fmt;

use crate::process::Outcome;
use crate::repository::{self, File};

/// One rule broken in one place.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// The file, and the line where there is one.
    pub(crate) place: String,
    /// What is wrong, and what to do.
    pub(crate) why: String,
}

impl Problem {
    fn new(place: impl Into<String>, why: impl Into<String>) -> Self {
        Self { place: place.into(), why: why.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.place, self.why)
    }
}

/// Prints every broken rule; fails if there is one.
pub(crate) fn run() -> Outcome<()> {
    let problems = problems(&repository::files()?);
    for problem in &problems {
        eprintln!("  {problem}");
    }
    match problems.len() {
        0 => Ok(()),
        1 => Err("1 rule of the house is broken".into()),
        several => Err(format!("{several} rules of the house are broken").into()),
    }
}

/// Every rule broken in these files.
pub(crate) fn problems(files: &[File]) -> Vec<Problem> {
    let mut problems = imports::problems(files);
    problems.extend(lengths(files));
    problems.extend(lists::problems(files));
    problems.extend(requirements::problems(files));
    problems.extend(words::problems(files));
    problems
}

/// A Rust file outside tests may have this many lines.
const LONGEST: usize = 400;

fn lengths(files: &[File]) -> impl Iterator<Item = Problem> {
    files.iter().filter(|file| file.path.ends_with(".rs") && !is_test(&file.path)).filter_map(|file| {
        // Unit tests stand at the bottom of their file and do not count.
        let lines = file.text.lines().take_while(|line| *line != "#[cfg(test)]").count();
        (lines > LONGEST).then(|| {
            Problem::new(&file.path, format!("{lines} lines, {LONGEST} at most: give a part a file"))
        })
    })
}

/// Whether the file holds nothing but tests.
fn is_test(path: &str) -> bool {
    path.split('/').any(|part| part == "tests") || path.ends_with("/tests.rs") || path.ends_with("_tests.rs")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_house_is_in_order() {
        let files = repository::files().unwrap();
        assert!(files.len() > 20, "git lists the files");
        let problems: Vec<String> = problems(&files).iter().map(ToString::to_string).collect();
        assert!(problems.is_empty(), "{}", problems.join("\n"));
    }

    #[test]
    fn a_long_file_is_found_and_a_long_test_is_not() {
        let text = "\n".repeat(LONGEST + 1);
        let with_tests = format!("pub mod id;\n#[cfg(test)]\n{text}");
        let files = [
            ("crates/model/src/id.rs", &text),
            ("crates/model/src/lib.rs", &with_tests),
            ("crates/server/tests/api/users.rs", &text),
        ]
        .map(|(path, text)| File { path: path.to_owned(), text: text.clone() });
        let found: Vec<Problem> = lengths(&files).collect();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].place, "crates/model/src/id.rs");
    }
}
