//! Closes a respondent's session whose time is over.

use store::jobs::Job;

use super::queue::{Failure, payload};
use crate::app::App;
use crate::respond::{self, CloseSession};

/// The response's id follows from the session, so running it twice records once.
pub(super) async fn run(app: &App, job: &Job) -> Result<String, Failure> {
    let closing: CloseSession = payload(job)?;
    respond::close(app, job, &closing).await?;
    Ok("{}".into())
}
