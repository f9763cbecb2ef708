//! What a line is a line of.

use std::fmt;

use crate::repository;

/// Crates that only tests use.
const FOR_TESTS: &[&str] = &["testkit", "needs"];

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Code of a crate that ships.
    Product(String),
    Tests,
    Migrations,
    Documents,
    /// Manifests, styles, tools.
    Other,
}

impl Kind {
    /// The kind of a line of a file; `is_unit_test` for those below `#[cfg(test)]`.
    pub(super) fn of(path: &str, is_unit_test: bool) -> Self {
        let in_crate = path.strip_prefix("crates/").and_then(|path| path.split_once('/'));
        if path.ends_with(".md") || path.starts_with("docs/") {
            return Self::Documents;
        }
        match in_crate {
            _ if repository::is_test(path) || path.starts_with("acceptance/") => Self::Tests,
            Some((name, _)) if FOR_TESTS.contains(&name) => Self::Tests,
            Some((_, rest)) if rest.starts_with("migrations/") => Self::Migrations,
            Some((_, rest)) if rest.starts_with("src/") && is_unit_test => Self::Tests,
            Some((name, rest)) if rest.starts_with("src/") => Self::Product(name.to_owned()),
            _ => Self::Other,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Product(name) => name,
            Self::Tests => "tests",
            Self::Migrations => "migrations",
            Self::Documents => "documents",
            Self::Other => "other files",
        })
    }
}

/// The operation that a line defines.
pub(super) fn operation<'a>(path: &str, line: &'a str) -> Option<&'a str> {
    let rest = path.strip_prefix("crates/contract/src/").filter(|rest| rest.contains('/'));
    let name = line.strip_prefix("impl Endpoint for ").filter(|_| rest.is_some())?;
    name.split([' ', '{']).next()
}
