//! The reference for programs: the OpenAPI document and what is made like it.

pub(crate) mod changelog;
pub(crate) mod llms;
pub(crate) mod markdown;
pub(crate) mod openapi;
pub(crate) mod postman;
mod yaml;

/// Stands for the caller's origin in the kept texts; a private letter of Unicode, so nothing else holds it.
const ORIGIN: &str = "\u{E000}";

#[cfg(test)]
mod tests;
