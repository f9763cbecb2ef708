//! What became of the findings of two reviews: one row each, and a test for each that is mended.

use super::problem::Problem;
use crate::repository::File;

const LIST: &str = "docs/review-foundation.md";

/// The parts of the reviews, and how many findings each has.
const PARTS: [(char, u8); 8] =
    [('A', 25), ('C', 29), ('D', 36), ('R', 27), ('B', 15), ('U', 25), ('K', 20), ('X', 17)];
/// Numbers that were never given.
const NEVER_GIVEN: [&str; 2] = ["B1", "B7"];
/// How an answer begins.
const ANSWERS: [&str; 4] = ["mended: ", "issue ", "stays: ", "wrong: "];

/// Every finding that the list lacks or has twice, every row of none, and every answer that is none or names no test.
pub(super) fn problems(files: &[File]) -> Vec<Problem> {
    let Some(list) = files.iter().find(|file| file.path == LIST) else {
        return vec![Problem::new(LIST, "the list of findings is not there")];
    };
    let rows: Vec<Vec<&str>> = list.text.lines().filter_map(cells).collect();
    let mut wrong = Vec::new();
    let known: Vec<String> = numbers().collect();
    for number in &known {
        match rows.iter().filter(|row| row.first() == Some(&number.as_str())).count() {
            1 => {}
            rows => wrong.push(format!("{number} has {rows} rows")),
        }
    }
    let tests: Vec<&str> =
        files.iter().filter(|file| file.path.ends_with(".rs")).flat_map(|file| tests(&file.text)).collect();
    for row in &rows {
        let &[number, _, answer] = row.as_slice() else {
            wrong.push(format!("{} has not three cells", row.join(" | ")));
            continue;
        };
        if !known.iter().any(|known| known == number) {
            wrong.push(format!("{number} is no finding"));
        }
        if !ANSWERS.iter().any(|answers| answer.starts_with(answers)) {
            wrong.push(format!("{number}: an answer begins with one of {ANSWERS:?}"));
        }
        let held = answer.split('`').skip(1).step_by(2).any(|name| tests.contains(&name));
        if answer.starts_with("mended: ") && !held {
            wrong.push(format!("{number} is mended and names no test that is there"));
        }
    }
    wrong.into_iter().map(|why| Problem::new(LIST, why)).collect()
}

/// Every number that the reviews gave.
fn numbers() -> impl Iterator<Item = String> {
    let of_part = |(part, last): (char, u8)| (1..=last).map(move |number| format!("{part}{number}"));
    PARTS.into_iter().flat_map(of_part).filter(|number| !NEVER_GIVEN.contains(&number.as_str()))
}

/// The cells of a row of a finding; headings and lines between have no number in the first one.
fn cells(line: &str) -> Option<Vec<&str>> {
    let cells: Vec<&str> = line.strip_prefix("| ")?.strip_suffix(" |")?.split(" | ").collect();
    let first = cells.first()?;
    (first.starts_with(char::is_uppercase) && first.ends_with(|last: char| last.is_ascii_digit()))
        .then_some(cells)
}

/// The names of the test functions of a file.
fn tests(text: &str) -> impl Iterator<Item = &str> {
    let mut is_test = false;
    text.lines().filter_map(move |line| {
        let line = line.trim_start();
        if line.starts_with("#[") {
            is_test |= line.starts_with("#[test]") || line.starts_with("#[tokio::test");
            return None;
        }
        let was_test = std::mem::take(&mut is_test);
        let name = line.strip_prefix("async ").unwrap_or(line).strip_prefix("fn ")?.split('(').next()?;
        was_test.then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(row: impl Fn(String) -> String) -> Vec<String> {
        let file = |path: &str, text: String| File { path: path.to_owned(), text };
        let list = numbers().map(|number| row(number) + "\n").collect();
        let tests =
            "#[tokio::test]\nasync fn it_holds() {\nfn helper() {\n#[test]\n#[ignore]\nfn so_does_it() {\n";
        let files = [file(LIST, list), file("crates/server/tests/api/users.rs", tests.to_owned())];
        problems(&files).into_iter().map(|problem| problem.why).collect()
    }

    #[test]
    fn each_finding_has_one_row_and_what_is_mended_a_test() {
        let with = |answer: &'static str| move |number: String| format!("| {number} | x | {answer} |");
        assert_eq!(found(with("mended: so; `it_holds`, `so_does_it`")), Vec::<String>::new());
        assert_eq!(found(with("issue 8")), Vec::<String>::new());
        assert_eq!(found(with("mended: so; `helper`")).len(), numbers().count());
        assert_eq!(found(with("later")).len(), numbers().count());
        let row = with("issue 8");
        let one_else = |number: String| row(if number == "D7" { "D8".to_owned() } else { number });
        assert_eq!(found(one_else), ["D7 has 0 rows", "D8 has 2 rows"]);
        let row = with("issue 8");
        let strange = |number: String| row(if number == "X17" { "X18".to_owned() } else { number });
        assert_eq!(found(strange), ["X17 has 0 rows", "X18 is no finding"]);
    }
}
