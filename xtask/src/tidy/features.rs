//! A build that asks nobody for a token is for measuring alone: no feature is on by itself or by another one, and nothing but
//! the measurement builds with it.

use super::Problem;
use crate::repository::File;

const FEATURE: &str = "fixed-caller";
/// Where the feature may be named: where it is declared, what it does, what builds with it, and what is told of it.
const MAY_NAME_IT: &[&str] = &[
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "crates/canvass/Cargo.toml",
    "crates/server/Cargo.toml",
    "crates/server/src/protection/credential.rs",
    "crates/server/src/protection/fixed_caller.rs",
    "crates/server/src/protection/mod.rs",
    "docs/benchmarks.md",
    "xtask/src/bench/accounts/callers.rs",
    "xtask/src/bench/accounts/subject.rs",
    "xtask/src/tidy/features.rs",
];
/// The lines of `Cargo.toml` that may: the declaration, and handing it on by its own name.
const DECLARED: &[&str] = &["fixed-caller = []", "fixed-caller = [\"server/fixed-caller\"]"];

/// Every place where it could come to be on by accident.
pub(super) fn problems(files: &[File]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in files {
        if file.text.contains(FEATURE) && !MAY_NAME_IT.contains(&file.path.as_str()) {
            problems.push(Problem::new(&file.path, format!("names {FEATURE}, which is for measuring alone")));
        }
        if !file.path.ends_with("Cargo.toml") {
            continue;
        }
        for line in file.text.lines().map(str::trim).filter(|line| !line.starts_with('#')) {
            if line.contains(FEATURE) && !DECLARED.contains(&line) {
                problems.push(Problem::new(&file.path, format!("{line:?} could turn {FEATURE} on")));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> usize {
        problems(&[File { path: path.to_owned(), text: text.to_owned() }]).len()
    }

    #[test]
    fn turning_it_on_anywhere_else_is_found() {
        let server = "crates/server/Cargo.toml";
        assert_eq!(found(server, "[features]\n# fixed-caller is for measuring.\nfixed-caller = []\n"), 0);
        assert_eq!(found(server, "[features]\ndefault = [\"fixed-caller\"]\nfixed-caller = []\n"), 1);
        assert_eq!(found("crates/canvass/Cargo.toml", "s3 = [\"store/s3\", \"fixed-caller\"]\n"), 1);
        let dependency = "server = { workspace = true, features = [\"fixed-caller\"] }\n";
        assert_eq!(found("crates/canvass/Cargo.toml", dependency), 1);
        assert_eq!(found("crates/testkit/Cargo.toml", dependency), 2);
        assert_eq!(found("xtask/src/product.rs", "\"--features\", \"fixed-caller\""), 1);
        assert_eq!(found(".github/workflows/ci.yml", "cargo build --features fixed-caller"), 1);
    }
}
