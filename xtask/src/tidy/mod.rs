//! The rules of the house, held against the files (`cargo xtask tidy`, and a unit test).

mod circles;
mod counts;
mod evidence;
mod features;
mod imports;
mod lists;
mod problem;
mod proofs;
mod requirements;
mod reviews;
mod words;

use crate::process::Outcome;
use crate::repository::{self, File};
use problem::Problem;

/// `cargo xtask tidy`, with what is asked of it.
pub(crate) fn command(arguments: &[String]) -> Outcome<()> {
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => run(),
        ["circles"] => circles::print(),
        ["--resource", name] => counts::print_resource(name),
        [range] | ["--count", range] if range.contains("..") => counts::print(range),
        _ => Err("tidy takes nothing, `circles`, `REV..REV` or `--resource NAME`".into()),
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
    problems.extend(circles::problems(files));
    problems.extend(evidence::problems(files));
    problems.extend(features::problems(files));
    problems.extend(lengths(files));
    problems.extend(lists::problems(files));
    problems.extend(proofs::problems(files));
    problems.extend(requirements::problems(files));
    problems.extend(reviews::problems(files));
    problems.extend(words::problems(files));
    problems
}

/// A Rust file outside tests may have this many lines.
const LONGEST: usize = 400;

fn lengths(files: &[File]) -> impl Iterator<Item = Problem> {
    files.iter().filter(|file| file.path.ends_with(".rs") && !repository::is_test(&file.path)).filter_map(
        |file| {
            // Unit tests stand at the bottom of their file and do not count.
            let lines = file.text.lines().take_while(|line| *line != "#[cfg(test)]").count();
            (lines > LONGEST).then(|| {
                Problem::new(&file.path, format!("{lines} lines, {LONGEST} at most: give a part a file"))
            })
        },
    )
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
