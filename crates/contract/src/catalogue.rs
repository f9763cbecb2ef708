//! Every operation that is served, category by category.
//!
//! The list of a category stands in its folder's `mod.rs`, one line per operation.

use std::sync::LazyLock;

use crate::{Description, Verb};

/// All operations, in the order of the reference. Made at the first call, then kept.
#[must_use]
pub fn catalogue() -> &'static [Description] {
    static CATALOGUE: LazyLock<Vec<Description>> =
        LazyLock::new(|| crate::CATEGORIES.iter().copied().flatten().map(|describe| describe()).collect());
    &CATALOGUE
}

/// The operation with this verb and path, the path's ids as names in braces.
#[must_use]
pub fn find(verb: Verb, path: &str) -> Option<&'static Description> {
    catalogue().iter().find(|known| known.operation.verb == verb && known.operation.path == path)
}

/// The operation with this id.
#[must_use]
pub fn operation(id: &str) -> Option<&'static Description> {
    catalogue().iter().find(|known| known.operation.id == id)
}
