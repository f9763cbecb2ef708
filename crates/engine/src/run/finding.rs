//! Something that an author should know of a survey.

use std::fmt;

/// Something that an author should know of a survey: it runs, but not as it was meant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Finding {
    /// Where: a question, an element of the flow, what a condition asks for, or what was done when it came up.
    pub place: String,
    /// What, as a clause.
    pub what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}
