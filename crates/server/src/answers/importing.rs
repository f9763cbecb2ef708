//! Importing responses.

use contract::exporting::JobStatus;
use contract::importing::{
    Charset, GetResponseImportProgress, ImportFormat, ImportProgress, ResponseSource, StartResponseImport,
    StartedImport,
};
use contract::{Json, Problem};
use futures_util::StreamExt;
use services::imports::{self, ImportOptions};
use services::{Context, Error};

use super::exporting::status;
use crate::answer::{Answer, Request};

impl Answer for StartResponseImport {
    async fn answer(cx: &mut Context, request: Request<Self>) -> Result<Self::Result, Error> {
        let upload = request.body;
        let charset = request.headers.charset.or(upload.charset);
        let options = ImportOptions {
            tabs: upload.format == ImportFormat::Tsv,
            utf16: charset.map(|charset| charset == Charset::Utf16),
            migrate: request.query.mode.is_some(),
        };
        let source = match upload.source {
            ResponseSource::File(stream) => {
                imports::ResponseSource::File(stream.map(|piece| piece.map_err(refused)))
            }
            ResponseSource::Address(address) => imports::ResponseSource::Address(address),
        };
        let id = imports::start(&cx.app, &cx.caller, &request.path.survey_id, options, source).await?;
        Ok(Json(StartedImport {
            progress_id: id.to_string(),
            percent_complete: 0.0,
            status: JobStatus::InProgress,
        }))
    }
}

impl Answer for GetResponseImportProgress {
    async fn answer(cx: &mut Context, request: Request<Self>) -> Result<Self::Result, Error> {
        let path = request.path;
        let progress = imports::progress(cx, &path.survey_id, &path.import_progress_id).await?;
        Ok(Json(ImportProgress {
            percent_complete: progress.percent,
            status: status(progress.status),
            imported_rows: progress.imported.rows,
            skipped_rows: progress.imported.skipped_rows,
            skipped_columns: progress.imported.skipped_columns,
            error: progress.error,
        }))
    }
}

/// Why the body broke off: it was too large, or the caller went away.
fn refused(problem: Problem) -> Error {
    match problem.code.status {
        413 => Error::TooLarge(problem.message),
        _ => Error::invalid("body", problem.message),
    }
}
