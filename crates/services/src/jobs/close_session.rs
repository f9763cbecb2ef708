//! Closes a respondent's session whose time is over.

use model::SurveyId;
use store::jobs::Queue;

use super::background_job::{BackgroundJob, Outcome, UNTIL_DONE_MS};
use super::failure::Failure;
use super::run::Run;
use crate::respond::{self, CloseSession};

/// The response's id follows from the session, so running it twice records once.
impl BackgroundJob for CloseSession {
    type Done = ();
    const KIND: &'static str = "close-session";
    const QUEUE: Queue = Queue::Visits;
    const PAUSES_MS: &'static [i64] = &UNTIL_DONE_MS;
    const OUTCOME: Outcome = Outcome::Silent;

    fn survey(&self) -> Option<&SurveyId> {
        Some(&self.survey)
    }

    async fn run(self, run: Run) -> Result<(), Failure> {
        Ok(respond::close(&run.app, &run.job, &self).await?)
    }
}
