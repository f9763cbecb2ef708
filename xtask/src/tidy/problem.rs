//! What a rule says when it is broken.

use std::fmt;

/// One rule broken in one place.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// The file, and the line where there is one.
    pub(crate) place: String,
    /// What is wrong, and what to do.
    pub(crate) why: String,
}

impl Problem {
    /// A problem in a place.
    pub(super) fn new(place: impl Into<String>, why: impl Into<String>) -> Self {
        Self { place: place.into(), why: why.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.place, self.why)
    }
}
