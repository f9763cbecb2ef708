//! How things are kept: rows in SQLite or PostgreSQL, files in a folder or a bucket. The only SQL of the house.
//!
//! A table is declared once, with `table!` or `columns!` ([`table`]); a thing is handed out by [`access::authorize`], and the
//! functions that show or change it ask for what that gives. Everything else is scoped to a brand, or to a
//! [`surveys::SurveyNo`] that was read within one. Nothing here knows of HTTP or clocks. Rules: docs/storage-rules.md.

/// Declares the files that hold statements, and lists the statements of each by the file's name: a test prepares all of
/// them on both databases, and compares the lists with the sources.
macro_rules! tables {
    ($($visible:vis mod $file:ident;)+) => {
        $($visible mod $file;)+

        /// Every statement, by file.
        pub const STATEMENTS: &[(&str, &[&str])] =
            &[$((concat!(stringify!($file), ".rs"), $file::STATEMENTS)),+];
    };
}

tables! {
    pub mod access;
    pub mod brands;
    pub mod counters;
    pub mod divisions;
    pub mod feedback;
    pub mod field_lists;
    mod group_commit;
    pub mod groups;
    pub mod jobs;
    mod migrations;
    pub mod responses;
    mod scan;
    pub mod sessions;
    pub mod surveys;
    pub mod tokens;
    pub mod users;
}

pub mod column;
mod database;
mod error;
mod files;
pub mod lists;
pub mod query;
mod settings;
mod store;
mod survey_no;
mod survey_row;
pub mod table;

#[cfg(test)]
mod tests;

pub use access::{Allowed, Verdict};
pub use database::{Param, Row, RowRef, Transaction, Visit};
pub use error::Error;
pub use files::{FileKey, FileReader, FileWriter, Files, Pieces};
pub use group_commit::NewResponse;
pub use scan::{ResponseRef, Scan};
pub use settings::{DatabaseUrl, FilesUrl, Settings};
pub use store::Store;
pub use table::Window;
