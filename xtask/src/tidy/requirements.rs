//! The list of the documentation's requirements against the tests that hold them.

use super::problem::Problem;
use crate::repository::File;

const LIST: &str = "docs/portal-requirements.md";
const LAST: usize = 60;

/// Every requirement that the list lacks or that no test holds, every test that it names and that is not there, and
/// every test of a requirement that it does not name.
pub(super) fn problems(files: &[File]) -> Vec<Problem> {
    let Some(list) = files.iter().find(|file| file.path == LIST) else {
        return vec![Problem::new(LIST, "the list of requirements is not there")];
    };
    let tests: Vec<&str> = files
        .iter()
        .filter(|file| file.path.starts_with("crates/") && file.path.ends_with(".rs"))
        .flat_map(|file| file.text.lines())
        .filter_map(requirement_test)
        .collect();
    let mut problems = Vec::new();
    for number in 1..=LAST {
        let wanted = format!("| P-{number:02} |");
        let mut rows = list.text.lines().filter(|line| line.starts_with(&wanted));
        let (Some(row), None) = (rows.next(), rows.next()) else {
            problems.push(Problem::new(LIST, format!("P-{number:02} has no row, or several")));
            continue;
        };
        if named(row).next().is_none() {
            problems.push(Problem::new(LIST, format!("P-{number:02} is held by no test")));
        }
        let waits = row.contains("| waiting |");
        if waits != named(row).any(|test| test.contains("_waits_")) {
            problems.push(Problem::new(LIST, format!("P-{number:02}: what waits has a test that says so")));
        }
    }
    let listed: Vec<&str> =
        list.text.lines().filter(|line| line.starts_with("| P-")).flat_map(named).collect();
    for test in listed.iter().filter(|test| !tests.contains(test)) {
        problems.push(Problem::new(LIST, format!("{test} is no test")));
    }
    for test in tests.iter().filter(|test| !listed.contains(test)) {
        problems.push(Problem::new(LIST, format!("{test} is not listed")));
    }
    problems
}

/// The name of the function that begins in the line, if it is the test of a requirement: `p_01_…`.
fn requirement_test(line: &str) -> Option<&str> {
    let (_, rest) = line.split_once("fn ")?;
    let name = rest.split('(').next()?;
    let number = name.strip_prefix("p_")?.get(..2)?;
    number.bytes().all(|digit| digit.is_ascii_digit()).then_some(name)
}

/// The names between backticks.
fn named(row: &str) -> impl Iterator<Item = &str> {
    row.split('`').skip(1).step_by(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(rows: impl Fn(usize) -> String, tests: &str) -> Vec<String> {
        let list: String = (1..=LAST).map(|number| rows(number) + "\n").collect();
        let file = |path: &str, text: &str| File { path: path.to_owned(), text: text.to_owned() };
        let files = [file(LIST, &list), file("crates/server/tests/portal/try_it.rs", tests)];
        problems(&files).into_iter().map(|problem| problem.why).collect()
    }

    #[test]
    fn the_list_and_the_tests_are_held_against_each_other() {
        let tests: String = (1..=LAST).map(|number| format!("async fn p_{number:02}_x() {{\n")).collect();
        let row = |number: usize| format!("| P-{number:02} | x | held | `p_{number:02}_x` |");
        assert_eq!(found(row, &tests), Vec::<String>::new());
        assert_eq!(
            found(row, &tests.replace("p_07_x", "p_07_y")),
            ["p_07_x is no test", "p_07_y is not listed"]
        );
        let without = |number: usize| if number == 9 { String::new() } else { row(number) };
        assert_eq!(found(without, &tests), ["P-09 has no row, or several", "p_09_x is not listed"]);
        let waiting = |number: usize| match number {
            31 => row(number).replace("held", "waiting"),
            _ => row(number),
        };
        assert_eq!(found(waiting, &tests).len(), 1);
    }
}
