//! The beginning of a session: all that it follows from stands sealed in the form of its first page.

use engine::run::{self, Known, PreparedSurvey, RunState};
use model::{Moment, SurveyId};
use serde::{Deserialize, Serialize};

use super::session_name::SessionName;
use super::state::OpenSession;
use crate::app::App;
use crate::error::Error;
use crate::seal::Sealed;

/// What a first page follows from; a run is the same however often it is begun with it.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Start {
    /// What the session is named once there is one, so that sending the page twice makes one.
    pub(super) session: SessionName,
    /// The version of the definition.
    pub(super) definition: i64,
    /// What all chance of the run follows from.
    seed: u64,
    /// Embedded data that the link brought along.
    brought: Vec<(String, String)>,
    /// The respondent's address; empty for an anonymous survey.
    address: String,
    /// What the run was told of the world outside.
    #[serde(default)]
    pub(super) known: Known,
    /// When the page was shown.
    pub(super) shown: Moment,
}

impl Start {
    pub(super) fn new(app: &App, definition: i64, brought: Vec<(String, String)>, address: String) -> Self {
        let session = SessionName::new(app.ids());
        Self { session, definition, seed: app.ids().random(), brought, address, known: Known::default(), shown: app.now() }
    }

    /// Begins the run.
    pub(super) fn run(&self, survey: &PreparedSurvey) -> RunState {
        run::start(survey, self.seed, self.brought.clone(), self.known.clone(), self.shown.0)
    }

    /// The session that it becomes when something is sent, or when there is nothing to be asked.
    pub(super) fn open_session(&self, app: &App, run: RunState) -> OpenSession {
        OpenSession { run, address: self.address.clone(), response: Some(app.ids().id(app.now())) }
    }

    /// The text that the form brings back, of characters that a form sends as they are.
    pub(super) fn seal(&self, app: &App, survey: &SurveyId) -> Result<String, Error> {
        let text = serde_json::to_vec(self).map_err(Error::internal)?;
        let sealed = app.key().seal(app.ids(), &owner(survey), &text).map_err(Error::internal)?;
        Ok(sealed.to_string().replace('+', "-").replace('/', "_"))
    }

    /// Reads what a form brought back; `None` when this server did not seal it for this survey.
    pub(super) fn open(app: &App, survey: &SurveyId, token: &str) -> Option<Self> {
        let sealed = Sealed::parse(&token.replace('-', "+").replace('_', "/")).ok()?;
        let text = app.key().open(&owner(survey), &sealed).ok()?;
        serde_json::from_slice(&text).ok()
    }
}

fn owner(survey: &SurveyId) -> String {
    format!("first-page/{survey}")
}
