//! Closes a respondent's session whose time is over.

use model::SurveyId;
use serde::{Deserialize, Serialize};
use store::jobs::Job;

use super::{Failure, payload};
use crate::app::App;
use crate::respond;

pub(super) const KIND: &str = "close-session";

/// The session to close.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct CloseSession {
    /// Its survey.
    pub(crate) survey: SurveyId,
    /// The session.
    pub(crate) session: String,
}

impl CloseSession {
    pub(crate) const KIND: &'static str = KIND;
}

/// The response's id follows from the session, so running it twice records once.
pub(super) async fn run(app: &App, job: &Job) -> Result<String, Failure> {
    let closing: CloseSession = payload(job)?;
    respond::close(app, job, &closing).await?;
    Ok("{}".into())
}
