//! Exports of responses: starting one, asking how far it is, fetching its file.

use model::column::Meta;
use model::{ExportId, FileId, Moment, SurveyId};
use serde::{Deserialize, Serialize};
use store::jobs::{Job, JobState};
use store::{FileKey, FileReader};

use crate::context::Context;
use crate::error::{Error, Thing};
use crate::jobs::{self, ExportJob, Exported, ExportedFile};
use crate::surveys;

/// Where finished exports lie.
pub(crate) const FOLDER: &str = "exports";
/// How long the file of an export is kept: a week, as its continuation token.
pub(crate) const KEPT_MS: i64 = model::limits::EXPORT_DAYS * 86_400_000;

/// What to export, and how to write it (api/responses.md section 2.1).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[allow(missing_docs)] // As on the wire.
pub struct ExportWishes {
    pub format: ExportFormat,
    pub compress: bool,
    #[serde(with = "milliseconds")]
    pub start: Option<Moment>,
    #[serde(with = "milliseconds")]
    pub end: Option<Moment>,
    pub limit: Option<u64>,
    pub question_ids: Option<Vec<String>>,
    pub embedded_data_ids: Option<Vec<String>>,
    pub metadata_ids: Option<Vec<String>>,
    pub use_labels: bool,
    pub include_label_columns: bool,
    pub seen_unanswered_recode: Option<i64>,
    pub multiselect_seen_unanswered_recode: Option<i64>,
    pub include_display_order: bool,
    pub format_decimal_as_comma: bool,
    pub newline_replacement: Option<String>,
    pub time_zone: Option<String>,
    pub breakout_sets: Option<bool>,
    pub by_modified_date: bool,
    pub allow_continuation: bool,
    pub continuation_token: Option<String>,
}

impl ExportWishes {
    /// Everything, in a zip, as recode values.
    #[must_use]
    pub fn plain(format: ExportFormat) -> Self {
        Self {
            format,
            compress: true,
            start: None,
            end: None,
            limit: None,
            question_ids: None,
            embedded_data_ids: None,
            metadata_ids: None,
            use_labels: false,
            include_label_columns: false,
            seen_unanswered_recode: None,
            multiselect_seen_unanswered_recode: None,
            include_display_order: false,
            format_decimal_as_comma: false,
            newline_replacement: None,
            time_zone: None,
            breakout_sets: None,
            by_modified_date: false,
            allow_continuation: false,
            continuation_token: None,
        }
    }
}

/// A moment as a job keeps it: on the wire it loses its milliseconds.
mod milliseconds {
    use model::Moment;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    // By reference, as the derive hands it over.
    #[allow(clippy::trivially_copy_pass_by_ref, clippy::ref_option)]
    pub(super) fn serialize<S: Serializer>(
        moment: &Option<Moment>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        moment.map(Moment::milliseconds).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Moment>, D::Error> {
        Ok(Option::<i64>::deserialize(deserializer)?.map(Moment))
    }
}

/// The formats of export files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)] // Their names say it.
pub enum ExportFormat {
    Csv,
    Tsv,
    Json,
    Ndjson,
}

impl ExportFormat {
    /// The ending of the file's name.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Json => "json",
            Self::Ndjson => "ndjson",
        }
    }

    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv",
            Self::Tsv => "text/tab-separated-values",
            Self::Json => "application/json",
            Self::Ndjson => "application/x-ndjson",
        }
    }
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobStatus {
    /// It waits or runs.
    InProgress,
    /// It is done.
    Complete,
    /// It gave up.
    Failed,
}

/// How far a job is, 0 to 100: exactly 100 when it is complete, as clients wait for that.
pub(crate) fn percent(job: &Job) -> f64 {
    if job.state == JobState::Complete { 100.0 } else { job.progress as f64 / 10.0 }
}

