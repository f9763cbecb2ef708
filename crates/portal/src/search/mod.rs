//! Search over everything the documentation has: one ranking, for the page and for its module.

mod entries;
mod entry;
mod find;
mod page;
mod rank;

pub(crate) use page::{json, page};
pub(crate) use rank::Index;

#[cfg(test)]
mod tests;
