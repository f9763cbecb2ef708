//! The reference for programs: the OpenAPI document and what is made like it.

pub(crate) mod openapi;
mod yaml;
