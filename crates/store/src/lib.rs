//! How things are kept: rows in SQLite or PostgreSQL, files in a folder or a bucket. The only SQL of the house.
//!
//! A table is declared once, with `table!` or `columns!` ([`table`]); a thing is handed out by [`access::authorize`], and the
//! functions that show or change it ask for what that gives. Everything else is scoped to a brand, or to a
//! [`surveys::SurveyNo`] that was read within one. Nothing here knows of HTTP or clocks. Rules: docs/storage-rules.md.

statements::files_of_statements! { "";
    pub mod access;
    pub mod feedback;
    mod migrations;
    mod store;
}

mod accounts;
mod database;
mod error;
mod files;
pub mod jobs;
pub mod maintenance;
mod settings;
mod shared;
mod statements;
mod survey;
mod tables;

#[cfg(test)]
mod tests;

pub use accounts::{
    brands, certificates, divisions, groups, oauth, oauth_grants, oauth_tokens, permissions, tokens, types,
    users,
};
pub use shared::{announcements, installation, processes, secrets};
pub use survey::{
    counters, field_lists, presentations, purge, quota_counts, releases, responses, sessions, surveys,
    versions,
};
pub(crate) use survey::{group_commit, recording, scan, survey_no};
pub use tables::{column, lists, query, table};

/// Every statement of the store, by file, one list for each folder.
pub const EVERY_STATEMENT: [&[(&str, &[&str])]; 6] = [
    STATEMENTS,
    accounts::STATEMENTS,
    jobs::STATEMENTS,
    maintenance::STATEMENTS,
    shared::STATEMENTS,
    survey::STATEMENTS,
];

pub use self::store::Store;
pub use access::{Allowed, Verdict};
pub use database::{Param, Row, RowRef, Transaction, Visit};
pub use error::Error;
pub use files::{FileKey, FileReader, FileWriter, Files, Pieces};
pub use settings::{DatabaseUrl, FilesUrl, Settings};
pub use survey::recording::{Ended, NewResponse, SessionEnd};
pub use survey::scan::{ResponseRef, Scan};
pub use table::Window;
