//! The lists that must be complete: an operation is a file, a line in its category's list, an answer and a route; a
//! category is a line of the catalogue. The answer is a service's function that takes the operation's call, and its route
//! names that function.

use super::problem::Problem;
use crate::repository::File;

const CATALOGUE: &str = "crates/contract/src/lib.rs";
const ROUTES: &str = "crates/server/src/routes.rs";
const OPERATIONS: &str = "crates/contract/src/";
const SERVICES: &str = "crates/services/src/";

/// Every operation that is missing from a list, and every file whose name is not its operation's.
pub(super) fn problems(files: &[File]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let operations = operations(files);
    if operations.is_empty() {
        problems
            .push(Problem::new(OPERATIONS, "no operation is defined: the search for them is out of date"));
    }
    let text_of =
        |path: &str| files.iter().find(|file| file.path == path).map_or("", |file| file.text.as_str());
    let words_of = |path: &str| {
        text_of(path).split(|letter: char| !letter.is_alphanumeric() && letter != '_').collect::<Vec<_>>()
    };
    let catalogue = words_of(CATALOGUE);
    let functions: Vec<(&str, String)> =
        files.iter().filter(|file| file.path.starts_with(SERVICES)).flat_map(answering).collect();
    let is_routed = |function: &String| {
        let ends = |before: &str| before.ends_with('(') || before.ends_with("::");
        text_of(ROUTES).match_indices(&format!("{function})")).any(|(at, _)| ends(&text_of(ROUTES)[..at]))
    };
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
        let of_name: Vec<&String> = functions
            .iter()
            .filter(|(operation, _)| *operation == name)
            .map(|(_, function)| function)
            .collect();
        if !of_name.iter().any(|function| is_routed(function)) {
            problems.push(Problem::new(ROUTES, format!("{name} has no line")));
        }
        match of_name.len() {
            1 => {}
            0 => problems.push(Problem::new(SERVICES, format!("{name} has no answer"))),
            _ => problems.push(Problem::new(SERVICES, format!("{name} has several answers"))),
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

/// The operations that functions of a service answer, each with the function as a route names it: `groups::get` for
/// `pub async fn get(cx: &mut Context, call: Call<GetGroup>)` in `groups.rs`.
fn answering(file: &File) -> impl Iterator<Item = (&str, String)> {
    let path = file.path.trim_end_matches(".rs").trim_end_matches("/mod");
    let module = path.rsplit('/').next().unwrap_or_default();
    file.text.split("\npub async fn ").skip(1).filter_map(move |function| {
        let (name, rest) = function.split_once(['(', '<'])?;
        let (_, call) = rest.split('{').next()?.split_once("Call<")?;
        let operation = call.split('>').next()?.trim();
        Some((operation.rsplit("::").next().unwrap_or(operation), format!("{module}::{name}")))
    })
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

    const FUNCTION: &str = "//! Users.\n\npub async fn me(\n    cx: &mut Context,\n    call: Call<WhoAmI>,\n) -> Answer<WhoAmI> {\n}\n";

    fn house() -> Vec<File> {
        vec![
            file("crates/contract/src/users/who_am_i.rs", "pub struct WhoAmI;\nimpl Endpoint for WhoAmI {\n"),
            file("crates/contract/src/users/mod.rs", "operations! {\n    who_am_i :: WhoAmI,\n}"),
            file(CATALOGUE, "[crate::users::DESCRIPTIONS]"),
            file(ROUTES, "route(services::users::me),"),
            file("crates/services/src/users.rs", FUNCTION),
        ]
    }

    #[test]
    fn complete_lists_pass() {
        assert_eq!(problems(&house()), []);
    }

    #[test]
    fn each_missing_line_is_found() {
        for (index, expected) in [
            (1, &["WhoAmI has no line"][..]),
            (2, &["users, of WhoAmI, has no line"]),
            (3, &["WhoAmI has no line"]),
            (4, &["WhoAmI has no line", "WhoAmI has no answer"]),
        ] {
            let mut files = house();
            files[index].text.clear();
            assert_eq!(whys(&files), expected);
        }
    }

    fn whys(files: &[File]) -> Vec<String> {
        problems(files).into_iter().map(|problem| problem.why).collect()
    }

    #[test]
    fn a_route_names_the_function_whole_and_there_is_one() {
        let mut files = house();
        files[3].text = "route(other_users::me), route(users::menu),".to_owned();
        assert_eq!(whys(&files), ["WhoAmI has no line"]);
        files[3].text = "route(users::me),".to_owned();
        assert_eq!(problems(&files), []);
        files.push(file("crates/services/src/users/again.rs", FUNCTION));
        assert_eq!(whys(&files), ["WhoAmI has several answers"]);
    }

    #[test]
    fn a_file_is_named_like_its_operation() {
        let mut files = house();
        files[0].path = "crates/contract/src/users/whoami.rs".to_owned();
        assert_eq!(problems(&files)[0].why, "WhoAmI belongs into who_am_i.rs");
    }
}
