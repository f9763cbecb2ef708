//! What a worker does: it claims a job, runs it, and writes its end.

use std::sync::Arc;
use std::time::Duration;

use store::jobs::{Job, Published, Queue};
use tokio::sync::watch;

use super::background_job::{Ended, Kind, Outcome, UNTIL_DONE_MS};
use super::failure::Failure;
use super::kinds;
use super::run::{CallOff, Progress, Run, guarded};
use crate::app::App;
use crate::attempts::Attempts;
use crate::error::Error;

/// How long a job is a worker's own. A process that dies gives its jobs to others after this.
const LEASE_MS: i64 = 10_000;
/// How often a running job's progress is written and its lease renewed.
const RENEWAL: Duration = Duration::from_millis(500);

/// What the workers of a process are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// Claim and run.
    Work,
    /// Claim no more.
    Finish,
    /// Leave what runs to others.
    Leave,
}

impl App {
    /// Claims and runs one job that is due, of whichever queue; false when there is none.
    ///
    /// # Errors
    /// When the queue cannot be read. What goes wrong within the job is told by the job.
    pub async fn run_one_job(&self, worker: &str) -> Result<bool, Error> {
        let (_nobody_says_leave, mut order) = watch::channel(Order::Work);
        for queue in Queue::ALL {
            if self.run_next(queue, worker, &mut order).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Claims and runs the job of a queue whose turn it is; false when none is due.
    pub(super) async fn run_next(
        &self,
        queue: Queue,
        worker: &str,
        order: &mut watch::Receiver<Order>,
    ) -> Result<bool, Error> {
        let claimed = store::jobs::claim(self.store(), queue, worker, self.now(), LEASE_MS).await?;
        let Some(job) = claimed.map(Arc::new) else { return Ok(false) };
        self.jobs().of(queue).claimed();
        let kind = kinds::find(&job.kind);
        let outcome = match kind {
            // Another process may be newer than this one.
            None => Err(Failure::Retry(format!("this program does not know jobs of the kind {}", job.kind))),
            Some(kind) if job.claims > kind.claims => Err(Failure::GiveUp(format!(
                "It was begun {} times and never told of its end: the server ended or stood still each time.",
                job.claims - 1
            ))),
            Some(kind) => match self.run_leased(kind, &job, order).await? {
                Some(outcome) => outcome,
                None => return Ok(true),
            },
        };
        self.settle(kind, &job, outcome).await?;
        Ok(true)
    }

    /// Runs a job for as long as it is this worker's; `None` when it is not any more.
    async fn run_leased(
        &self,
        kind: &Kind,
        job: &Arc<Job>,
        order: &mut watch::Receiver<Order>,
    ) -> Result<Option<Result<Ended, Failure>>, Error> {
        let run = Run { app: self.clone(), job: Arc::clone(job), progress: Progress::default() };
        let call_off = CallOff(run.progress.clone());
        tokio::select! {
            outcome = guarded((kind.run)(run)) => return Ok(Some(outcome)),
            () = self.keep_lease(job, &call_off.0) => {
                tracing::warn!(job = %job.id, kind = %job.kind, "another worker has taken this job over");
            }
            () = told_to_leave(order) => {
                drop(call_off);
                tracing::info!(job = %job.id, kind = %job.kind, "this job is left to its next run");
                store::jobs::release(self.store(), job, self.now()).await?;
            }
        }
        Ok(None)
    }

    /// Renews the lease for as long as it is this worker's; returns when it is not any more.
    async fn keep_lease(&self, job: &Job, progress: &Progress) {
        loop {
            tokio::time::sleep(RENEWAL).await;
            self.jobs().of(job.queue).alive(self.now());
            let renewed = store::jobs::renew(self.store(), job, progress.permille(), self.now(), LEASE_MS);
            match renewed.await {
                Ok(true) => {}
                Ok(false) => return,
                // The store is away for the moment: the lease outlasts many renewals.
                Err(error) => tracing::warn!(%error, job = %job.id, "the lease could not be renewed"),
            }
        }
    }

    /// Writes the end of a run, unless the job is another's by now.
    async fn settle(
        &self,
        kind: Option<&Kind>,
        job: &Arc<Job>,
        outcome: Result<Ended, Failure>,
    ) -> Result<(), Error> {
        let pause = match &outcome {
            Err(failure) => note(self, kind, job, failure),
            Ok(_) => None,
        };
        let mut attempts = Attempts::new(self);
        let is_written = loop {
            let written = self.write_end(kind, job, &outcome, pause).await;
            if let Some(settled) = attempts.settled(written).await {
                break settled?;
            }
        };
        if !is_written {
            return Ok(());
        }
        if let (Some(kind), None) = (kind, pause)
            && let Err(error) = (kind.ended)(self.clone(), Arc::clone(job)).await
        {
            tracing::warn!(%error, job = %job.id, kind = %job.kind, "what a job left could not be removed yet");
        }
        Ok(())
    }

    /// False when the job is another's by now.
    async fn write_end(
        &self,
        kind: Option<&Kind>,
        job: &Job,
        outcome: &Result<Ended, Failure>,
        pause: Option<i64>,
    ) -> Result<bool, Error> {
        let now = self.now();
        let mut tx = self.store().begin().await?;
        let written = match outcome {
            Ok(_) if kind.is_some_and(|kind| kind.outcome == Outcome::Silent) => {
                store::jobs::finish_silently(&mut tx, job).await?
            }
            Ok(ended) => {
                let published = ended.published.as_ref();
                let published = published.map(|(file, bytes)| Published { file, bytes: *bytes });
                store::jobs::finish(&mut tx, job, &ended.result, published, now).await?
            }
            Err(failure) => {
                let again = pause.map(|pause| now.plus(pause));
                store::jobs::fail(&mut tx, job, failure.told(), again, now).await?
            }
        };
        if written {
            tx.commit().await?;
        }
        Ok(written)
    }
}

/// Returns when the workers are told to leave what runs.
async fn told_to_leave(order: &mut watch::Receiver<Order>) {
    if order.wait_for(|order| *order == Order::Leave).await.is_err() {
        // There is nobody any more who could say so.
        std::future::pending::<()>().await;
    }
}

/// Logs and counts a failure, and gives the pause before the next attempt; none when there is no further one.
fn note(app: &App, kind: Option<&Kind>, job: &Job, failure: &Failure) -> Option<i64> {
    let pauses = kind.map_or(&UNTIL_DONE_MS[..], |kind| kind.pauses_ms);
    let place = usize::try_from(job.failures).unwrap_or(usize::MAX);
    let pause = match failure {
        Failure::GiveUp(_) => None,
        Failure::Retry(_) | Failure::Panicked(_) => pauses.get(place).copied(),
    };
    let panicked = matches!(failure, Failure::Panicked(_));
    app.jobs().of(job.queue).failed(panicked, pause.is_none());
    let cause = failure.cause();
    if panicked {
        tracing::error!(job = %job.id, kind = %job.kind, cause, again = pause.is_some(), "a job panicked");
    } else {
        tracing::warn!(job = %job.id, kind = %job.kind, cause, again = pause.is_some(), "a job failed");
    }
    pause
}
