//! The queue of jobs: adding one, asking about one, and what one may do.

use contract::JobStatus;
use model::permissions::Leaf;
use model::{BrandId, Moment, SurveyId, UserId};
use serde::Deserialize;
use store::access::{self, Act};
use store::jobs::{Job, JobState, NewJob};
use store::surveys::SurveyRow;
use store::{Allowed, Transaction, Verdict};

use super::background_job::BackgroundJob;
use super::failure::Failure;
use crate::app::is_usable;
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

/// Adds a job for the caller within the context's transaction, to run `after_ms` from now; it begins once that is
/// committed.
pub(crate) async fn add<J: BackgroundJob>(
    cx: &mut Context,
    id: &str,
    job: &J,
    after_ms: i64,
) -> Result<(), Error> {
    let new = NewJob {
        id: id.to_owned(),
        brand: cx.caller.brand.clone(),
        queue: J::QUEUE,
        priority: J::PRIORITY,
        owner: cx.caller.user.to_string(),
        survey: job.survey().cloned(),
        kind: J::KIND.to_owned(),
        payload: serde_json::to_string(job).map_err(Error::internal)?,
        bytes: i64::try_from(job.bytes()).unwrap_or(i64::MAX),
        run_after: cx.now.plus(after_ms),
        created: cx.now,
    };
    let app = cx.app.clone();
    store::jobs::add(app.store(), &mut cx.tx, &new).await?;
    Ok(())
}

/// The job with this id, when it is of this kind and works for this survey of the caller's brand.
pub(crate) async fn of_survey<J: BackgroundJob>(
    cx: &mut Context,
    survey: &SurveyId,
    id: &str,
) -> Result<Option<Job>, Error> {
    /// What every payload of a job for a survey holds.
    #[derive(Deserialize)]
    struct OfSurvey {
        survey: SurveyId,
    }
    let Some(job) = store::jobs::get(&mut cx.tx, &cx.caller.brand, id).await? else { return Ok(None) };
    if job.kind != J::KIND {
        return Ok(None);
    }
    let about: OfSurvey = serde_json::from_str(&job.payload).map_err(Error::internal)?;
    Ok((about.survey == *survey).then_some(job))
}

/// How many bytes the jobs of this kind keep of the brand's room.
pub(crate) async fn room_taken<J: BackgroundJob>(
    tx: &mut Transaction,
    brand: &BrandId,
) -> Result<u64, Error> {
    let taken = store::jobs::room_taken(tx, brand, J::KIND).await?;
    Ok(u64::try_from(taken).unwrap_or(0))
}

/// What came of a job of this kind, once it is complete.
pub(crate) fn done<J: BackgroundJob>(job: &Job) -> Result<Option<J::Done>, Error> {
    job.result.as_deref().map(serde_json::from_str).transpose().map_err(Error::internal)
}

/// The survey that a job works for, with which whoever started it may still do `action`, and still may call.
pub(super) async fn allowed<A: Act>(
    tx: &mut Transaction,
    job: &Job,
    starter: &UserId,
    survey: &SurveyId,
    now: Moment,
) -> Result<Allowed<SurveyRow, A>, Failure> {
    let user = tx.get(&job.brand, starter).await?;
    let user = user.filter(|user| is_usable(user, now));
    let user = user.ok_or_else(|| Failure::GiveUp("The user who started it is gone or disabled.".into()))?;
    let caller = user.caller(tx).await?;
    if !caller.permissions.contain(Leaf::AccessApi) {
        return Err(Failure::GiveUp("The user who started it may not call the API any more.".into()));
    }
    match access::authorize(tx, &caller, survey).await? {
        Verdict::Allowed(survey) => Ok(survey),
        Verdict::Missing => Err(Failure::GiveUp("The survey was deleted.".into())),
        Verdict::Forbidden | Verdict::Lacks(_) => {
            Err(Failure::GiveUp("The user who started it may not do this any more.".into()))
        }
    }
}
