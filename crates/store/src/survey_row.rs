//! The head of a survey as a value.

use std::ops::Range;

use model::text::Name;
use model::{BrandId, Moment, OwnerId, SurveyId, UserId};

use crate::access::Guarded;
use crate::column::Column;
use crate::table::columns;
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

columns! {
    /// The head of a survey: everything but its definition.
    pub struct SurveyRow in "survey" {
        /// Its number in the store.
        no: SurveyNo,
        /// Its id.
        id: SurveyId,
        /// The brand it belongs to.
        brand: BrandId,
        /// The user or the group that owns it.
        owner: OwnerId,
        /// The user who made it.
        creator: UserId,
        /// Its name.
        name: Name,
        /// Whether it takes answers.
        active: bool,
        /// When it was made.
        created: Moment = "created_ms",
        /// When it was last changed.
        modified: Moment = "modified_ms",
        /// When it was first switched on.
        activated: Option<Moment> = "activated_ms",
        /// From when it takes answers.
        starts: Option<Moment> = "starts_ms",
        /// Until when it takes answers.
        ends: Option<Moment> = "ends_ms",
        /// Grows with every change of the definition, from 1: what is made of the definition may be kept under (no,
        /// version).
        version: i64,
    }
}

impl AsRef<SurveyRow> for SurveyRow {
    fn as_ref(&self) -> &SurveyRow {
        self
    }
}

impl Guarded for SurveyRow {
    fn brand(&self) -> &BrandId {
        &self.brand
    }
    fn owner(&self) -> Option<&OwnerId> {
        Some(&self.owner)
    }
    fn survey(&self) -> Option<SurveyNo> {
        Some(self.no)
    }
}

/// How many surveys there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SurveyCount {
    /// All of them.
    pub total: i64,
    /// Those that take answers.
    pub active: i64,
}
