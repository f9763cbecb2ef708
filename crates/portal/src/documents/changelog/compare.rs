//! The comparison of two documents, operation by operation.

use contract::schema::Resolver;
use serde_json::Value;

use super::change::{Change, breaking, fine};
use super::operations::{self, Operation};

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
        changes.extend(found.into_iter().map(|found| found.of(operation.name, operation.address())));
    }
    let is_gone = |known: &&Operation<'_>| !after.iter().any(|operation| operation.is(known));
    let gone = before
        .iter()
        .filter(is_gone)
        .map(|known| breaking("Removed.".to_owned()).of(known.name, known.address()));
    changes.extend(gone);
    (!old_parts.is_exhausted() && !new_parts.is_exhausted()).then_some(changes)
}
