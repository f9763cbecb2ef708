//! What can go wrong while keeping things. Nothing here knows of HTTP.

use std::fmt;

/// Why the store did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// Another transaction got in the way (PostgreSQL 40001 and 40P01, SQLite's busy): run the whole request again.
    Conflict,
    /// A row with the same unique key is there already.
    Duplicate,
    /// The survey that a response was for is gone.
    NoSurvey,
    /// The database or the file store cannot be reached, or the store is closed. The text is for the log.
    Unavailable(String),
    /// The database was written by a later version of the program than this one.
    TooNew {
        /// The version of the schema found.
        found: i64,
        /// The latest version this program knows.
        known: i64,
    },
    /// Anything else. The text is for the log, never for the caller.
    Other(String),
}

impl Error {
    pub(crate) fn other(cause: impl fmt::Display) -> Self {
        Self::Other(cause.to_string())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Conflict => f.write_str("another transaction changed the same rows; run the request again"),
            Self::Duplicate => f.write_str("a row with this key is there already"),
            Self::NoSurvey => f.write_str("the survey of a response is gone"),
            Self::Unavailable(cause) => write!(f, "the store cannot be reached: {cause}"),
            Self::TooNew { found, known } => {
                write!(
                    f,
                    "the database has schema version {found}, this program knows up to {known}: use a newer program"
                )
            }
            Self::Other(cause) => write!(f, "the store failed: {cause}"),
        }
    }
}

impl std::error::Error for Error {}
