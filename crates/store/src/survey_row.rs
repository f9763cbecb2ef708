//! The head of a survey as a value.

use std::ops::Range;

use model::{BrandId, Moment, SurveyId, UserId};

use crate::{Error, Row};

/// A survey's number within the store. Only this crate makes one, from a row that was read within its brand: holding
/// one proves that the caller got past that question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SurveyNo(pub(crate) i64);

impl SurveyNo {
    /// The row ids that its responses can have, the end excluded.
    #[must_use]
    pub fn every_row(self) -> Range<i64> {
        (self.0 << 40)..((self.0 + 1) << 40)
    }
}

/// The head of a survey: everything but its definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurveyRow {
    /// Its number in the store.
    pub no: SurveyNo,
    /// Its id.
    pub id: SurveyId,
    /// The brand it belongs to.
    pub brand: BrandId,
    /// The user who owns it.
    pub owner: UserId,
    /// The user who made it.
    pub creator: UserId,
    /// Its name.
    pub name: String,
    /// Whether it takes answers.
    pub active: bool,
    /// When it was made.
    pub created: Moment,
    /// When it was last changed.
    pub modified: Moment,
    /// When it was first switched on.
    pub activated: Option<Moment>,
    /// From when it takes answers.
    pub starts: Option<Moment>,
    /// Until when it takes answers.
    pub ends: Option<Moment>,
    /// Grows with every change of the definition: what is made of the definition may be kept under (no, version).
    pub version: i64,
}

/// A survey to be kept: as [`SurveyRow`], without what the store assigns.
#[derive(Debug, Clone)]
#[allow(missing_docs)] // As in `SurveyRow`.
pub struct NewSurvey {
    pub id: SurveyId,
    pub brand: BrandId,
    pub owner: UserId,
    pub creator: UserId,
    pub name: String,
    pub active: bool,
    pub created: Moment,
    pub modified: Moment,
    pub activated: Option<Moment>,
    pub starts: Option<Moment>,
    pub ends: Option<Moment>,
}

/// How many surveys there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SurveyCount {
    /// All of them.
    pub total: i64,
    /// Those that take answers.
    pub active: i64,
}

/// Reads the head from a row with the columns of `surveys.rs`.
pub(crate) fn read(mut row: Row) -> Result<SurveyRow, Error> {
    Ok(SurveyRow {
        no: SurveyNo(row.integer(0)?),
        id: SurveyId::parse(&row.text(1)?).map_err(Error::other)?,
        brand: BrandId::parse(&row.text(2)?).map_err(Error::other)?,
        owner: UserId::parse(&row.text(3)?).map_err(Error::other)?,
        creator: UserId::parse(&row.text(4)?).map_err(Error::other)?,
        name: row.text(5)?,
        active: row.integer(6)? != 0,
        created: Moment(row.integer(7)?),
        modified: Moment(row.integer(8)?),
        activated: row.optional_integer(9)?.map(Moment),
        starts: row.optional_integer(10)?.map(Moment),
        ends: row.optional_integer(11)?.map(Moment),
        version: row.integer(12)?,
    })
}
