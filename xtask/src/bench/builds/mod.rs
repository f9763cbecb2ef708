//! `cargo xtask bench builds`: how long a release takes from nothing, and how long it is from a changed line to a test
//! that runs, today and with so many operations as will be. In a copy of the workspace, with a target folder of its own.

mod copies;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use super::table::{Table, median, seconds};
use crate::process::{Outcome, execute_quietly, output_of, step};
use crate::repository::{self, fresh_folder};

/// Operations that are still to come.
const COPIES: usize = 195;
/// Where a line is changed, what that is, and what is asked of it: today, and with the copies.
const CHANGES: &[(&str, &str)] = &[
    ("crates/contract/src/surveys/delete_survey.rs", "a definition"),
    ("crates/services/src/surveys.rs", "a service"),
    ("crates/store/src/survey/surveys.rs", "a store file"),
];
/// A test that starts a server and asks it a little.
const TEST: &str = "users::who_am_i_tells_whose_the_token_is";

struct Options {
    /// `release`, `change` or `copies`; all three without it.
    only: Option<String>,
    /// Measurements of which the median is taken.
    rounds: usize,
}

/// Measures and prints Markdown.
pub(super) fn run(arguments: &[String]) -> Outcome<()> {
    let options = options(arguments)?;
    let wants = |what: &str| options.only.as_deref().is_none_or(|only| only == what);
    let mut table = Table::new();
    if wants("release") {
        let mut times = Vec::new();
        for round in 1..=options.rounds {
            times.push(step(&format!("release from nothing, round {round}"), release)?);
        }
        table.add(
            "clean release build of `canvass`",
            &seconds(median(times)),
            "-",
            "-",
            "at most 6 min on 2 cores",
        );
    }
    if wants("change") || wants("copies") {
        let workspace = copy()?;
        if wants("change") {
            changes(&workspace, "", "at most 5 s", options.rounds, &mut table)?;
        }
        if wants("copies") {
            copies::add(&workspace, COPIES)?;
            let with = format!(", with {COPIES} more operations");
            changes(&workspace, &with, "at most 7 s", options.rounds, &mut table)?;
        }
    }
    println!("\n{table}");
    Ok(())
}

fn options(arguments: &[String]) -> Outcome<Options> {
    let mut options = Options { only: None, rounds: 3 };
    let mut arguments = arguments.iter();
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("{name} wants a value"))?;
        match name.as_str() {
            "--only" if ["release", "change", "copies"].contains(&value.as_str()) => {
                options.only = Some(value.clone());
            }
            "--rounds" => options.rounds = value.parse::<usize>()?.max(1),
            _ => return Err(format!("unknown option {name} {value}").into()),
        }
    }
    Ok(options)
}

/// The sources that a build needs, downloaded beforehand; then everything that `canvass` is made of.
fn release() -> Outcome<Duration> {
    let target = fresh_folder("bench-builds/release")?;
    let root = repository::root();
    execute_quietly(Command::new("cargo").args(["fetch", "--quiet", "--locked"]).current_dir(&root))?;
    timed(
        Command::new("cargo")
            .args(["build", "--release", "--quiet", "--package", "canvass"])
            .current_dir(&root),
        &target,
    )
}

/// A copy of every file of the repository, so that nothing is changed in the tree itself.
fn copy() -> Outcome<PathBuf> {
    let workspace = fresh_folder("bench-builds/workspace")?;
    let root = repository::root();
    let list = output_of(
        "git",
        &["-C", &root.to_string_lossy(), "ls-files", "--cached", "--others", "--exclude-standard"],
    )?;
    for path in list.lines().filter(|path| root.join(path).is_file()) {
        let copy = workspace.join(path);
        if let Some(folder) = copy.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::copy(root.join(path), copy)?;
    }
    Ok(workspace)
}

/// From one changed line to a test that ran, for each kind of file.
fn changes(workspace: &Path, with: &str, ask: &str, rounds: usize, table: &mut Table) -> Outcome<()> {
    let target = repository::scratch("bench-builds/target")?;
    step(&format!("everything once{with}"), || to_a_test(workspace, &target))?;
    for (path, what) in CHANGES {
        let path = workspace.join(path);
        let text = std::fs::read_to_string(&path).map_err(|why| format!("{}: {why}", path.display()))?;
        let mut times = Vec::new();
        for round in 0..rounds {
            std::fs::write(&path, with_a_line(&text, round))?;
            times.push(to_a_test(workspace, &target)?);
        }
        std::fs::write(&path, text)?;
        table.add(
            &format!("from one changed line of {what} to a test that ran{with}"),
            &seconds(median(times)),
            "-",
            "-",
            ask,
        );
    }
    Ok(())
}

/// Builds the API's tests and runs one of them.
fn to_a_test(workspace: &Path, target: &Path) -> Outcome<Duration> {
    let test = ["test", "--quiet", "--package", "server", "--test", "api"];
    let built = timed(Command::new("cargo").args(test).arg("--no-run").current_dir(workspace), target)?;
    let mut run = Command::new("cargo");
    run.args(test).args(["--", TEST, "--exact"]).current_dir(workspace).env("CARGO_TARGET_DIR", target);
    let begin = Instant::now();
    let output = run.env_remove("CANVASS_TEST_POSTGRES").output()?;
    let ran = begin.elapsed();
    if !String::from_utf8_lossy(&output.stdout).contains("1 passed") {
        return Err(format!("{TEST} did not run: {}", String::from_utf8_lossy(&output.stdout)).into());
    }
    Ok(built + ran)
}

fn timed(command: &mut Command, target: &Path) -> Outcome<Duration> {
    let begin = Instant::now();
    execute_quietly(command.env("CARGO_TARGET_DIR", target))?;
    Ok(begin.elapsed())
}

/// The file with one more line of code, another one in each round, below its head.
fn with_a_line(text: &str, round: usize) -> String {
    let is_head = |line: &&str| line.starts_with("//!") || line.starts_with("#![") || line.is_empty();
    let head: usize =
        text.split_inclusive('\n').take_while(|line| is_head(&line.trim_end())).map(str::len).sum();
    let (head, rest) = text.split_at(head);
    format!("{head}const _: &str = \"round {round}\";\n{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_comes_below_the_head() {
        assert_eq!(
            with_a_line("//! Users.\n\nuse a::b;\n", 2),
            "//! Users.\n\nconst _: &str = \"round 2\";\nuse a::b;\n"
        );
    }

    #[test]
    fn the_files_that_are_changed_are_there() {
        for (path, _) in CHANGES {
            assert!(repository::root().join(path).is_file(), "{path}");
        }
    }
}
