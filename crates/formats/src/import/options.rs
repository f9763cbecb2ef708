//! What is known of a file before it is opened.

use super::source::Charset;

/// What is known of a file before it is opened.
#[derive(Debug, Clone)]
pub struct ImportOptions {
    /// Tabs between the cells instead of commas.
    pub tabs: bool,
    /// The encoding, where the file has no mark of its own.
    pub charset: Option<Charset>,
    /// Columns that the survey does not know become embedded data, unless they look like answers of a question.
    pub keep_unknown: bool,
    /// A value that its question cannot hold stays in the response as it is written; else it is left out. A cell that says
    /// of one choice neither that it was picked nor that it was not is left out either way.
    pub keep_unmatched: bool,
    /// The most bytes one row may take.
    pub row_limit: u64,
}

impl Default for ImportOptions {
    fn default() -> Self {
        Self {
            tabs: false,
            charset: None,
            keep_unknown: false,
            keep_unmatched: false,
            row_limit: 8 * 1024 * 1024,
        }
    }
}
