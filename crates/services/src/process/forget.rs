//! What is kept in memory and must be forgotten once a change is committed: here at once, in other processes by what the
//! change itself announces.

use model::{Moment, SurveyId, UserId};
use store::announcements::{self, Announcement};
use store::{Error, Transaction};

/// Something that was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Forget {
    /// Whose token it is, and the account.
    User(UserId),
    /// Whose tokens they are, of all there are: tokens of many people have ended.
    Everybody,
    /// The head of a survey.
    Survey(SurveyId),
}

const EVERYBODY: &str = "everybody";
const USER: &str = "user";
const SURVEY: &str = "survey";

impl Forget {
    /// Announces it to other processes as part of the change.
    pub(crate) async fn announce(&self, tx: &mut Transaction, now: Moment) -> Result<(), Error> {
        let (kind, thing) = match self {
            Self::User(user) => (USER, user.as_str()),
            Self::Everybody => (EVERYBODY, ""),
            Self::Survey(survey) => (SURVEY, survey.as_str()),
        };
        announcements::add(tx, kind, thing, now).await
    }

    /// What another process has announced, unless it is of a kind that this program does not know.
    pub(crate) fn heard(announcement: &Announcement) -> Option<Self> {
        let thing = &announcement.thing;
        match announcement.kind.as_str() {
            USER => UserId::parse(thing).ok().map(Self::User),
            EVERYBODY => Some(Self::Everybody),
            SURVEY => SurveyId::parse(thing).ok().map(Self::Survey),
            _ => None,
        }
    }
}
