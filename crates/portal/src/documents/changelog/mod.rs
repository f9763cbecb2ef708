//! What changed from one OpenAPI document to another.

mod fields;
mod operations;
mod page;
mod versions;

use std::collections::BTreeSet;

use contract::schema::Resolver;
use serde_json::Value;

use operations::Operation;

pub(crate) use page::{compared, markdown, page, refused};

/// One change of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    /// The operation's name.
    pub(crate) operation: String,
    /// Verb and path.
    pub(crate) address: String,
    /// What changed, in a sentence.
    pub(crate) told: String,
    /// Whether a client that worked may not work any more.
    pub(crate) breaking: bool,
}

/// Every change, in the order of the new document; what is gone comes last. `None` where the schemas of a document name
/// each other so often that nobody could read them whole.
pub(crate) fn compare(old: &Value, new: &Value) -> Option<Vec<Change>> {
    let (before, after) = (operations::of(old), operations::of(new));
    let (mut old_parts, mut new_parts) = (Resolver::new(old), Resolver::new(new));
    let mut changes = Vec::new();
    for operation in &after {
        let same = before.iter().find(|known| known.is(operation));
        let found = match same {
            Some(known) => {
                let (old, new) = (old_parts.resolve(known.content), new_parts.resolve(operation.content));
                known.with(&old).changes(&operation.with(&new))
            }
            None => vec![fine("New.".to_owned())],
        };
        changes.extend(found.into_iter().map(|found| found.of(operation)));
    }
    let is_gone = |known: &&Operation<'_>| !after.iter().any(|operation| operation.is(known));
    let gone = before.iter().filter(is_gone).map(|known| breaking("Removed.".to_owned()).of(known));
    changes.extend(gone);
    (!old_parts.is_exhausted() && !new_parts.is_exhausted()).then_some(changes)
}

/// A change before it is said of which operation.
struct Found {
    told: String,
    breaking: bool,
}

impl Found {
    fn of(self, operation: &Operation<'_>) -> Change {
        Change {
            operation: operation.name.to_owned(),
            address: operation.address(),
            told: self.told,
            breaking: self.breaking,
        }
    }
}

fn fine(told: String) -> Found {
    Found { told, breaking: false }
}

fn breaking(told: String) -> Found {
    Found { told, breaking: true }
}

/// What is in one list and not in the other: what was added, then what was removed.
fn added_and_removed<'a>(old: &[&'a str], new: &[&'a str]) -> (Vec<&'a str>, Vec<&'a str>) {
    let (before, after): (BTreeSet<&str>, BTreeSet<&str>) =
        (old.iter().copied().collect(), new.iter().copied().collect());
    let added = new.iter().copied().filter(|value| !before.contains(value)).collect();
    let removed = old.iter().copied().filter(|value| !after.contains(value)).collect();
    (added, removed)
}

#[cfg(test)]
mod tests;
