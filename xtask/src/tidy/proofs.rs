//! Who may go round the rules of access: a thing is handed out by `store::access::authorize`, and what the server itself
//! does without a caller says so with `by_the_server`.

use super::problem::Problem;
use crate::repository::File;

const WORDS: &str = "by_the_server(";
/// Where the server acts for nobody: the first people of a brand, and the example brand.
const ALLOWED: &[&str] =
    &["crates/store/src/access.rs", "crates/services/src/users.rs", "crates/services/src/example.rs"];

/// Every other place in product code that says so.
pub(super) fn problems(files: &[File]) -> Vec<Problem> {
    files
        .iter()
        .filter(|file| {
            let path = file.path.as_str();
            let is_product = path.starts_with("crates/") && !path.starts_with("crates/testkit/");
            is_product && path.contains("/src/") && !path.contains("/tests/") && !ALLOWED.contains(&path)
        })
        .flat_map(|file| {
            // Tests stand at the bottom of their file.
            let product = file.text.lines().take_while(|line| *line != "#[cfg(test)]");
            let lines = product.enumerate().filter(|(_, line)| line.contains(WORDS));
            lines.map(|(index, _)| {
                let place = format!("{}:{}", file.path, index + 1);
                Problem::new(place, "only what acts for no caller may go round the rules of access")
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn going_round_the_rules_is_found_where_a_caller_asks() {
        let found = |path: &str| {
            let text = format!("fn delete() {{\n    Allowed::{WORDS}survey)\n}}\n");
            problems(&[File { path: path.to_owned(), text }]).len()
        };
        assert_eq!(found("crates/services/src/surveys.rs"), 1);
        assert_eq!(found("crates/services/src/example.rs"), 0);
        assert_eq!(found("crates/store/src/tests/access.rs"), 0);
    }
}
