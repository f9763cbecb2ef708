//! Removes everything that a deleted survey had: its jobs with their files, then its rows.

use std::sync::Arc;

use model::{BrandId, SurveyId};
use serde::{Deserialize, Serialize};
use store::jobs::{Job, Queue};
use store::purge;

use super::background_job::{BackgroundJob, Outcome, UNTIL_DONE_MS};
use super::export_responses::{self, ExportJob};
use super::failure::Failure;
use super::import_responses::ImportJob;
use super::queue;
use super::run::Run;
use crate::app::App;
use crate::context::Context;
use crate::error::Error;

const DAY_MS: i64 = 86_400_000;

/// The survey to purge.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct PurgeSurvey {
    survey: SurveyId,
}

/// Sees to it that a deleted survey is purged after so many days. Asked for again, it is done at the earliest of the moments.
pub(crate) async fn purge(cx: &mut Context, survey: &SurveyId, after_days: u32) -> Result<(), Error> {
    let id = format!("purge-{survey}-{:016x}", cx.app.ids().random());
    let job = PurgeSurvey { survey: survey.clone() };
    queue::add(cx, &id, &job, i64::from(after_days) * DAY_MS).await
}

/// What is gone already is passed over, so this may run twice.
impl BackgroundJob for PurgeSurvey {
    type Done = ();
    const KIND: &'static str = "purge-survey";
    const QUEUE: Queue = Queue::Housekeeping;
    const PAUSES_MS: &'static [i64] = &UNTIL_DONE_MS;
    const OUTCOME: Outcome = Outcome::Silent;

    async fn run(self, run: Run) -> Result<(), Failure> {
        let (app, brand) = (&run.app, &run.job.brand);
        let Some(deleted) = purge::deleted(&mut app.store().read(), brand, &self.survey).await? else {
            return Ok(());
        };
        jobs(app, brand, &self.survey).await?;
        Ok(purge::everything(app.store(), &deleted).await?)
    }
}

/// The row of a job first: nobody finishes it any more, so what it leaves is what there is.
async fn jobs(app: &App, brand: &BrandId, survey: &SurveyId) -> Result<(), Error> {
    loop {
        let some = store::jobs::of_survey(&mut app.store().read(), brand, survey).await?;
        if some.is_empty() {
            return Ok(());
        }
        for job in some {
            let mut tx = app.store().begin_statement().await?;
            store::jobs::remove(&mut tx, brand, &job.id).await?;
            tx.commit().await?;
            files(app, Arc::new(job)).await?;
        }
    }
}

async fn files(app: &App, job: Arc<Job>) -> Result<(), Error> {
    match job.kind.as_str() {
        ExportJob::KIND => {
            export_responses::remove_file(app, &job).await?;
            ExportJob::ended(app.clone(), job).await
        }
        ImportJob::KIND => ImportJob::ended(app.clone(), job).await,
        _ => Ok(()),
    }
}
