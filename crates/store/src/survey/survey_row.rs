//! The head of a survey as a value.

use model::text::Name;
use model::{BrandId, Moment, OwnerId, SurveyId, UserId};

use crate::access::Guarded;
use crate::survey_no::SurveyNo;
use crate::table::columns;

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
        /// The latest version of its definition, from 1. A version is never changed, so what is made of it may be kept
        /// under (no, version).
        version: i64,
        /// The version that respondents see, which is the one published last; none where none ever was.
        live: Option<i64>,
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
