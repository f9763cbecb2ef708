//! The beginning of a session: all that it follows from stands sealed in the form of its first page.

use engine::run::{self, Known, PreparedSurvey, RunState};
use model::{Moment, ResponseId, SurveyId};
use serde::{Deserialize, Serialize};

use super::session_name::SessionName;
use super::state::OpenSession;
use crate::app::App;
use crate::error::Error;
use crate::sealed_text;

const PURPOSE: &str = "first-page";

/// What a first page follows from; a run is the same however often it is begun with it.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Start {
    /// What the session is named once there is one, so that sending the page twice makes one.
    pub(super) session: SessionName,
    /// The id that its response will have; none in a form of version 0.2.0 or before, which did not tell it.
    #[serde(default)]
    response: Option<ResponseId>,
    /// The version of the definition.
    pub(super) definition: i64,
    /// What all chance of the run follows from.
    seed: u64,
    /// Embedded data that the link brought along, and the language.
    brought: Vec<(String, String)>,
    /// The respondent's address; empty for an anonymous survey.
    address: String,
    /// What the run was told of the world outside.
    #[serde(default)]
    pub(super) known: Known,
    /// When the page was shown.
    pub(super) shown: Moment,
    /// The survey is only tried.
    #[serde(default)]
    pub(super) preview: bool,
    /// The survey's password was not given yet.
    #[serde(default)]
    pub(super) locked: bool,
}

impl Start {
    /// What the link `brought` is told the run as embedded data, and beside it the id that its response will have, and the survey's:
    /// so texts can name them from the first page on.
    pub(super) fn new(
        app: &App,
        survey: &SurveyId,
        definition: i64,
        mut brought: Vec<(String, String)>,
        address: String,
    ) -> Self {
        let session = SessionName::new(app.ids());
        let (seed, shown) = (app.ids().random(), app.now());
        let response: ResponseId = app.ids().id(shown);
        brought.push((RESPONSE.to_owned(), response.to_string()));
        brought.push((SURVEY.to_owned(), survey.to_string()));
        Self {
            session,
            response: Some(response),
            definition,
            seed,
            brought,
            address,
            known: Known::default(),
            shown,
            preview: false,
            locked: false,
        }
    }

    /// Begins the run.
    pub(super) fn run(&self, survey: &PreparedSurvey) -> RunState {
        run::start(survey, self.seed, self.brought.clone(), self.known.clone(), self.shown.0)
    }

    /// The session that it becomes when something is sent, or when there is nothing to be asked.
    pub(super) fn open_session(&self, app: &App, run: RunState) -> OpenSession {
        let response = Some(self.response.clone().unwrap_or_else(|| app.ids().id(app.now())));
        OpenSession { run, address: self.address.clone(), response, preview: self.preview }
    }

    /// The code of the language that the respondent begins with.
    pub(super) fn language(&self) -> &str {
        let language = self.brought.iter().rfind(|(name, _)| name == LANGUAGE);
        language.map_or("", |(_, code)| code)
    }

    /// The text that the form brings back, of characters that a form sends as they are.
    pub(super) fn seal(&self, app: &App, survey: &SurveyId) -> Result<String, Error> {
        sealed_text::seal(app, PURPOSE, survey, self)
    }

    /// Reads what a form brought back; `None` when this server did not seal it for this survey.
    pub(super) fn open(app: &App, survey: &SurveyId, token: &str) -> Option<Self> {
        sealed_text::open(app, PURPOSE, survey, token)
    }
}

/// The field of the respondent's language, among embedded data and in links.
pub(super) const LANGUAGE: &str = "Q_Language";

/// The fields of the response's id, the survey's id and the address that the survey was opened with, which no link sets.
pub(super) const RESPONSE: &str = "ResponseID";
pub(super) const SURVEY: &str = "SurveyID";
pub(super) const ADDRESS: &str = "Q_URL";
