//! Adding up what passed and what failed, over test programs that each say it in their own way.

use std::collections::BTreeSet;
use std::fmt;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::process::Outcome;

/// Numbers of checks.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
}

impl Tally {
    /// One check that could not even begin.
    pub(crate) const ONE_FAILED: Self = Self { passed: 0, failed: 1, skipped: 0 };

    /// Adds another program's numbers.
    pub(crate) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }

    /// Takes out of what passed the tests that did not run, or not wholly: lines of `needs::skip`. Where a need that is
    /// required was lacking, the test failed.
    pub(crate) fn take_skipped(&mut self, lines: &str, required: &[&str]) {
        let mut seen = BTreeSet::new();
        for line in lines.lines() {
            let mut parts = line.split('\t');
            let (Some(need), Some(test), Some(why)) = (parts.next(), parts.next(), parts.next()) else {
                continue;
            };
            if !seen.insert(test) {
                continue;
            }
            self.passed = self.passed.saturating_sub(1);
            if required.contains(&need) {
                println!("    not ok - {test} was skipped: {why}");
                self.failed += 1;
            } else {
                println!("    skipped - {test}: {why}");
                self.skipped += 1;
            }
        }
    }

    /// Takes in one line of output: cargo's `test result:` line, or `ok - …`, `not ok - …`, `skipped - …`.
    fn read(&mut self, line: &str) {
        if let Some(rest) = line.trim_start().strip_prefix("test result: ") {
            self.passed += number_before(rest, " passed");
            self.failed += number_before(rest, " failed");
            self.skipped += number_before(rest, " ignored");
        } else if line.starts_with("ok - ") {
            self.passed += 1;
        } else if line.starts_with("not ok - ") {
            self.failed += 1;
        } else if line.starts_with("skipped - ") {
            self.skipped += 1;
        }
    }
}

/// The plain closing line of a run.
impl fmt::Display for Tally {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 { write!(formatter, ", {} skipped", self.skipped) } else { Ok(()) }
    }
}

/// Runs a test program, shows its output as it comes and counts it. A program that fails without naming a failed
/// check, or ends without any check at all, counts as one failure.
pub(crate) fn counted(command: &mut Command) -> Outcome<Tally> {
    let name = command.get_program().to_string_lossy().into_owned();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|why| format!("{name}: {why}"))?;
    let mut tally = Tally::default();
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).split(b'\n') {
            let line = String::from_utf8_lossy(&line?).into_owned();
            println!("    {line}");
            tally.read(&line);
        }
    }
    let status = child.wait()?;
    if (!status.success() || tally == Tally::default()) && tally.failed == 0 {
        println!("    not ok - {name} ended with {status} after {} checks", tally.passed);
        tally.failed += 1;
    }
    Ok(tally)
}

/// The number in front of a word: 12 of `12 passed`.
fn number_before(text: &str, word: &str) -> u64 {
    let Some(end) = text.find(word) else { return 0 };
    let digits = text[..end].rsplit(|letter: char| !letter.is_ascii_digit()).next().unwrap_or_default();
    digits.parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_both_kinds_are_counted() {
        let mut tally = Tally::default();
        tally.read(
            "test result: ok. 12 passed; 1 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.00s",
        );
        tally.read("ok - lists surveys");
        tally.read("not ok - exports: 3 rows");
        tally.read("running 12 tests");
        assert_eq!(tally, Tally { passed: 13, failed: 2, skipped: 2 });
        assert_eq!(tally.to_string(), "13 passed, 2 failed, 2 skipped");
    }

    #[test]
    fn a_skipped_test_has_not_passed_and_fails_where_it_must_run() {
        let lines = "corpus\tformats: headers\tno corpus\ncorpus\tformats: headers\tno corpus\n\
                     system\tcanvass: java\tno keytool\n";
        let mut tally = Tally { passed: 10, failed: 0, skipped: 1 };
        tally.take_skipped(lines, &[]);
        assert_eq!(tally, Tally { passed: 8, failed: 0, skipped: 3 });
        let mut tally = Tally { passed: 10, failed: 0, skipped: 0 };
        tally.take_skipped(lines, &["corpus"]);
        assert_eq!(tally, Tally { passed: 8, failed: 1, skipped: 1 });
    }

    #[test]
    fn a_program_that_dies_in_silence_is_a_failure() {
        assert_eq!(counted(Command::new("sh").args(["-c", "exit 3"])).unwrap(), Tally::ONE_FAILED);
        assert_eq!(counted(Command::new("sh").args(["-c", "true"])).unwrap(), Tally::ONE_FAILED);
        let one = counted(Command::new("sh").args(["-c", "echo 'ok - a'"])).unwrap();
        assert_eq!(one, Tally { passed: 1, failed: 0, skipped: 0 });
    }
}
