//! The operations that the pages tell of, and what is made of all of them together.

use std::sync::OnceLock;

use contract::{Category, Description, Verb};
use serde_json::Value;

use crate::links;
use crate::search::Index;

/// A catalogue of operations with what its pages need of all of them, made at the first use and kept.
#[derive(Debug)]
pub struct Catalogue {
    operations: &'static [Description],
    /// The OpenAPI document.
    pub(crate) document: OnceLock<Value>,
    /// Everything that can be found.
    pub(crate) index: OnceLock<Index>,
}

impl Catalogue {
    /// The operations that this server serves.
    #[must_use]
    pub fn served() -> &'static Self {
        static SERVED: OnceLock<Catalogue> = OnceLock::new();
        SERVED.get_or_init(|| Self::of(contract::catalogue()))
    }

    /// Other operations: what a page costs once there are many more can be seen today.
    #[must_use]
    pub fn of(operations: &'static [Description]) -> Self {
        Self { operations, document: OnceLock::new(), index: OnceLock::new() }
    }

    /// All operations, in the order of the reference.
    pub(crate) fn all(&self) -> &'static [Description] {
        self.operations
    }

    /// The operation with this id.
    pub(crate) fn operation(&self, id: &str) -> Option<&'static Description> {
        self.operations.iter().find(|known| known.operation.id == id)
    }

    /// The operation with these slugs.
    pub(crate) fn named(&self, category: &str, slug: &str) -> Option<&'static Description> {
        let in_category = self.operations.iter().filter(|known| known.operation.category.slug() == category);
        in_category.into_iter().find(|known| links::slug(known.operation.name) == slug)
    }

    /// The operation whose page this path is.
    pub(crate) fn at(&self, path: &str) -> Option<&'static Description> {
        let (category, slug) = path.strip_prefix("/docs/reference/")?.split_once('/')?;
        self.named(category, slug)
    }

    /// The operations of a category, in the order of the reference.
    pub(crate) fn of_category(&self, category: Category) -> impl Iterator<Item = &'static Description> {
        self.operations.iter().filter(move |known| known.operation.category == category)
    }

    /// The operation that reads exactly this path, if one is served.
    pub(crate) fn reader(&self, path: &str) -> Option<&'static Description> {
        let operation =
            |known: &&Description| known.operation.verb == Verb::Get && known.operation.path == path;
        self.operations.iter().find(operation)
    }
}
