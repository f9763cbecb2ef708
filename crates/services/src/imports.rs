//! Imports of responses: starting one, asking how far it is.

use futures_util::{Stream, StreamExt};
use model::account::Caller;
use model::{ImportId, SurveyId, UserId};
use store::FileKey;

use crate::app::App;
use crate::context::{Access, Context};
use crate::error::{Error, Thing};
use crate::jobs::{self, ImportJob, Imported, JobStatus, UPLOADS, percent};
use crate::surveys;

pub use crate::jobs::ImportOptions;

/// The largest file that is fetched, in bytes. It is held in memory while it is fetched.
const FETCH_LIMIT: usize = model::limits::BUFFERED_BODY as usize;

/// A file of responses, or where it is.
pub enum ResponseSource<S> {
    /// Its bytes as they come in.
    File(S),
    /// The address to fetch it from.
    Address(String),
}

/// How far an import is.
#[derive(Debug, Clone)]
pub struct ImportProgress {
    /// Where it stands.
    pub status: JobStatus,
    /// 0 to 100; exactly 100 when complete.
    pub percent: f64,
    /// What it did so far, or did in all.
    pub imported: Imported,
    /// Why it failed.
    pub error: Option<String>,
}

/// Starts an import: keeps the file first, then adds the job.
///
/// # Errors
/// When the caller may not import into the survey, the file cannot be fetched, or sending it broke off (`E`).
pub async fn start<S, E>(
    app: &App,
    caller: &Caller,
    survey: &SurveyId,
    options: ImportOptions,
    source: ResponseSource<S>,
) -> Result<ImportId, Error>
where
    S: Stream<Item = Result<bytes::Bytes, E>> + Unpin + Send,
    E: Into<Error> + Send,
{
    let mut cx = app.begin(caller.clone(), Access::Read).await?;
    surveys::head(&mut cx, survey).await?;
    let id: ImportId = app.ids().id(cx.now);
    let key = FileKey::of_brand(&caller.brand, UPLOADS, id.as_str());
    let mut writer = app.store().files().durable_writer(&key).await?;
    match source {
        ResponseSource::File(mut stream) => {
            while let Some(piece) = stream.next().await {
                match piece {
                    Ok(piece) => writer.write(piece).await?,
                    Err(error) => {
                        writer.abort().await?;
                        return Err(error.into());
                    }
                }
            }
        }
        ResponseSource::Address(address) => {
            writer.write(crate::fetching::fetch(app, &address, FETCH_LIMIT).await?).await?;
        }
    }
    writer.finish().await?;
    let job = ImportJob { survey: survey.clone(), user: UserId::clone(&caller.user), options };
    let mut attempts = app.attempts(caller);
    loop {
        let mut cx = attempts.begin().await?;
        let added = add(&mut cx, survey, &id, &job).await;
        if attempts.end(cx, added).await?.is_some() {
            return Ok(id);
        }
    }
}

async fn add(cx: &mut Context, survey: &SurveyId, id: &ImportId, job: &ImportJob) -> Result<(), Error> {
    // The survey may have been deleted while the file came in.
    surveys::head(cx, survey).await?;
    jobs::add(cx, id.as_str(), ImportJob::KIND, job, 0).await?;
    // The import removes its file itself; one that never came to an end leaves it to this.
    jobs::expire(cx, UPLOADS, vec![id.to_string()], id.as_str()).await
}

/// How far an import into the survey is.
///
/// # Errors
/// When the survey has no such import.
pub async fn progress(cx: &mut Context, survey: &SurveyId, id: &ImportId) -> Result<ImportProgress, Error> {
    surveys::head(cx, survey).await?;
    let found = store::jobs::get(&mut cx.tx, &cx.caller.brand, id.as_str()).await?;
    let job = found.filter(|job| job.kind == ImportJob::KIND).ok_or(Error::Missing(Thing::Import))?;
    let asked: ImportJob = serde_json::from_str(&job.payload).map_err(Error::internal)?;
    if asked.survey != *survey {
        return Err(Error::Missing(Thing::Import));
    }
    let imported = job.result.as_deref().map(serde_json::from_str).transpose().map_err(Error::internal)?;
    let status = JobStatus::from(job.state);
    Ok(ImportProgress {
        status,
        percent: percent(&job),
        imported: imported.unwrap_or_default(),
        error: if status == JobStatus::Failed { job.error } else { None },
    })
}
