//! What no job names any more is removed: files of attempts that lost, uploads whose request died before its job was
//! added, pieces of files, and the rows of jobs that ended long ago.

use futures_util::StreamExt;
use model::{BrandId, Moment};
use store::FileKey;
use store::jobs::{Job, JobState};

use super::expire_file::KEPT_MS;
use super::export_responses::EXPORTS;
use super::import_responses::UPLOADS;
use crate::app::App;
use crate::error::Error;

/// What is younger than this may belong to a request or a run that goes on.
const YOUNG_MS: i64 = 3_600_000;
/// How long the row of a job stays that has ended, where nothing removed it before.
pub(super) const ENDED_KEPT_MS: i64 = 30 * 86_400_000;

/// What a sweep removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Swept {
    /// Rows of jobs that ended long ago.
    pub jobs: u64,
    /// Files that no job names.
    pub files: u64,
    /// Pieces of files that were never finished.
    pub pieces: u64,
}

impl App {
    /// Removes what no job names any more. Any number of processes may do so at once.
    ///
    /// # Errors
    /// When the store fails; what is left then is removed by the next sweep.
    pub async fn sweep(&self) -> Result<Swept, Error> {
        let now = self.now();
        let mut swept = Swept::default();
        loop {
            let mut tx = self.store().begin_statement().await?;
            let removed = store::jobs::remove_ended(&mut tx, now.plus(-ENDED_KEPT_MS)).await?;
            tx.commit().await?;
            swept.jobs += removed;
            if removed == 0 {
                break;
            }
        }
        let mut tx = self.store().begin_statement().await?;
        store::jobs::forget_turns(&mut tx).await?;
        tx.commit().await?;
        let files = self.store().files();
        let mut old = std::pin::pin!(files.of_brands(now.plus(-YOUNG_MS)));
        while let Some(found) = old.next().await {
            let (key, written) = found?;
            if !self.is_named(&key, written, now).await? {
                files.delete(&key).await?;
                swept.files += 1;
            }
        }
        swept.pieces = files.remove_pieces(now.plus(-YOUNG_MS)).await?;
        if swept != Swept::default() {
            tracing::info!(?swept, "what no job names any more was removed");
        }
        Ok(swept)
    }

    /// Whether a job names this file, or it is none that a job made.
    async fn is_named(&self, key: &FileKey, written: Moment, now: Moment) -> Result<bool, Error> {
        let parts: Vec<String> = key.parts().collect();
        let [_, brand, folder, name @ ..] = &parts[..] else { return Ok(true) };
        let Ok(brand) = BrandId::parse(brand) else { return Ok(true) };
        let job = async |id: &str| store::jobs::get(&mut self.store().read(), &brand, id).await;
        Ok(match (folder.as_str(), name) {
            (EXPORTS, [id, attempt]) => job(id).await?.is_some_and(|job| writes(&job, attempt)),
            // Version 0.2.0 kept an export under the id of its file, for as long.
            (EXPORTS, [_]) => now.0.saturating_sub(written.0) < KEPT_MS + YOUNG_MS,
            (UPLOADS, [id]) => {
                let open = |job: Job| matches!(job.state, JobState::Queued | JobState::Running);
                job(id).await?.is_some_and(open)
            }
            _ => true,
        })
    }
}

/// Whether this attempt of a job runs, or is the one that ended well.
fn writes(job: &Job, attempt: &str) -> bool {
    matches!(job.state, JobState::Running | JobState::Complete) && job.attempts.to_string() == attempt
}
