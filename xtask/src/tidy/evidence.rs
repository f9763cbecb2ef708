//! The evidence of the compatibility ledger against the operations and the tests that it speaks of.

use std::collections::BTreeMap;

use proc_macro2::{TokenStream, TokenTree};
use serde_json::Value;

use super::problem::Problem;
use crate::evidence::FILE;
use crate::repository::File;

/// Where operations are defined, and where they are tested.
const DEFINITIONS: &str = "crates/contract/src/";
const TESTS: &str = "crates/server/tests/";
/// These tests ask the same of every operation; each also has one of its own.
const WALK: &str = "every_operation::";

/// An operation as its definition tells it.
#[derive(Debug, PartialEq, Eq)]
struct Defined {
    id: String,
    /// The test that compares it with a recording, where one does.
    recorded: Option<String>,
}

/// Every operation without a success in a test of its own, every recording that the named test does not compare, and
/// every operation or test in the file that is there no more.
pub(super) fn problems(files: &[File]) -> Vec<Problem> {
    let definitions = files.iter().filter(|file| file.path.starts_with(DEFINITIONS));
    let defined: Vec<Defined> = definitions.flat_map(|file| operations(&file.text)).collect();
    let functions: Vec<&str> = files
        .iter()
        .filter(|file| file.path.starts_with(TESTS))
        .flat_map(|file| file.text.lines().filter_map(|line| line.split_once("fn ")?.1.split('(').next()))
        .collect();
    let text = files.iter().find(|file| file.path == FILE).map(|file| file.text.as_str());
    let evidence = match text.map(serde_json::from_str::<BTreeMap<String, Value>>) {
        Some(Ok(evidence)) => evidence,
        Some(Err(why)) => return vec![Problem::new(FILE, why.to_string())],
        None => return vec![Problem::new(FILE, "it is not there: run `cargo xtask evidence`")],
    };
    let mut wrong = Vec::new();
    for operation in &defined {
        let id = &operation.id;
        let tests: Vec<&str> = evidence.get(id).map(tests).unwrap_or_default();
        if !tests.iter().any(|test| !test.starts_with(WALK)) {
            wrong.push(format!("{id} succeeds in no test of its own"));
        }
        if let Some(name) = &operation.recorded
            && !tests.iter().any(|test| test.ends_with(&format!("::{name}")))
        {
            wrong.push(format!("{id} says that {name} compares a recording, and does not succeed in it"));
        }
    }
    for (id, told) in &evidence {
        if !defined.iter().any(|operation| operation.id == *id) {
            wrong.push(format!("{id} is no operation"));
        }
        let gone = |test: &&str| !functions.contains(&test.rsplit("::").next().unwrap_or_default());
        wrong.extend(tests(told).into_iter().filter(gone).map(|test| format!("{id}: {test} is no test")));
    }
    wrong.into_iter().map(|why| Problem::new(FILE, format!("{why}: run `cargo xtask evidence`"))).collect()
}

fn tests(told: &Value) -> Vec<&str> {
    told["tests"].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The operations that a file defines: `Operation { id: "…", …, ..Operation::recorded("…") }`.
fn operations(text: &str) -> Vec<Defined> {
    // Most files define none, and reading their tokens takes the longest.
    if !text.contains("Operation {") {
        return Vec::new();
    }
    text.parse::<TokenStream>().map(|tokens| of_tokens(&tokens)).unwrap_or_default()
}

fn of_tokens(tokens: &TokenStream) -> Vec<Defined> {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let mut found = Vec::new();
    for (place, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else { continue };
        let named = place.checked_sub(1).and_then(|before| tokens.get(before)).map(ToString::to_string);
        let parts: Vec<String> = group.stream().into_iter().map(|token| token.to_string()).collect();
        match (named.as_deref(), after(&parts, &["id", ":"])) {
            // The type itself is named and has an `id` as well, which is no text.
            (Some("Operation"), Some(id)) if id.starts_with('"') => {
                let recorded = after(&parts, &["Operation", ":", ":", "recorded"]);
                let bare = |text: &str| text.trim_matches(['(', ')', '"', ' ', '\n', ',']).to_owned();
                found.push(Defined { id: bare(id), recorded: recorded.map(bare) });
            }
            _ => found.extend(of_tokens(&group.stream())),
        }
    }
    found
}

/// What follows these parts.
fn after<'p>(parts: &'p [String], wanted: &[&str]) -> Option<&'p str> {
    let place = parts.windows(wanted.len()).position(|window| window == wanted)?;
    parts.get(place + wanted.len()).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEFINITION: &str = r#"
        impl Endpoint for GetUser {
            const OPERATION: Operation =
                Operation { id: "getUser", name: "Get User", ..Operation::recorded("as_recorded") };
        }
        impl Endpoint for ListUsers {
            const OPERATION: Operation = Operation { id: "listUsers", ..Operation::documented() };
        }
    "#;

    fn found(evidence: &str) -> Vec<String> {
        let file = |path: &str, text: &str| File { path: path.to_owned(), text: text.to_owned() };
        let tests = "async fn as_recorded() {\nasync fn users_are_listed() {\n";
        let files = [
            file("crates/contract/src/users/get_user.rs", DEFINITION),
            file("crates/server/tests/api/users.rs", tests),
            file(FILE, evidence),
        ];
        let ending = ": run `cargo xtask evidence`";
        problems(&files).into_iter().map(|problem| problem.why.replace(ending, "")).collect()
    }

    #[test]
    fn the_definitions_are_read() {
        let get = Defined { id: "getUser".to_owned(), recorded: Some("as_recorded".to_owned()) };
        let list = Defined { id: "listUsers".to_owned(), recorded: None };
        assert_eq!(operations(DEFINITION), [get, list]);
    }

    #[test]
    fn evidence_that_is_missing_or_stale_is_found() {
        let whole = r#"{
            "getUser": { "statuses": [200], "tests": ["every_operation::users_are_listed", "users::as_recorded"] },
            "listUsers": { "statuses": [200], "tests": ["users::users_are_listed"] }
        }"#;
        assert_eq!(found(whole), Vec::<String>::new());
        assert_eq!(
            found(&whole.replace("users::as_recorded", "users::renamed")),
            [
                "getUser says that as_recorded compares a recording, and does not succeed in it",
                "getUser: users::renamed is no test"
            ]
        );
        assert_eq!(
            found(&whole.replace("users::users", "every_operation::users")),
            ["listUsers succeeds in no test of its own"]
        );
        assert_eq!(
            found(&whole.replace("\"listUsers\"", "\"listAll\"")),
            ["listUsers succeeds in no test of its own", "listAll is no operation"]
        );
        assert_eq!(found("{").len(), 1);
    }
}
