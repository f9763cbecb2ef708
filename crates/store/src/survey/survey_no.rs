//! A survey's number within the store, and what can be told from it.

use std::ops::Range;

use crate::column::Column;
use crate::{Error, Param, Row};

/// A survey's number within the store. Only this crate makes one, from a row that was read within its brand: holding
/// one proves that the caller got past that question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SurveyNo(pub(crate) i64);

impl SurveyNo {
    /// The number of a survey that has none yet: keeping it gives it one.
    pub const NONE: Self = Self(0);

    /// The row ids that its responses can have, the end excluded.
    #[must_use]
    pub fn every_row(self) -> Range<i64> {
        (self.0 << 40)..((self.0 + 1) << 40)
    }
}

impl Column for SurveyNo {
    fn read(row: &mut Row, place: usize) -> Result<Self, Error> {
        row.integer(place).map(Self)
    }
    fn param(&self) -> Param<'_> {
        Param::Integer(self.0)
    }
}
