//! What can be wrong with a file, and with one of its rows.

/// A file that cannot be read at all.
#[derive(Debug)]
pub enum ImportError {
    /// The file cannot be read, or is no table.
    Unreadable(String),
    /// There is no header.
    Empty,
    /// No column of the file belongs to the survey.
    NothingKnown,
    /// The header names a time zone that does not exist.
    TimeZone(String),
}

impl std::fmt::Display for ImportError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unreadable(reason) => write!(f, "the file cannot be read: {reason}"),
            Self::Empty => f.write_str("the file is empty; a header and one row per response are expected"),
            Self::NothingKnown => f.write_str(
                "no column of the file belongs to this survey; the first row must hold export tags, or the third row \
                 import ids",
            ),
            Self::TimeZone(name) => write!(f, "the header names the time zone '{name}', which does not exist"),
        }
    }
}
impl std::error::Error for ImportError {}

/// A row that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowError {
    /// The line of the file on which the row begins, counted from 1.
    pub line: u64,
    /// The column's name, where one is to blame.
    pub column: Option<String>,
    /// What is wrong and what is accepted.
    pub message: String,
    /// Nothing can be read behind this row.
    pub is_last: bool,
}

impl std::fmt::Display for RowError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.column {
            Some(column) => write!(f, "line {}, column {column}: {}", self.line, self.message),
            None => write!(f, "line {}: {}", self.line, self.message),
        }
    }
}
impl std::error::Error for RowError {}
