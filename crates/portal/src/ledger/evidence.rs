//! What the tests saw of each operation, as `cargo xtask evidence` wrote it down from their real calls.

use std::collections::HashMap;
use std::sync::LazyLock;

use contract::{Operation, Parity};
use serde_json::Value;

use crate::reference::words;

const WRITTEN: &str = include_str!("../../data/evidence.json");

/// What the tests saw of one operation.
#[derive(Debug, Default)]
pub(crate) struct Evidence {
    /// The statuses that it was seen to answer, in order.
    pub(crate) statuses: Vec<u64>,
    /// The tests in which it succeeded: the one that compares a recording first, then those that call few others.
    pub(crate) tests: Vec<Test>,
}

/// A test function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Test {
    /// The file it stands in: `surveys`.
    pub(crate) file: &'static str,
    /// Its name: `a_deleted_survey_is_gone`.
    pub(crate) name: &'static str,
}

impl Test {
    fn of(path: &'static str) -> Self {
        let (file, name) = path.rsplit_once("::").unwrap_or(("", path));
        Self { file, name }
    }

    /// The name as a sentence.
    pub(crate) fn sentence(&self) -> String {
        words::sentence(&self.name.replace('_', " "))
    }
}

/// The evidence of an operation; empty where no test calls it.
pub(crate) fn of(operation: &Operation) -> Evidence {
    let Some(recorded) = whole().get(operation.id) else { return Evidence::default() };
    let compares = |test: &Test| matches!(operation.parity, Parity::Recorded(name) if name == test.name);
    let mut tests: Vec<Test> = texts(&recorded["tests"]).map(Test::of).collect();
    tests.sort_by_cached_key(|test| (!compares(test), operations_of(test)));
    Evidence { statuses: list(&recorded["statuses"]).filter_map(Value::as_u64).collect(), tests }
}

/// The file: an object with a member per operation.
fn whole() -> &'static Value {
    static WHOLE: LazyLock<Value> = LazyLock::new(|| serde_json::from_str(WRITTEN).unwrap_or_default());
    &WHOLE
}

/// In how many operations a test succeeds.
fn operations_of(test: &Test) -> usize {
    static COUNTS: LazyLock<HashMap<&'static str, usize>> = LazyLock::new(|| {
        let mut counts = HashMap::new();
        for recorded in whole().as_object().into_iter().flat_map(serde_json::Map::values) {
            texts(&recorded["tests"]).for_each(|test| *counts.entry(test).or_default() += 1);
        }
        counts
    });
    COUNTS.get(format!("{}::{}", test.file, test.name).as_str()).copied().unwrap_or_default()
}

fn texts(value: &'static Value) -> impl Iterator<Item = &'static str> {
    list(value).filter_map(Value::as_str)
}

fn list(value: &'static Value) -> impl Iterator<Item = &'static Value> {
    value.as_array().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use contract::catalogue;

    use super::*;

    #[test]
    fn every_operation_succeeds_in_a_test_and_nothing_else_is_told() {
        for description in catalogue() {
            let evidence = of(&description.operation);
            assert!(!evidence.tests.is_empty(), "{}: run `cargo xtask evidence`", description.operation.id);
            assert!(
                evidence.statuses.contains(&description.operation.success.into()),
                "{}",
                description.operation.id
            );
        }
        let known: Vec<&str> = catalogue().iter().map(|description| description.operation.id).collect();
        let gone: Vec<_> =
            whole().as_object().unwrap().keys().filter(|id| !known.contains(&id.as_str())).collect();
        assert!(gone.is_empty(), "{gone:?}: run `cargo xtask evidence`");
    }

    #[test]
    fn the_test_that_compares_a_recording_comes_first_and_what_calls_many_operations_last() {
        for description in catalogue() {
            let evidence = of(&description.operation);
            let tests = match description.operation.parity {
                Parity::Recorded(name) => {
                    assert_eq!(
                        evidence.tests.first().map(|test| test.name),
                        Some(name),
                        "{}",
                        description.operation.id
                    );
                    &evidence.tests[1..]
                }
                _ => &evidence.tests[..],
            };
            assert!(tests.is_sorted_by_key(operations_of), "{}", description.operation.id);
        }
    }
}
