//! Removes files whose time is over, and the jobs that made them: exports and uploads do not pile up.

use serde::{Deserialize, Serialize};
use store::FileKey;
use store::jobs::Job;

use super::queue::{self, Failure, payload};
use crate::app::App;
use crate::context::Context;
use crate::error::Error;

pub(super) const KIND: &str = "expire-file";
/// How long the files of a job are kept: a week, as the token with which a later export goes on.
pub(crate) const KEPT_MS: i64 = model::limits::EXPORT_DAYS * 86_400_000;

/// The files to remove.
#[derive(Debug, Serialize, Deserialize)]
struct ExpireFile {
    /// The folder they lie in.
    folder: String,
    /// Their names.
    names: Vec<String>,
    /// The job they belong to; asking for its progress answers 404 from then on.
    job: String,
}

/// Sees to it that the files of a job and the job itself are gone after a week.
pub(crate) async fn expire(
    cx: &mut Context,
    folder: &str,
    names: Vec<String>,
    job: &str,
) -> Result<(), Error> {
    let expiry = ExpireFile { folder: folder.to_owned(), names, job: job.to_owned() };
    queue::add(cx, &format!("{job}-expiry"), KIND, &expiry, KEPT_MS).await
}

/// Removing what is gone already is no failure, so this may run twice.
pub(super) async fn run(app: &App, job: &Job) -> Result<String, Failure> {
    let wanted: ExpireFile = payload(job)?;
    for name in &wanted.names {
        app.store().files().delete(&FileKey::of_brand(&job.brand, &wanted.folder, name)).await?;
    }
    let mut tx = app.store().begin().await?;
    // One that meets another transaction is run again with the job.
    store::jobs::remove(&mut tx, &job.brand, &wanted.job).await?;
    tx.commit().await?;
    Ok("{}".into())
}