impl From<JobState> for JobStatus {
    fn from(state: JobState) -> Self {
        match state {
            JobState::Queued | JobState::Running => Self::InProgress,
            JobState::Complete => Self::Complete,
            JobState::Failed => Self::Failed,
        }
    }
}

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
/// When a wish cannot be met, naming it, or the caller may not export the survey or it does not exist.
pub async fn start(cx: &mut Context, survey: &SurveyId, wishes: ExportWishes) -> Result<ExportId, Error> {
    let (row, definition) = surveys::known(cx, survey).await?;
    check(&wishes, &definition.survey)?;
    jobs::plan(&definition.survey, &wishes, &[])?;
    if let Some(token) = &wishes.continuation_token {
        Continuation::read(token, row.no.every_row(), cx.now)?;
    }
    let id: ExportId = cx.app.mint().id(cx.now);
    let job = ExportJob { survey: survey.clone(), file: cx.app.mint().file(), wishes };
    jobs::add(cx, id.as_str(), ExportJob::KIND, &job, 0).await?;
    let names = vec![job.file.as_str().to_owned(), ExportedFile::name(&job.file)];
    jobs::expire(cx, FOLDER, names, id.as_str()).await?;
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
    let told = files.get(&FileKey::of_brand(brand, FOLDER, &ExportedFile::name(id))).await?;
    let told = told.ok_or(Error::Missing(Thing::Export))?;
    let told: ExportedFile = serde_json::from_slice(&told).map_err(Error::internal)?;
    if told.survey != *survey {
        return Err(Error::Missing(Thing::Export));
    }
    let reader = files.reader(&FileKey::of_brand(brand, FOLDER, id.as_str())).await?;
    Ok(ExportFile {
        media_type: told.media_type,
        name: told.name,
        reader: reader.ok_or(Error::Missing(Thing::Export))?,
    })
}

/// What each format takes, and which wishes exclude each other.
fn check(wishes: &ExportWishes, survey: &model::survey::Survey) -> Result<(), Error> {
    if matches!(wishes.format, ExportFormat::Json | ExportFormat::Ndjson) {
        let refused = [
            ("includeDisplayOrder", wishes.include_display_order),
            ("useLabels", wishes.use_labels),
            ("includeLabelColumns", wishes.include_label_columns),
            ("formatDecimalAsComma", wishes.format_decimal_as_comma),
            ("seenUnansweredRecode", wishes.seen_unanswered_recode.is_some()),
            ("multiselectSeenUnansweredRecode", wishes.multiselect_seen_unanswered_recode.is_some()),
            ("timeZone", wishes.time_zone.is_some()),
            ("newlineReplacement", wishes.newline_replacement.is_some()),
            ("breakoutSets", wishes.breakout_sets.is_some()),
        ];
        if let Some((name, _)) = refused.into_iter().find(|(_, given)| *given) {
            return Err(Error::invalid(name, "it is taken with the formats csv and tsv only"));
        }
    }
    for id in wishes.question_ids.iter().flatten() {
        let known = model::QuestionId::parse(id).is_ok_and(|id| survey.questions.contains_key(&id));
        if !known {
            return Err(Error::invalid(
                "questionIds",
                format!("ids of questions of the survey are expected, not {id}"),
            ));
        }
    }
    for id in wishes.metadata_ids.iter().flatten() {
        let mut known = Meta::ALL.into_iter().chain([Meta::LastModifiedDate]);
        if !known.any(|meta| meta.names().2 == id) {
            let ids: Vec<&str> = Meta::ALL.iter().map(|meta| meta.names().2).collect();
            let accepted = format!("ids of metadata are expected ({}), not {id}", ids.join(", "));
            return Err(Error::invalid("surveyMetadataIds", accepted));
        }
    }
    if matches!((wishes.start, wishes.end), (Some(start), Some(end)) if end < start) {
        return Err(Error::invalid("endDate", "a moment that is not before startDate is expected"));
    }
    Ok(())
}

/// Where a later export goes on: the first row it has not had yet, and until when the token is good.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Continuation {
    pub(crate) from: i64,
    pub(crate) until: Moment,
}

impl Continuation {
    pub(crate) fn write(self) -> String {
        format!("{:016x}{:016x}", self.from, self.until.0)
    }

    pub(crate) fn read(token: &str, rows: std::ops::Range<i64>, now: Moment) -> Result<Self, Error> {
        let part = |range| token.get(range).and_then(|digits| i64::from_str_radix(digits, 16).ok());
        let read = match (token.len(), part(0..16), part(16..32)) {
            (32, Some(from), Some(until)) => Self { from, until: Moment(until) },
            _ => return Err(Error::invalid("continuationToken", "a token of a former export is expected")),
        };
        if !(rows.contains(&read.from) || read.from == rows.end) {
            return Err(Error::invalid(
                "continuationToken",
                "a token of a former export of this survey is expected",
            ));
        }
        if read.until <= now {
            return Err(Error::invalid(
                "continuationToken",
                "it has expired: tokens are good for seven days",
            ));
        }
        Ok(read)
    }
}
