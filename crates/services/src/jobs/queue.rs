//! The queue of jobs: adding one, and what a run tells its worker.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use serde::Serialize;
use serde::de::DeserializeOwned;
use store::jobs::{Job, JobState, NewJob};

use crate::context::Context;
use crate::error::Error;

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobStatus {
    /// It waits or runs.
    InProgress,
    /// It is done.
    Complete,
    /// It gave up.
    Failed,
}

/// How far a job is, 0 to 100: exactly 100 when it is complete, as clients wait for that.
pub(crate) fn percent(job: &Job) -> f64 {
    if job.state == JobState::Complete { 100.0 } else { job.progress as f64 / 10.0 }
}

impl From<JobState> for JobStatus {
    fn from(state: JobState) -> Self {
        match state {
            JobState::Queued | JobState::Running => Self::InProgress,
            JobState::Complete => Self::Complete,
            JobState::Failed => Self::Failed,
        }
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
            other => Self::GiveUp(other.to_string()),
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
