//! Why a survey file is refused.

use std::fmt;

use crate::qsf::QsfError;

/// Why no survey can be made of a file: what is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SurveyFileError {
    /// It is no survey file in QSF; or what a text says makes none.
    Qsf(QsfError),
    /// A text that cannot be understood.
    Text {
        /// The line, counted from 1; of a document of Word the paragraph.
        line: usize,
        /// The tag that is wrong, where one is: `[[Choice:1]]`.
        tag: Option<String>,
        /// What is wrong, as a sentence without its period.
        fault: String,
    },
    /// A document that cannot be opened: what is wrong, as a sentence without its period.
    Document(String),
}

impl SurveyFileError {
    pub(super) fn at(line: usize, fault: impl Into<String>) -> Self {
        Self::Text { line, tag: None, fault: fault.into() }
    }

    pub(super) fn of_tag(line: usize, tag: &str, fault: impl Into<String>) -> Self {
        // A tag is told whole unless somebody wrote a book into it.
        let tag = tag.chars().take(100).collect();
        Self::Text { line, tag: Some(tag), fault: fault.into() }
    }
}

impl From<QsfError> for SurveyFileError {
    fn from(error: QsfError) -> Self {
        Self::Qsf(error)
    }
}

impl fmt::Display for SurveyFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Qsf(error) => error.fmt(f),
            Self::Text { line, tag: Some(tag), fault } => {
                write!(f, "The survey text cannot be read: line {line}, tag {tag}: {fault}.")
            }
            Self::Text { line, tag: None, fault } => {
                write!(f, "The survey text cannot be read: line {line}: {fault}.")
            }
            Self::Document(fault) => write!(f, "The document cannot be read: {fault}."),
        }
    }
}

impl std::error::Error for SurveyFileError {}
