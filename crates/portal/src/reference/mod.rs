//! The reference: a page for each category and each operation.

pub(crate) mod category;
mod definition;
pub(crate) mod fields;
pub(crate) mod index;
pub(crate) mod operation;
pub(crate) mod parameters;
pub(crate) mod related;
pub(crate) mod result;
pub(crate) mod words;
