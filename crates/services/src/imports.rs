//! Imports of responses: starting one, asking how far it is.

use contract::importing::{
    Charset, GetResponseImportProgress, ImportFormat, ImportProgress, ResponseSource, StartResponseImport,
};
use contract::{JobStatus, Json, Started};
use futures_util::StreamExt;
use model::ImportId;
use model::error::codes;
use model::limits::UPLOADS_WAITING;
use store::FileKey;
use store::access::action::EditResponses;

use crate::context::{Answer, Call, Context};
use crate::error::Error;
use crate::jobs::{self, ImportJob, ImportOptions, UPLOADS, percent, status};

/// The largest file that is fetched, in bytes. It is held in memory while it is fetched.
const FETCH_LIMIT: usize = model::limits::BUFFERED_BODY as usize;

/// Start Response Import: keeps the file first, then adds the job.
///
/// # Errors
/// When the caller may not import into the survey, the file cannot be fetched, or sending it broke off.
pub async fn start(cx: &mut Context, call: Call<StartResponseImport>) -> Answer<StartResponseImport> {
    let survey = call.path;
    cx.allowed(EditResponses, &survey).await?;
    let upload = call.body;
    let charset = call.headers.charset.or(upload.charset);
    let options = ImportOptions {
        tabs: upload.format == ImportFormat::Tsv,
        utf16: charset.map(|charset| charset == Charset::Utf16),
        migrate: call.query.mode.is_some(),
    };
    let app = cx.app.clone();
    let id: ImportId = app.ids().id(cx.now);
    let key = FileKey::of_brand(&cx.caller.brand, UPLOADS, id.as_str());
    let taken = jobs::room_taken::<ImportJob>(&mut cx.tx, &cx.caller.brand).await?;
    if taken >= UPLOADS_WAITING {
        return Err(no_room());
    }
    let mut writer = app.store().files().durable_writer(&key).await?;
    match upload.source {
        ResponseSource::File(mut stream) => {
            while let Some(piece) = stream.next().await {
                match piece {
                    Ok(piece) if taken + writer.length() + piece.len() as u64 > UPLOADS_WAITING => {
                        writer.abort().await?;
                        return Err(no_room());
                    }
                    Ok(piece) => writer.write(piece).await?,
                    // It was too large, or the caller went away.
                    Err(problem) => {
                        writer.abort().await?;
                        return Err(problem.into());
                    }
                }
            }
        }
        ResponseSource::Address(address) => {
            writer.write(crate::fetching::fetch(&app, &address, FETCH_LIMIT).await?).await?;
        }
    }
    let bytes = writer.finish().await?;
    let job = ImportJob { survey, user: cx.caller.user.clone(), options, bytes };
    let added = app.change(&cx.caller, |cx, _| Box::pin(add(cx, &id, &job))).await;
    // After a fault the job may be there all the same, and needs its file; the sweep of files knows in an hour.
    if let Err(Error::Refused(_)) = &added {
        app.store().files().delete(&key).await?;
    }
    added?;
    Ok(Json(Started::now(id)))
}

fn no_room() -> Error {
    Error::refused(
        codes::TOO_MANY,
        "As many bytes of the brand's uploads wait to be imported as may. Ask again when those imports are done.",
    )
}

async fn add(cx: &mut Context, id: &ImportId, job: &ImportJob) -> Result<(), Error> {
    // The survey may have been deleted while the file came in.
    cx.allowed(EditResponses, &job.survey).await?;
    // Others may have come in meanwhile.
    if jobs::room_taken::<ImportJob>(&mut cx.tx, &cx.caller.brand).await? + job.bytes > UPLOADS_WAITING {
        return Err(no_room());
    }
    jobs::add(cx, id.as_str(), job, 0).await?;
    // The import removes its file itself; one that never came to an end leaves it to this.
    jobs::expire(cx, UPLOADS, vec![id.to_string()], id.as_str()).await
}

/// Get Response Import Progress.
///
/// # Errors
/// When the survey has no such import.
pub async fn progress(
    cx: &mut Context,
    call: Call<GetResponseImportProgress>,
) -> Answer<GetResponseImportProgress> {
    let (survey, id) = call.path;
    cx.allowed(EditResponses, &survey).await?;
    let job = jobs::of_survey::<ImportJob>(cx, &survey, id.as_str()).await?;
    let job = job.ok_or(codes::IMPORT_NOT_FOUND)?;
    let imported = jobs::done::<ImportJob>(&job)?.unwrap_or_default();
    let status = status(job.state);
    Ok(Json(ImportProgress {
        percent_complete: percent(&job),
        status,
        imported_rows: imported.rows,
        skipped_rows: imported.skipped_rows,
        blank_rows: imported.blank_rows,
        skipped_columns: imported.skipped_columns,
        unmatched: imported.unmatched,
        error: if status == JobStatus::Failed { job.error } else { None },
    }))
}
