//! Exporting survey responses.

use contract::errors::codes;
use contract::exporting::{
    ExportFormat, ExportProgress, ExportRequest, GetResponseExportFile, GetResponseExportProgress, JobStatus,
    StartResponseExport, StartedExport,
};
use contract::{File, Json, Problem};
use futures_util::StreamExt;
use services::exports::{self, ExportOptions};
use services::{Context, Error};

use crate::answer::{Answer, Request};

impl Answer for StartResponseExport {
    async fn answer(cx: &mut Context, request: Request<Self>) -> Result<Self::Result, Error> {
        let id = exports::start(cx, &request.path.survey_id, options(request.body.0)?).await?;
        Ok(Json(StartedExport {
            progress_id: id.to_string(),
            percent_complete: 0.0,
            status: JobStatus::InProgress,
        }))
    }
}

impl Answer for GetResponseExportProgress {
    async fn answer(cx: &mut Context, request: Request<Self>) -> Result<Self::Result, Error> {
        let path = request.path;
        let progress = exports::progress(cx, &path.survey_id, &path.export_progress_id).await?;
        Ok(Json(ExportProgress {
            file_id: progress.file.map(|file| file.to_string()),
            percent_complete: progress.percent,
            status: status(progress.status),
            continuation_token: progress.continuation_token,
        }))
    }
}

impl Answer for GetResponseExportFile {
    async fn answer(cx: &mut Context, request: Request<Self>) -> Result<Self::Result, Error> {
        let path = request.path;
        let file = exports::file(cx, &path.survey_id, &path.file_id).await?;
        let broken = |_| Problem::of(codes::UNAVAILABLE);
        Ok(File {
            media_type: file.media_type,
            name: file.name.replace(' ', "+"),
            length: file.reader.length,
            stream: Box::pin(file.reader.stream.map(move |piece| piece.map_err(broken))),
        })
    }
}

pub(super) fn status(status: exports::JobStatus) -> JobStatus {
    match status {
        exports::JobStatus::InProgress => JobStatus::InProgress,
        exports::JobStatus::Complete => JobStatus::Complete,
        exports::JobStatus::Failed => JobStatus::Failed,
    }
}

fn options(asked: ExportRequest) -> Result<ExportOptions, Error> {
    if asked.export_responses_in_progress == Some(true) {
        let accepted = "false is expected: responses in progress are not exported yet";
        return Err(Error::invalid("exportResponsesInProgress", accepted));
    }
    if asked.filter_id.is_some() {
        return Err(Error::invalid("filterId", "it must be left out: filters are not kept yet"));
    }
    Ok(ExportOptions {
        format: match asked.format {
            ExportFormat::Csv => exports::ExportFormat::Csv,
            ExportFormat::Tsv => exports::ExportFormat::Tsv,
            ExportFormat::Json => exports::ExportFormat::Json,
            ExportFormat::Ndjson => exports::ExportFormat::Ndjson,
        },
        compress: asked.compress.unwrap_or(true),
        start: asked.start_date,
        end: asked.end_date,
        limit: asked.limit,
        question_ids: asked.question_ids,
        embedded_data_ids: asked.embedded_data_ids,
        metadata_ids: asked.survey_metadata_ids,
        use_labels: asked.use_labels.unwrap_or(false),
        include_label_columns: asked.include_label_columns.unwrap_or(false),
        seen_unanswered_recode: asked.seen_unanswered_recode,
        multiselect_seen_unanswered_recode: asked.multiselect_seen_unanswered_recode,
        include_display_order: asked.include_display_order.unwrap_or(false),
        format_decimal_as_comma: asked.format_decimal_as_comma.unwrap_or(false),
        newline_replacement: asked.newline_replacement,
        time_zone: asked.time_zone,
        breakout_sets: asked.breakout_sets,
        by_modified_date: asked.sort_by_last_modified_date.unwrap_or(false),
        allow_continuation: asked.allow_continuation.unwrap_or(false),
        continuation_token: asked.continuation_token,
    })
}
