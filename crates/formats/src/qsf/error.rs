//! Why a survey file is refused.

use std::fmt;

/// Why a file is not a survey file: what is wrong and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QsfError {
    place: String,
    fault: String,
}

impl QsfError {
    pub(super) fn new(place: impl Into<String>, fault: impl Into<String>) -> Self {
        Self { place: place.into(), fault: fault.into() }
    }

    /// The same fault, found within something that stands at `place`.
    pub(super) fn within(self, place: &str) -> Self {
        Self { place: format!("{place} ({})", self.place), fault: self.fault }
    }

    /// What is wrong, in words.
    #[must_use]
    pub fn fault(&self) -> &str {
        &self.fault
    }

    /// Where: a path of members (`SurveyElements[3].Payload`), or a line and column.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place
    }
}

impl fmt::Display for QsfError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "The file is not a valid survey file (QSF): {}: {}", self.place, self.fault)
    }
}

impl std::error::Error for QsfError {}
