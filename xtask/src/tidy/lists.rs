//! The lists that must be complete: an operation is a file, a line in its category's list, an answer and a route; a
//! category is a line of the catalogue.

use super::problem::Problem;
use crate::repository::File;

const CATALOGUE: &str = "crates/contract/src/catalogue.rs";
const ROUTES: &str = "crates/server/src/routes.rs";
const OPERATIONS: &str = "crates/contract/src/";
const ANSWERS: &str = "crates/server/src/answers/";

/// Every operation that is missing from a list, and every file whose name is not its operation's.
pub(super) fn problems(files: &[File]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let operations = operations(files);
    if operations.is_empty() {
        problems
            .push(Problem::new(OPERATIONS, "no operation is defined: the search for them is out of date"));
    }
    let words_of = |path: &str| {
        let text = files.iter().find(|file| file.path == path).map_or("", |file| &file.text);
        text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').collect::<Vec<_>>()
    };
    let (catalogue, routes) = (words_of(CATALOGUE), words_of(ROUTES));
    let answers: Vec<&str> = files
        .iter()
        .filter(|file| file.path.starts_with(ANSWERS))
        .flat_map(|file| answered(&file.text))
        .collect();
    for (path, name) in operations {
        let (folder, file) = path.rsplit_once('/').unwrap_or_default();
        if file.strip_suffix(".rs") != Some(&snake(name)) {
            problems.push(Problem::new(path, format!("{name} belongs into {}.rs", snake(name))));
        }
        let list = format!("{folder}/mod.rs");
        if !words_of(&list).contains(&name) {
            problems.push(Problem::new(list, format!("{name} has no line")));
        }
        let category = folder.rsplit('/').next().unwrap_or_default();
        if !catalogue.contains(&category) {
            problems.push(Problem::new(CATALOGUE, format!("{category}, of {name}, has no line")));
        }
        if !routes.contains(&name) {
            problems.push(Problem::new(ROUTES, format!("{name} has no line")));
        }
        match answers.iter().filter(|answer| **answer == name).count() {
            1 => {}
            0 => problems.push(Problem::new(ANSWERS, format!("{name} has no answer"))),
            _ => problems.push(Problem::new(ANSWERS, format!("{name} has several answers"))),
        }
    }
    problems
}

/// Path and name of each operation: the type behind `impl Endpoint for`, one per file of a category's folder.
fn operations(files: &[File]) -> Vec<(&str, &str)> {
    files
        .iter()
        .filter(|file| file.path.strip_prefix(OPERATIONS).is_some_and(|rest| rest.contains('/')))
        .flat_map(|file| implemented(&file.text, "impl Endpoint for ").map(|name| (file.path.as_str(), name)))
        .collect()
}

fn answered(text: &str) -> impl Iterator<Item = &str> {
    implemented(text, "impl Answer for ")
}

/// The types behind `impl TRAIT for`, at the beginning of a line.
fn implemented<'a>(text: &'a str, opening: &'a str) -> impl Iterator<Item = &'a str> {
    text.lines().filter_map(move |line| line.strip_prefix(opening)).map(|rest| {
        let path = rest.split([' ', '{', '<']).next().unwrap_or_default();
        path.rsplit("::").next().unwrap_or_default()
    })
}

/// `GetSurvey` as `get_survey`.
fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> File {
        File { path: path.to_owned(), text: text.to_owned() }
    }

    fn house() -> Vec<File> {
        vec![
            file("crates/contract/src/users/who_am_i.rs", "pub struct WhoAmI;\nimpl Endpoint for WhoAmI {\n"),
            file("crates/contract/src/users/mod.rs", "operations! {\n    who_am_i :: WhoAmI,\n}"),
            file(CATALOGUE, "[crate::users::DESCRIPTIONS]"),
            file(ROUTES, "serve::<WhoAmI>(router)"),
            file("crates/server/src/answers/users.rs", "impl Answer for WhoAmI {\n"),
        ]
    }

    #[test]
    fn complete_lists_pass() {
        assert_eq!(problems(&house()), []);
    }

    #[test]
    fn each_missing_line_is_found() {
        for (index, expected) in [
            (1, "WhoAmI has no line"),
            (2, "users, of WhoAmI, has no line"),
            (3, "WhoAmI has no line"),
            (4, "WhoAmI has no answer"),
        ] {
            let mut files = house();
            files[index].text.clear();
            let found = problems(&files);
            assert_eq!(found.iter().map(|problem| problem.why.as_str()).collect::<Vec<_>>(), [expected]);
        }
    }

    #[test]
    fn a_file_is_named_like_its_operation() {
        let mut files = house();
        files[0].path = "crates/contract/src/users/whoami.rs".to_owned();
        assert_eq!(problems(&files)[0].why, "WhoAmI belongs into who_am_i.rs");
    }
}
