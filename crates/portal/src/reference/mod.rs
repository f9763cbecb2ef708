//! The reference: a page for each category and each operation.

pub(crate) mod category;
pub(crate) mod fields;
pub(crate) mod operation;
pub(crate) mod parameters;
