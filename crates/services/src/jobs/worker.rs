//! The workers that run jobs.

use std::time::Duration;

use store::jobs::Job;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::queue::{Failure, Progress};
use super::{close_session, expire_file, export_responses, import_responses};
use crate::app::App;
use crate::attempts::Attempts;
use crate::error::Error;
use crate::respond;

/// Every kind of job there is, for the workers' question to the store.
const KINDS: &[&str] =
    &[export_responses::KIND, import_responses::KIND, expire_file::KIND, respond::CloseSession::KIND];

/// How long a job is a worker's own. A process that dies gives its jobs to others after this.
const LEASE_MS: i64 = 10_000;
/// How often a running job's progress is written and its lease renewed.
const RENEWAL: Duration = Duration::from_millis(500);
/// How long an idle worker sleeps before it looks for jobs of other processes.
const POLL: Duration = Duration::from_secs(1);
/// The pause before each further attempt, in milliseconds; after the last one the job has failed.
const PAUSES_MS: [i64; 5] = [200, 1_000, 5_000, 30_000, 120_000];

/// The workers of a process.
pub struct Workers {
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Workers {
    /// Starts `count` of them.
    #[must_use]
    pub fn start(app: &App, count: usize) -> Self {
        let (stop, stopped) = watch::channel(false);
        let spawn = |_| {
            let app = app.clone();
            let name = format!("{:016x}", app.ids().random());
            tokio::spawn(work(app, name, stopped.clone()))
        };
        Self { stop, tasks: (0..count).map(spawn).collect() }
    }

    /// Lets running jobs go on for `grace`, then leaves them to their next run.
    pub async fn stop(self, grace: Duration) {
        // Nobody listens any more when every worker has ended by itself.
        let _ = self.stop.send(true);
        for mut task in self.tasks {
            if tokio::time::timeout(grace, &mut task).await.is_err() {
                task.abort();
            }
        }
    }
}

async fn work(app: App, name: String, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        match app.run_one_job(&name).await {
            Ok(true) => {}
            Ok(false) => {
                tokio::select! {
                    () = app.store().job_added() => {}
                    () = tokio::time::sleep(POLL) => {}
                    _ = stopped.changed() => {}
                }
            }
            Err(error) => {
                tracing::warn!(%error, "the job queue cannot be read");
                tokio::time::sleep(POLL).await;
            }
        }
    }
}

impl App {
    /// Claims and runs one job that is due; false when there is none.
    ///
    /// # Errors
    /// When the queue cannot be read. What goes wrong within the job is told by the job.
    pub async fn run_one_job(&self, worker: &str) -> Result<bool, Error> {
        let claimed = store::jobs::claim(self.store(), KINDS, worker, self.now(), LEASE_MS).await?;
        let Some(job) = claimed else { return Ok(false) };
        let progress = Progress::default();
        let outcome = tokio::select! {
            outcome = run(self, &job, &progress) => outcome,
            () = self.keep_lease(&job, worker, &progress) => {
                tracing::warn!(job = %job.id, kind = %job.kind, "another worker has taken this job over");
                return Ok(true);
            }
        };
        self.settle(&job, worker, outcome).await?;
        Ok(true)
    }

    /// Renews the lease for as long as it is this worker's; returns when it is not any more.
    async fn keep_lease(&self, job: &Job, worker: &str, progress: &Progress) {
        loop {
            tokio::time::sleep(RENEWAL).await;
            let renewed =
                store::jobs::renew(self.store(), &job.id, worker, progress.permille(), self.now(), LEASE_MS);
            match renewed.await {
                Ok(true) => {}
                Ok(false) => return,
                // The store is away for the moment: the lease outlasts many renewals.
                Err(error) => tracing::warn!(%error, job = %job.id, "the lease could not be renewed"),
            }
        }
    }

    async fn settle(&self, job: &Job, worker: &str, outcome: Result<String, Failure>) -> Result<(), Error> {
        let mut attempts = Attempts::new(self);
        loop {
            let now = self.now();
            let mut tx = self.store().begin().await?;
            let written = match &outcome {
                Ok(_) if is_silent(&job.kind) => store::jobs::remove(&mut tx, &job.brand, &job.id).await,
                Ok(result) => store::jobs::finish(&mut tx, &job.id, worker, result, now).await,
                Err(failure) => {
                    let (cause, retry) = match failure {
                        Failure::Retry(cause) => {
                            let attempt = usize::try_from(job.attempts.max(1) - 1).unwrap_or(usize::MAX);
                            (cause, PAUSES_MS.get(attempt).map(|pause| now.plus(*pause)))
                        }
                        Failure::GiveUp(cause) => (cause, None),
                    };
                    tracing::warn!(job = %job.id, kind = %job.kind, %cause, again = retry.is_some(), "a job failed");
                    store::jobs::fail(&mut tx, &job.id, worker, cause, retry, now).await
                }
            };
            let done = match written {
                Ok(true) => tx.commit().await,
                Ok(false) => return Ok(()),
                Err(error) => Err(error),
            };
            match done {
                Err(store::Error::Conflict) if attempts.pause().await => {}
                Err(store::Error::Conflict) => return Err(Error::Unavailable),
                other => return other.map_err(Error::from),
            }
        }
    }
}

async fn run(app: &App, job: &Job, progress: &Progress) -> Result<String, Failure> {
    match job.kind.as_str() {
        export_responses::KIND => export_responses::run(app, job, progress).await,
        import_responses::KIND => import_responses::run(app, job, progress).await,
        expire_file::KIND => expire_file::run(app, job).await,
        respond::CloseSession::KIND => close_session::run(app, job).await,
        other => Err(Failure::Retry(format!("this program does not know jobs of the kind {other}"))),
    }
}

/// Whether nobody asks what came of a job of this kind: it is removed once it is done.
fn is_silent(kind: &str) -> bool {
    kind == expire_file::KIND || kind == respond::CloseSession::KIND
}
