//! What a kind of job is: a type that says where it waits and what is done.

use std::future::Future;
use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use model::{FileId, SurveyId};
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::jobs::{Job, Priority, Queue};

use super::failure::Failure;
use super::run::Run;
use crate::app::App;
use crate::error::Error;

/// The pause before each further attempt of what somebody waits for, in milliseconds; after the last one it has failed.
const SOON_MS: [i64; 5] = [200, 1_000, 5_000, 30_000, 120_000];
const HOUR_MS: i64 = 3_600_000;
/// The same for what must be done in the end although nobody waits for it: it is tried for a week and more.
pub(crate) const UNTIL_DONE_MS: [i64; 14] = {
    let mut pauses = [24 * HOUR_MS; 14];
    let mut place = 0;
    while place < SOON_MS.len() {
        pauses[place] = SOON_MS[place];
        place += 1;
    }
    pauses[5] = HOUR_MS;
    pauses[6] = 6 * HOUR_MS;
    pauses
};

/// What becomes of a job that went well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It is kept, for whoever asks.
    Kept,
    /// Nobody asks: the job is removed.
    Silent,
}

/// A kind of job. The value is what the job was added with: ids and the caller's options, never data.
///
/// It may run twice, also at the same time as a run whose worker has lost it, so it must be safe to.
pub(crate) trait BackgroundJob: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// What came out, as it is kept.
    type Done: Serialize + DeserializeOwned + Send;
    /// Its name: lower-case letters and hyphens. Jobs wait under it, so it never changes.
    const KIND: &'static str;
    /// Where it waits.
    const QUEUE: Queue;
    /// What goes before it there.
    const PRIORITY: Priority = Priority::Normal;
    /// How often it is claimed without telling its end, which is what happens when it ends the process: then it has failed.
    const CLAIMS: i64 = 5;
    /// The pause before each further attempt after one that failed, in milliseconds.
    const PAUSES_MS: &'static [i64] = &SOON_MS;
    /// What becomes of it when it went well.
    const OUTCOME: Outcome;

    /// Does it.
    fn run(self, run: Run) -> impl Future<Output = Result<Self::Done, Failure>> + Send;

    /// The survey it works for: it ends when that is deleted, and its files go when that is purged.
    fn survey(&self) -> Option<&SurveyId> {
        None
    }

    /// How many bytes of the brand's room for its kind it keeps until it ends.
    fn bytes(&self) -> u64 {
        0
    }

    /// The file that what came out names, and its bytes: callers find it from the moment at which the end is written.
    fn published(_: &Self::Done) -> Option<(&FileId, u64)> {
        None
    }

    /// Clears up once the end is written, good or bad. What it leaves behind is found by the sweep of files.
    fn ended(_: App, _: Arc<Job>) -> impl Future<Output = Result<(), Error>> + Send {
        std::future::ready(Ok(()))
    }
}

/// The end of a run that went well.
#[derive(Debug)]
pub(super) struct Ended {
    /// What came out, as JSON.
    pub(super) result: String,
    /// The file to be published, and its bytes.
    pub(super) published: Option<(FileId, i64)>,
}

/// A kind of job as a value, for the list of kinds.
pub(super) struct Kind {
    pub(super) name: &'static str,
    pub(super) claims: i64,
    pub(super) pauses_ms: &'static [i64],
    pub(super) outcome: Outcome,
    pub(super) run: fn(Run) -> BoxFuture<'static, Result<Ended, Failure>>,
    pub(super) ended: fn(App, Arc<Job>) -> BoxFuture<'static, Result<(), Error>>,
}

impl Kind {
    pub(super) const fn of<J: BackgroundJob>() -> Self {
        Self {
            name: J::KIND,
            claims: J::CLAIMS,
            pauses_ms: J::PAUSES_MS,
            outcome: J::OUTCOME,
            run: |run| run_as::<J>(run).boxed(),
            ended: |app, job| J::ended(app, job).boxed(),
        }
    }
}

async fn run_as<J: BackgroundJob>(run: Run) -> Result<Ended, Failure> {
    let asked: J = serde_json::from_str(&run.job.payload).map_err(|error| {
        Failure::GiveUp(format!(
            "It was started by another version of the program, and cannot be read: {error}."
        ))
    })?;
    let done = asked.run(run).await?;
    let result = serde_json::to_string(&done).map_err(|error| Failure::Retry(error.to_string()))?;
    let bytes = |bytes| i64::try_from(bytes).unwrap_or(i64::MAX);
    let published = J::published(&done).map(|(file, length)| (file.clone(), bytes(length)));
    Ok(Ended { result, published })
}
