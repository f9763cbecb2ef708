//! Exports of responses: starting one, asking how far it is, fetching its file.

pub(crate) mod continuation;
pub(crate) mod options;

use model::column::Meta;
use model::{ExportId, FileId, SurveyId};
use store::{FileKey, FileReader};

use crate::context::Context;
use crate::error::{Error, Thing};
use crate::jobs::{self, EXPORTS, ExportJob, Exported, ExportedFile, percent};
use crate::surveys;
use continuation::Continuation;

pub use crate::jobs::JobStatus;
pub use options::{ExportFormat, ExportOptions};

/// How far an export is.
#[derive(Debug, Clone)]
pub struct ExportProgress {
    /// Where it stands.
    pub status: JobStatus,
    /// 0 to 100; exactly 100 when complete.
    pub percent: f64,
    /// The file, once complete.
    pub file: Option<FileId>,
    /// The token for a later export, where one was asked for and this one is complete.
    pub continuation_token: Option<String>,
}

/// The file of an export, open.
pub struct ExportFile {
    /// The media type.
    pub media_type: String,
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub reader: FileReader,
}

/// Starts an export.
///
/// # Errors
/// When an option cannot be met, naming it, or the caller may not export the survey or it does not exist.
pub async fn start(cx: &mut Context, survey: &SurveyId, options: ExportOptions) -> Result<ExportId, Error> {
    let (row, definition) = surveys::known(cx, survey).await?;
    check(&options, &definition.survey)?;
    jobs::plan(&definition.survey, &options, &[])?;
    if let Some(token) = &options.continuation_token {
        Continuation::read(token, row.no.every_row(), cx.now)?;
    }
    let id: ExportId = cx.app.ids().id(cx.now);
    let job = ExportJob { survey: survey.clone(), file: cx.app.ids().file(), options };
    jobs::add(cx, id.as_str(), ExportJob::KIND, &job, 0).await?;
    let names = vec![job.file.as_str().to_owned(), ExportedFile::name(&job.file)];
    jobs::expire(cx, EXPORTS, names, id.as_str()).await?;
    Ok(id)
}

/// How far an export of the survey is.
///
/// # Errors
/// When the survey has no such export.
pub async fn progress(cx: &mut Context, survey: &SurveyId, id: &ExportId) -> Result<ExportProgress, Error> {
    surveys::head(cx, survey).await?;
    let found = store::jobs::get(&mut cx.tx, &cx.caller.brand, id.as_str()).await?;
    let job = found.filter(|job| job.kind == ExportJob::KIND).ok_or(Error::Missing(Thing::Export))?;
    let asked: ExportJob = serde_json::from_str(&job.payload).map_err(Error::internal)?;
    if asked.survey != *survey {
        return Err(Error::Missing(Thing::Export));
    }
    let done: Option<Exported> =
        job.result.as_deref().map(serde_json::from_str).transpose().map_err(Error::internal)?;
    let status = JobStatus::from(job.state);
    Ok(ExportProgress {
        status,
        percent: percent(&job),
        file: done.as_ref().map(|done| done.file.clone()),
        continuation_token: done.and_then(|done| done.continuation_token),
    })
}

/// The file of a finished export of the survey.
///
/// # Errors
/// When the survey has no such file, or its time is over.
pub async fn file(cx: &mut Context, survey: &SurveyId, id: &FileId) -> Result<ExportFile, Error> {
    surveys::head(cx, survey).await?;
    let files = cx.app.store().files().clone();
    let brand = &cx.caller.brand;
    let told = files.get(&FileKey::of_brand(brand, EXPORTS, &ExportedFile::name(id))).await?;
    let told = told.ok_or(Error::Missing(Thing::Export))?;
    let told: ExportedFile = serde_json::from_slice(&told).map_err(Error::internal)?;
    if told.survey != *survey {
        return Err(Error::Missing(Thing::Export));
    }
    let reader = files.reader(&FileKey::of_brand(brand, EXPORTS, id.as_str())).await?;
    Ok(ExportFile {
        media_type: told.media_type,
        name: told.name,
        reader: reader.ok_or(Error::Missing(Thing::Export))?,
    })
}

/// What each format takes, and which options exclude each other.
fn check(options: &ExportOptions, survey: &model::survey::Survey) -> Result<(), Error> {
    if matches!(options.format, ExportFormat::Json | ExportFormat::Ndjson) {
        let refused = [
            ("includeDisplayOrder", options.include_display_order),
            ("useLabels", options.use_labels),
            ("includeLabelColumns", options.include_label_columns),
            ("formatDecimalAsComma", options.format_decimal_as_comma),
            ("seenUnansweredRecode", options.seen_unanswered_recode.is_some()),
            ("multiselectSeenUnansweredRecode", options.multiselect_seen_unanswered_recode.is_some()),
            ("timeZone", options.time_zone.is_some()),
            ("newlineReplacement", options.newline_replacement.is_some()),
            ("breakoutSets", options.breakout_sets.is_some()),
        ];
        if let Some((name, _)) = refused.into_iter().find(|(_, given)| *given) {
            return Err(Error::invalid(name, "it is taken with the formats csv and tsv only"));
        }
    }
    for id in options.question_ids.iter().flatten() {
        let known = model::QuestionId::parse(id).is_ok_and(|id| survey.questions.contains_key(&id));
        if !known {
            return Err(Error::invalid(
                "questionIds",
                format!("ids of questions of the survey are expected, not {id}"),
            ));
        }
    }
    for id in options.metadata_ids.iter().flatten() {
        let mut known = Meta::ALL.into_iter().chain([Meta::LastModifiedDate]);
        if !known.any(|meta| meta.names().2 == id) {
            let ids: Vec<&str> = Meta::ALL.iter().map(|meta| meta.names().2).collect();
            let accepted = format!("ids of metadata are expected ({}), not {id}", ids.join(", "));
            return Err(Error::invalid("surveyMetadataIds", accepted));
        }
    }
    if matches!((options.start, options.end), (Some(start), Some(end)) if end < start) {
        return Err(Error::invalid("endDate", "a moment that is not before startDate is expected"));
    }
    Ok(())
}
