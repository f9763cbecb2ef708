//! What a change is.

use std::collections::BTreeSet;

/// One change of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    /// The operation's name.
    pub(crate) operation: String,
    /// Verb and path.
    pub(crate) address: String,
    /// What changed, in a sentence.
    pub(crate) text: String,
    /// Whether a client that worked may not work any more.
    pub(crate) breaking: bool,
}

/// A change before it is said of which operation.
pub(super) struct Found {
    pub(super) text: String,
    pub(super) breaking: bool,
}

impl Found {
    /// The change of the operation with this name, at this address (verb and path).
    pub(super) fn of(self, operation: &str, address: String) -> Change {
        Change { operation: operation.to_owned(), address, text: self.text, breaking: self.breaking }
    }
}

pub(super) fn fine(text: String) -> Found {
    Found { text, breaking: false }
}

pub(super) fn breaking(text: String) -> Found {
    Found { text, breaking: true }
}

/// What is in one list and not in the other: what was added, then what was removed.
pub(super) fn added_and_removed<'a>(old: &[&'a str], new: &[&'a str]) -> (Vec<&'a str>, Vec<&'a str>) {
    let (before, after): (BTreeSet<&str>, BTreeSet<&str>) =
        (old.iter().copied().collect(), new.iter().copied().collect());
    let added = new.iter().copied().filter(|value| !before.contains(value)).collect();
    let removed = old.iter().copied().filter(|value| !after.contains(value)).collect();
    (added, removed)
}
