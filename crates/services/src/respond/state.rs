//! What a session keeps between two pages.

use engine::run::{AnsweredQuestion, End, RunState};
use model::ResponseId;
use serde::{Deserialize, Serialize};
use store::sessions::Session;

use crate::error::Error;

/// Where a session stands.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum SessionState {
    /// Answers are taken.
    Open(Box<OpenSession>),
    /// It has ended, and its response is recorded where it is to be.
    Ended(EndedSession),
    /// The survey was closed before it ended.
    Closed,
}

/// A session that takes answers.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct OpenSession {
    /// Where the respondent is, and what was answered.
    pub(super) run: RunState,
    /// The respondent's address when it began; empty for an anonymous survey.
    pub(super) address: String,
    /// The id its response will have; none where it follows from the session's name, as it did up to version 0.2.0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) response: Option<ResponseId>,
    /// The survey is only tried: its response is marked so and counts for nothing.
    #[serde(default)]
    pub(super) preview: bool,
}

/// A session that has ended: what is shown to whoever comes again.
#[derive(Serialize, Deserialize)]
pub(super) struct EndedSession {
    /// The end.
    pub(super) end: End,
    /// The respondent's own answers, where the end shows them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) answers: Vec<AnsweredQuestion>,
    /// The language of its page.
    pub(super) language: String,
    /// The response that was recorded, if one was.
    pub(super) response: Option<ResponseId>,
    /// The survey was only tried.
    #[serde(default)]
    pub(super) preview: bool,
}

impl SessionState {
    /// Reads what the store keeps of a session. Up to version 0.2.0 that was an open one's members alone, with the end in
    /// its run.
    pub(super) fn read(session: &Session) -> Result<Self, Error> {
        serde_json::from_str(&session.state).or_else(|error| {
            let former = serde_json::from_str(&session.state).map(Self::Open);
            former.map_err(|_| Error::internal(format_args!("the session cannot be read: {error}")))
        })
    }

    /// As the store keeps it.
    pub(super) fn write(&self) -> Result<String, Error> {
        serde_json::to_string(self).map_err(Error::internal)
    }
}
