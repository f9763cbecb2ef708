//! Every operation that is served, category by category.
//!
//! The list of a category stands in its folder's `mod.rs`, one line per operation.

use std::sync::LazyLock;

use crate::{Description, Verb};

/// Declares the categories, and lists what each describes; in the order of the reference.
macro_rules! categories {
    ($($category:ident),+ $(,)?) => {
        $(pub mod $category;)+
        /// What the categories describe.
        const CATEGORIES: &[&[fn() -> Description]] = &[$($category::DESCRIPTIONS),+];
    };
}

/// Declares the operations of a category: the file and the type of each, and the types that others take from it. A
/// function cannot declare a module, and a second list beside the modules could drift from them.
macro_rules! operations {
    ($($file:ident :: $endpoint:ident $({ $($kind:ident),+ $(,)? })?),+ $(,)?) => {
        $(mod $file; pub use $file::{$endpoint $(, $($kind),+)?};)+
        /// Describes each operation of the category, in the order of the reference.
        pub(crate) const DESCRIPTIONS: &[fn() -> $crate::Description] =
            &[$($crate::Description::of::<$endpoint>),+];
    };
}
pub(crate) use {categories, operations};

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
