//! Removes files whose time is over, and the jobs that made them: exports and uploads do not pile up.

use serde::{Deserialize, Serialize};
use store::FileKey;
use store::jobs::Job;

use super::{Failure, payload};
use crate::app::App;

pub(super) const KIND: &str = "expire-file";

/// The files to remove.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ExpireFile {
    /// The folder they lie in.
    pub(crate) folder: String,
    /// Their names.
    pub(crate) names: Vec<String>,
    /// The job they belong to; asking for its progress answers 404 from then on.
    pub(crate) job: String,
}

impl ExpireFile {
    pub(crate) const KIND: &'static str = KIND;
}

/// Removing what is gone already is no failure, so this may run twice.
pub(super) async fn run(app: &App, job: &Job) -> Result<String, Failure> {
    let wanted: ExpireFile = payload(job)?;
    for name in &wanted.names {
        app.store().files().delete(&FileKey::of_brand(&job.brand, &wanted.folder, name)).await?;
    }
    let mut tx = app.store().begin().await?;
    store::jobs::remove(&mut tx, &job.brand, &wanted.job).await?;
    tx.commit().await?;
    Ok("{}".into())
}
