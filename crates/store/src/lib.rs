//! How things are kept: rows in SQLite or PostgreSQL, files in a folder or a bucket. The only SQL of the house.
//!
//! Functions take a [`Transaction`] and are scoped to a brand, or to a [`surveys::SurveyNo`] that was read within
//! one. Nothing here knows of HTTP, permissions or clocks. Rules: docs/storage-rules.md.

pub mod brands;
pub mod counters;
mod database;
pub mod divisions;
mod error;
pub mod feedback;
pub mod field_lists;
mod files;
mod group_commit;
pub mod jobs;
pub mod lists;
mod migrations;
pub mod query;
pub mod responses;
mod scan;
pub mod sessions;
mod settings;
pub mod statements;
mod store;
mod survey_row;
pub mod surveys;
pub mod tokens;
pub mod users;

#[cfg(test)]
mod tests;

pub use database::{Param, Row, RowRef, Transaction, Visit};
pub use error::Error;
pub use files::{FileKey, FileReader, FileWriter, Files, Pieces};
pub use group_commit::NewResponse;
pub use scan::{ResponseRef, Scan};
pub use settings::{DatabaseUrl, FilesUrl, Settings};
pub use store::Store;
