//! The evidence of the compatibility ledger: which tests called which operation, and what they were answered. Tests
//! leave their calls in a folder (`testkit::evidence`); this adds them up into one file that is committed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::process::Outcome;
use crate::{repository, suite};

/// The variable that names the folder in which the tests leave their calls.
pub(crate) const FOLDER: &str = "CANVASS_EVIDENCE";
/// The committed file.
pub(crate) const FILE: &str = "crates/portal/data/evidence.json";

/// What is known of one operation.
#[derive(Debug, Default, PartialEq, Eq)]
struct Evidence {
    statuses: BTreeSet<u16>,
    /// The tests in which it succeeded.
    tests: BTreeSet<String>,
}

type Operations = BTreeMap<String, Evidence>;

/// `cargo xtask evidence`: runs the server's tests and writes the file.
pub(crate) fn run() -> Outcome<()> {
    let folder = folder()?;
    let tally = suite::tests(&["-p", "server"], &[(FOLDER, &folder.to_string_lossy())])?;
    if tally.failed > 0 {
        return Err(format!("{} tests failed: {FILE} stays as it is", tally.failed).into());
    }
    let calls = collected()?;
    std::fs::write(repository::root().join(FILE), written(&calls))?;
    println!("{FILE}: {} operations", calls.len());
    Ok(())
}

/// The folder for the calls of a run, empty.
pub(crate) fn folder() -> Outcome<PathBuf> {
    let folder = repository::scratch("evidence")?;
    let calls = folder.join("calls.tsv");
    if calls.exists() {
        std::fs::remove_file(calls)?;
    }
    Ok(folder)
}

/// Whether the committed file tells what the run that just ended has seen.
pub(crate) fn check() -> Outcome<()> {
    let committed = read(&std::fs::read_to_string(repository::root().join(FILE))?)?;
    // Tests that read the corpus see nothing where it is absent.
    let whole = repository::root().join("../shared/corpus").is_dir();
    match differences(&committed, &collected()?, whole).as_slice() {
        [] => Ok(()),
        lines => Err(format!("{FILE}: run `cargo xtask evidence`\n  {}", lines.join("\n  ")).into()),
    }
}

fn collected() -> Outcome<Operations> {
    let path = repository::scratch("evidence")?.join("calls.tsv");
    let text = std::fs::read_to_string(&path).map_err(|why| format!("no test left a call: {why}"))?;
    let mut operations = Operations::new();
    for line in text.lines() {
        let [operation, status, test] = line.split('\t').collect::<Vec<_>>()[..] else {
            return Err(format!("{}: {line:?} is no call", path.display()).into());
        };
        let status: u16 = status.parse()?;
        let known = operations.entry(operation.to_owned()).or_default();
        known.statuses.insert(status);
        if (200..300).contains(&status) {
            known.tests.insert(test.to_owned());
        }
    }
    Ok(operations)
}

/// As it is committed: sorted, and without anything that changes from run to run.
fn written(operations: &Operations) -> String {
    let operations: BTreeMap<&str, Value> = operations
        .iter()
        .map(|(id, told)| (id.as_str(), json!({ "statuses": told.statuses, "tests": told.tests })))
        .collect();
    format!("{:#}\n", json!(operations))
}

/// What the committed file says.
fn read(text: &str) -> Outcome<Operations> {
    let committed: BTreeMap<String, BTreeMap<String, Value>> = serde_json::from_str(text)?;
    let mut operations = Operations::new();
    for (id, told) in committed {
        let list = |name: &str| told.get(name).cloned().ok_or(format!("{FILE}: {id} has no {name}"));
        let (statuses, tests) = (list("statuses")?, list("tests")?);
        let statuses = serde_json::from_value(statuses)?;
        operations.insert(id, Evidence { statuses, tests: serde_json::from_value(tests)? });
    }
    Ok(operations)
}

/// What was seen and is not committed, and, where everything could be seen, what is committed and was not seen.
fn differences(committed: &Operations, seen: &Operations, whole: bool) -> Vec<String> {
    let (committed, seen) = (facts(committed), facts(seen));
    let new = seen.difference(&committed).map(|fact| format!("new: {fact}"));
    let gone = committed.difference(&seen).filter(|_| whole).map(|fact| format!("gone: {fact}"));
    new.chain(gone).collect()
}

/// One sentence for each status and each test.
fn facts(operations: &Operations) -> BTreeSet<String> {
    let of_one = |(id, told): (&String, &Evidence)| {
        let statuses = told.statuses.iter().map(|status| format!("{id} answers {status}"));
        let tests = told.tests.iter().map(|test| format!("{id} succeeds in {test}"));
        statuses.chain(tests).collect::<Vec<String>>()
    };
    operations.iter().flat_map(of_one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(statuses: &[u16], tests: &[&str]) -> Operations {
        let tests = tests.iter().map(|test| (*test).to_owned()).collect();
        let told = Evidence { statuses: statuses.iter().copied().collect(), tests };
        Operations::from([("getUser".to_owned(), told)])
    }

    #[test]
    fn what_is_written_is_read_back() {
        let seen = of(&[404, 200], &["users::b", "users::a"]);
        assert_eq!(read(&written(&seen)).unwrap(), seen);
        assert!(read("{\"getUser\":{}}").is_err());
    }

    #[test]
    fn a_difference_is_told_and_what_could_not_be_seen_is_none() {
        let committed = of(&[200, 404], &["users::a", "corpus::b"]);
        let seen = of(&[200, 403], &["users::a"]);
        assert_eq!(differences(&committed, &committed, true), Vec::<String>::new());
        assert_eq!(differences(&committed, &seen, false), ["new: getUser answers 403"]);
        let all =
            ["new: getUser answers 403", "gone: getUser answers 404", "gone: getUser succeeds in corpus::b"];
        assert_eq!(differences(&committed, &seen, true), all);
    }
}
