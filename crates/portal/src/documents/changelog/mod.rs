//! What changed from one OpenAPI document to another.

mod change;
mod compare;
mod fields;
mod operations;
mod page;
mod versions;

pub(crate) use page::{compared, markdown, page, refused};

#[cfg(test)]
mod tests;
