//! One run of a job: what it works with, and how it hears that it is called off.

use std::any::Any;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use futures_util::FutureExt;
use store::jobs::Job;

use super::failure::Failure;
use crate::app::App;

/// One run of a job.
#[derive(Clone)]
pub(crate) struct Run {
    /// The process.
    pub(crate) app: App,
    /// The job, as it was claimed.
    pub(crate) job: Arc<Job>,
    /// How far it is.
    pub(crate) progress: Progress,
}

/// How far a run is, written by it and carried to the store by its worker; and whether the worker has called it off.
#[derive(Debug, Clone, Default)]
pub(crate) struct Progress(Arc<State>);

#[derive(Debug, Default)]
struct State {
    permille: AtomicI64,
    called_off: AtomicBool,
}

impl Progress {
    /// Says how far it is: `done` of `all`.
    pub(crate) fn set(&self, done: u64, all: u64) {
        let permille = done.saturating_mul(1000) / all.max(1);
        self.0.permille.store(i64::try_from(permille.min(999)).unwrap_or(999), Ordering::Relaxed);
    }

    pub(super) fn permille(&self) -> i64 {
        self.0.permille.load(Ordering::Relaxed)
    }

    /// Whether nobody wants the outcome any more: the job is another worker's, or the program ends. What runs on a
    /// thread of its own asks this every few rows, because nothing else ends it.
    pub(crate) fn is_called_off(&self) -> bool {
        self.0.called_off.load(Ordering::Relaxed)
    }
}

/// Calls a run off when it is dropped: with the future of the run, however that goes.
pub(super) struct CallOff(pub(super) Progress);

impl Drop for CallOff {
    fn drop(&mut self) {
        self.0.0.called_off.store(true, Ordering::Relaxed);
    }
}

/// Runs the half of a job that blocks. A panic there is one of the job.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    match tokio::task::spawn_blocking(work).await {
        Ok(outcome) => outcome,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            Err(error) => Err(Failure::Retry(error.to_string())),
        },
    }
}

/// Runs a job to its end; a panic is a failure.
pub(super) async fn guarded<T>(run: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    // What it left half done is its own: a run shares only what other threads may see at any time.
    AssertUnwindSafe(run).catch_unwind().await.unwrap_or_else(|panic| Err(Failure::Panicked(words(&*panic))))
}

/// What a panic said.
pub(super) fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "it says nothing".into())
}
