//! Exports of responses: starting one, asking how far it is, fetching its file.

pub(crate) mod continuation;

use contract::exporting::{
    ExportFormat, ExportProgress, ExportRequest, GetResponseExportFile, GetResponseExportProgress,
    StartResponseExport,
};
use contract::{File, Json, Problem, Started};
use futures_util::StreamExt;
use model::column::Meta;
use model::error::codes;
use model::{BrandId, ExportId, FileId};
use store::access::action::DownloadResponses;
use store::{FileKey, Files};

use crate::context::{Answer, Call, Context};
use crate::error::Error;
use crate::jobs::{self, EXPORTS, ExportJob, KeptFile, percent, status};
use crate::surveys;
use continuation::Continuation;

/// Start Response Export. The options are held against the survey before the transaction that adds the job.
///
/// # Errors
/// When an option cannot be met, naming it, or the caller may not export the survey or it does not exist.
pub async fn start(cx: &mut Context, call: Call<StartResponseExport>) -> Answer<StartResponseExport> {
    let (row, definition) = surveys::known(cx, DownloadResponses, &call.path).await?;
    let request = call.body.0;
    if let Some(token) = &request.continuation_token {
        Continuation::read(token, row.no.every_row(), cx.now)?;
    }
    let app = cx.app.clone();
    let checked = app.slow_work().run_if_large(definition.size, move || {
        check(&request, &definition.survey)?;
        jobs::plan(&definition.survey, &request, &[]).map(|_| request)
    });
    let request = checked.await??;
    let id: ExportId = app.ids().id(cx.now);
    let job = ExportJob::new(call.path, cx.caller.user.clone(), app.ids().file(), request);
    app.change(&cx.caller, |cx, _| Box::pin(add(cx, &id, &job))).await?;
    Ok(Json(Started::now(id)))
}

async fn add(cx: &mut Context, id: &ExportId, job: &ExportJob) -> Result<(), Error> {
    // The survey may have been deleted a moment ago.
    cx.allowed(DownloadResponses, &job.survey).await?;
    if jobs::room_taken::<ExportJob>(&mut cx.tx, &cx.caller.brand).await? >= model::limits::EXPORTS_KEPT {
        return Err(Error::refused(
            codes::TOO_MANY,
            "The brand keeps as many bytes of exports as it may. Each goes a week after it was started; ask again then.",
        ));
    }
    jobs::add(cx, id.as_str(), job, 0).await?;
    jobs::expire(cx, EXPORTS, Vec::new(), id.as_str()).await
}

/// Get Response Export Progress.
///
/// # Errors
/// When the survey has no such export.
pub async fn progress(
    cx: &mut Context,
    call: Call<GetResponseExportProgress>,
) -> Answer<GetResponseExportProgress> {
    let (survey, id) = call.path;
    cx.allowed(DownloadResponses, &survey).await?;
    let job = jobs::of_survey::<ExportJob>(cx, &survey, id.as_str()).await?;
    let job = job.ok_or(codes::EXPORT_NOT_FOUND)?;
    let done = jobs::done::<ExportJob>(&job)?;
    Ok(Json(ExportProgress {
        file_id: done.as_ref().map(|done| done.file.clone()),
        percent_complete: percent(&job),
        status: status(job.state),
        continuation_token: done.and_then(|done| done.continuation_token),
    }))
}

/// Get Response Export File.
///
/// # Errors
/// When the survey has no such file, or its time is over.
pub async fn file(cx: &mut Context, call: Call<GetResponseExportFile>) -> Answer<GetResponseExportFile> {
    let (survey, id) = call.path;
    cx.allowed(DownloadResponses, &survey).await?;
    let (kept, key) = kept(cx, &id).await?.ok_or(codes::EXPORT_NOT_FOUND)?;
    if kept.survey != survey {
        return Err(codes::EXPORT_NOT_FOUND.into());
    }
    let reader = cx.app.store().files().reader(&key).await?.ok_or(codes::EXPORT_NOT_FOUND)?;
    let broken = |_| Problem::of(codes::UNAVAILABLE);
    Ok(File {
        media_type: kept.media_type,
        name: kept.name.replace(' ', "+"),
        length: reader.length,
        stream: Box::pin(reader.stream.map(move |piece| piece.map_err(broken))),
    })
}

/// What is known of the file with this id, and where it lies.
async fn kept(cx: &mut Context, id: &FileId) -> Result<Option<(KeptFile, FileKey)>, Error> {
    let brand = cx.caller.brand.clone();
    let Some(job) = store::jobs::of_file(&mut cx.tx, &brand, id).await? else {
        return kept_before(cx.app.store().files(), &brand, id).await;
    };
    let kept = jobs::done::<ExportJob>(&job)?.and_then(|done| done.kept);
    Ok(kept.and_then(|kept| {
        let key = FileKey::of_attempt(&brand, EXPORTS, &job.id, kept.attempt?);
        Some((kept, key))
    }))
}

/// A file that version 0.2.0 wrote lies under its own id, and what is known of it beside it.
async fn kept_before(
    files: &Files,
    brand: &BrandId,
    id: &FileId,
) -> Result<Option<(KeptFile, FileKey)>, Error> {
    let beside = FileKey::of_brand(brand, EXPORTS, &format!("{id}.json"));
    let Some(text) = files.get(&beside).await? else { return Ok(None) };
    let kept = serde_json::from_slice(&text).map_err(Error::internal)?;
    Ok(Some((kept, FileKey::of_brand(brand, EXPORTS, id.as_str()))))
}

/// What each format takes, and which options exclude each other.
fn check(request: &ExportRequest, survey: &model::survey::Survey) -> Result<(), Error> {
    let yes = |option: Option<bool>| option == Some(true);
    if matches!(request.format, ExportFormat::Json | ExportFormat::Ndjson) {
        let refused = [
            ("includeDisplayOrder", yes(request.include_display_order)),
            ("useLabels", yes(request.use_labels)),
            ("includeLabelColumns", yes(request.include_label_columns)),
            ("formatDecimalAsComma", yes(request.format_decimal_as_comma)),
            ("seenUnansweredRecode", request.seen_unanswered_recode.is_some()),
            ("multiselectSeenUnansweredRecode", request.multiselect_seen_unanswered_recode.is_some()),
            ("timeZone", request.time_zone.is_some()),
            ("newlineReplacement", request.newline_replacement.is_some()),
            ("breakoutSets", request.breakout_sets.is_some()),
        ];
        if let Some((name, _)) = refused.into_iter().find(|(_, given)| *given) {
            return Err(Error::invalid(name, "it is taken with the formats csv and tsv only"));
        }
    }
    for id in request.question_ids.iter().flatten() {
        let known = model::QuestionId::parse(id).is_ok_and(|id| survey.questions.contains_key(&id));
        if !known {
            return Err(Error::invalid(
                "questionIds",
                &format!("ids of questions of the survey are expected, not {id}"),
            ));
        }
    }
    for id in request.survey_metadata_ids.iter().flatten() {
        let mut known = Meta::ALL.into_iter().chain([Meta::LastModifiedDate]);
        if !known.any(|meta| meta.names().2 == id) {
            let ids: Vec<&str> = Meta::ALL.iter().map(|meta| meta.names().2).collect();
            let accepted = format!("ids of metadata are expected ({}), not {id}", ids.join(", "));
            return Err(Error::invalid("surveyMetadataIds", &accepted));
        }
    }
    if matches!((request.start_date, request.end_date), (Some(start), Some(end)) if end < start) {
        return Err(Error::invalid("endDate", "a moment that is not before startDate is expected"));
    }
    Ok(())
}
