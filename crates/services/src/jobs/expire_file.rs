//! Removes files whose time is over, and the jobs that made them: exports and uploads do not pile up.

use serde::{Deserialize, Serialize};
use store::FileKey;
use store::jobs::{Priority, Queue};

use super::background_job::{BackgroundJob, Outcome, UNTIL_DONE_MS};
use super::failure::Failure;
use super::queue;
use super::run::Run;
use crate::context::Context;
use crate::error::Error;

/// How long the files of a job are kept: a week, as the token with which a later export goes on.
pub(crate) const KEPT_MS: i64 = model::limits::EXPORT_DAYS * 86_400_000;

/// The files to remove.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ExpireFile {
    /// The folder they lie in.
    folder: String,
    /// Names of files that are no attempt's.
    names: Vec<String>,
    /// The job they belong to; asking for its progress answers 404 from then on.
    job: String,
}

/// Sees to it that the files of all attempts of a job, those of these names, and the job itself are gone after a week.
pub(crate) async fn expire(
    cx: &mut Context,
    folder: &str,
    names: Vec<String>,
    job: &str,
) -> Result<(), Error> {
    let expiry = ExpireFile { folder: folder.to_owned(), names, job: job.to_owned() };
    queue::add(cx, &format!("{job}-expiry"), &expiry, KEPT_MS).await
}

/// Removing what is gone already is no failure, so this may run twice.
impl BackgroundJob for ExpireFile {
    type Done = ();
    const KIND: &'static str = "expire-file";
    const QUEUE: Queue = Queue::Housekeeping;
    const PRIORITY: Priority = Priority::Late;
    const PAUSES_MS: &'static [i64] = &UNTIL_DONE_MS;
    const OUTCOME: Outcome = Outcome::Silent;

    async fn run(self, run: Run) -> Result<(), Failure> {
        let (store, brand) = (run.app.store(), &run.job.brand);
        for name in &self.names {
            store.files().delete(&FileKey::of_brand(brand, &self.folder, name)).await?;
        }
        for key in store.files().of_job(brand, &self.folder, &self.job).await? {
            store.files().delete(&key).await?;
        }
        let mut tx = store.begin().await?;
        // One that meets another transaction is run again with the job.
        store::jobs::remove(&mut tx, brand, &self.job).await?;
        Ok(tx.commit().await?)
    }
}
