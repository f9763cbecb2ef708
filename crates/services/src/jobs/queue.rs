//! The queue of jobs: adding one, and what a run tells its worker.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use contract::JobStatus;
use model::account::AccountStatus;
use model::{SurveyId, UserId};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use store::access::{self, Act};
use store::jobs::{Job, JobState, NewJob};
use store::surveys::SurveyRow;
use store::{Allowed, Transaction, Verdict};

use crate::context::Context;
use crate::error::Error;

/// How far a job is, 0 to 100: exactly 100 when it is complete, as clients wait for that.
pub(crate) fn percent(job: &Job) -> f64 {
    if job.state == JobState::Complete { 100.0 } else { job.progress as f64 / 10.0 }
}

/// Where a job stands, as callers are told it.
pub(crate) fn status(state: JobState) -> JobStatus {
    match state {
        JobState::Queued | JobState::Running => JobStatus::InProgress,
        JobState::Complete => JobStatus::Complete,
        JobState::Failed => JobStatus::Failed,
    }
}

/// Why a run of a job came to nothing.
#[derive(Debug)]
pub(crate) enum Failure {
    /// It may go well later: the store was away, another transaction came first.
    Retry(String),
    /// It never will: the reason, in words for the one who started it.
    GiveUp(String),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Again | Error::Unavailable | Error::Internal(_) => Self::Retry(error.to_string()),
            Error::Refused(problem) => Self::GiveUp(problem.message),
        }
    }
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Self {
        Error::from(error).into()
    }
}

/// How far a job is, written by its run and carried to the store by its worker.
#[derive(Debug, Clone, Default)]
pub(crate) struct Progress(Arc<AtomicI64>);

impl Progress {
    /// Says how far it is: `done` of `all`.
    pub(crate) fn set(&self, done: u64, all: u64) {
        let permille = done.saturating_mul(1000) / all.max(1);
        self.0.store(i64::try_from(permille.min(999)).unwrap_or(999), Ordering::Relaxed);
    }

    pub(super) fn permille(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Adds a job within the context's transaction; it begins once that is committed.
pub(crate) async fn add(
    cx: &mut Context,
    id: &str,
    kind: &'static str,
    payload: &impl Serialize,
    after_ms: i64,
) -> Result<(), Error> {
    let new = NewJob {
        id: id.to_owned(),
        brand: cx.caller.brand.clone(),
        kind: kind.to_owned(),
        payload: serde_json::to_string(payload).map_err(Error::internal)?,
        run_after: cx.now.plus(after_ms),
        created: cx.now,
    };
    let app = cx.app.clone();
    store::jobs::add(app.store(), &mut cx.tx, &new).await?;
    Ok(())
}

/// What the job was added with.
pub(super) fn payload<T: DeserializeOwned>(job: &Job) -> Result<T, Failure> {
    serde_json::from_str(&job.payload).map_err(|error| Failure::GiveUp(error.to_string()))
}

/// The job with this id, when it is of this kind and works for this survey of the caller's brand.
pub(crate) async fn of_survey(
    cx: &mut Context,
    survey: &SurveyId,
    id: &str,
    kind: &str,
) -> Result<Option<Job>, Error> {
    /// What every payload of a job for a survey holds.
    #[derive(Deserialize)]
    struct OfSurvey {
        survey: SurveyId,
    }
    let Some(job) = store::jobs::get(&mut cx.tx, &cx.caller.brand, id).await? else { return Ok(None) };
    if job.kind != kind {
        return Ok(None);
    }
    let about: OfSurvey = serde_json::from_str(&job.payload).map_err(Error::internal)?;
    Ok((about.survey == *survey).then_some(job))
}

/// The survey that a job works for, with which whoever started it may still do `action`.
pub(super) async fn allowed<A: Act>(
    tx: &mut Transaction,
    job: &Job,
    starter: &UserId,
    survey: &SurveyId,
) -> Result<Allowed<SurveyRow, A>, Failure> {
    let user = tx.get(&job.brand, starter).await?;
    let user = user.filter(|user| user.status != AccountStatus::Disabled);
    let user = user.ok_or_else(|| Failure::GiveUp("The user who started it is gone or disabled.".into()))?;
    match access::authorize(tx, &user.caller(), survey).await? {
        Verdict::Allowed(survey) => Ok(survey),
        Verdict::Missing => Err(Failure::GiveUp("The survey was deleted.".into())),
        Verdict::Forbidden => {
            Err(Failure::GiveUp("The user who started it may not do this any more.".into()))
        }
    }
}
