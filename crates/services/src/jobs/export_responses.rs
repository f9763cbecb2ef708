//! Writes the responses of a survey to a file.
//!
//! The rows are cut into ranges. Each core takes the next range, turns its stored bodies into buffers of the file
//! (and deflates them), and one thread joins the buffers in order. A thread may not run ahead of the file by more than
//! a few ranges, so memory is the same whatever the number of rows. Running it again writes the same file again.

use std::sync::Arc;

use contract::exporting::{ExportFormat, ExportRequest};
use engine::columns::ColumnOptions;
use formats::export::{ExportOptions, Format, Plan, PlanError};
use model::survey::Survey;
use model::{FileId, SurveyId, UserId};
use serde::{Deserialize, Serialize};
use store::access::action::DownloadResponses;
use store::jobs::{Job, JobState, Queue};
use store::{FileKey, Scan};

use super::background_job::{BackgroundJob, Outcome};
use super::expire_file::KEPT_MS;
use super::failure::Failure;
use super::queue::{allowed, done, room_taken};
use super::run::{Run, blocking};
use crate::app::App;
use crate::definitions::undeclared;
use crate::error::Error;
use crate::exports::continuation::Continuation;
use crate::writing::{Output, Wanted};

/// Where finished exports lie.
pub(crate) const EXPORTS: &str = "exports";

/// What to export.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ExportJob {
    /// The survey.
    pub(crate) survey: SurveyId,
    /// Who asked for it.
    user: UserId,
    /// The file to write.
    pub(crate) file: FileId,
    /// How.
    request: ExportRequest,
    /// The request's dates to the millisecond, which they lose on the wire.
    dates: (Option<i64>, Option<i64>),
}

impl ExportJob {
    pub(crate) fn new(survey: SurveyId, user: UserId, file: FileId, request: ExportRequest) -> Self {
        let dates = (request.start_date.map(|date| date.0), request.end_date.map(|date| date.0));
        Self { survey, user, file, request, dates }
    }
}

impl BackgroundJob for ExportJob {
    type Done = Exported;
    const KIND: &'static str = "export-responses";
    const QUEUE: Queue = Queue::Exports;
    const OUTCOME: Outcome = Outcome::Kept;

    fn survey(&self) -> Option<&SurveyId> {
        Some(&self.survey)
    }

    async fn run(self, with: Run) -> Result<Exported, Failure> {
        run(self, with).await
    }

    fn published(done: &Exported) -> Option<(&FileId, u64)> {
        done.kept.as_ref().map(|kept| (&done.file, kept.bytes))
    }

    async fn ended(app: App, job: Arc<Job>) -> Result<(), Error> {
        let now = store::jobs::get(&mut app.store().read(), &job.brand, &job.id).await?;
        let well = now.is_some_and(|now| now.state == JobState::Complete);
        remove_attempts(&app, &job, well.then_some(job.attempts)).await
    }
}

/// Removes what the attempts of a job wrote, but for one of them.
async fn remove_attempts(app: &App, job: &Job, but: Option<i64>) -> Result<(), Error> {
    let files = app.store().files();
    let kept = but.map(|attempt| FileKey::of_attempt(&job.brand, EXPORTS, &job.id, attempt));
    for key in files.of_job(&job.brand, EXPORTS, &job.id).await? {
        if Some(&key) != kept.as_ref() {
            files.delete(&key).await?;
        }
    }
    Ok(())
}

/// What a finished export tells.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Exported {
    /// The file.
    pub(crate) file: FileId,
    /// Where a later export goes on, where that was asked for.
    pub(crate) continuation_token: Option<String>,
    /// Where the file lies; version 0.2.0 kept that beside it.
    #[serde(default)]
    pub(crate) kept: Option<KeptFile>,
}

/// Removes the file of a finished export of version 0.2.0, which lay under its own id, and what it kept beside it.
pub(super) async fn remove_file(app: &App, job: &Job) -> Result<(), Error> {
    let Some(Exported { file, .. }) = done::<ExportJob>(job)? else { return Ok(()) };
    for name in [file.to_string(), format!("{file}.json")] {
        app.store().files().delete(&FileKey::of_brand(&job.brand, EXPORTS, &name)).await?;
    }
    Ok(())
}

/// The file of a finished export: where it lies, and what callers are told of it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct KeptFile {
    /// The attempt that wrote it; none for one of version 0.2.0, which lies under its own id.
    #[serde(default)]
    pub(crate) attempt: Option<i64>,
    /// The survey it was made of.
    pub(crate) survey: SurveyId,
    /// Its name for the caller.
    pub(crate) name: String,
    /// Its media type.
    pub(crate) media_type: String,
    /// Its length in bytes.
    #[serde(default)]
    pub(crate) bytes: u64,
}

/// Compiles an export.
pub(crate) fn plan(survey: &Survey, request: &ExportRequest, extra: &[String]) -> Result<Plan, Error> {
    // Objects always tell the order (api/responses.md section 8); only tables must be asked to.
    let objects = matches!(request.format, ExportFormat::Json | ExportFormat::Ndjson);
    let columns = engine::columns::of(
        survey,
        &ColumnOptions {
            breakout_sets: request.breakout_sets.unwrap_or(true),
            include_display_order: request.include_display_order == Some(true) || objects,
            question_ids: request.question_ids.clone(),
            embedded_data: request.embedded_data_ids.clone(),
            metadata: request.survey_metadata_ids.clone(),
            last_modified: request.sort_by_last_modified_date == Some(true),
            extra_embedded: extra.to_vec(),
        },
    );
    let format = match request.format {
        ExportFormat::Csv => Format::Csv,
        ExportFormat::Tsv => Format::Tsv,
        ExportFormat::Json => Format::Json,
        ExportFormat::Ndjson => Format::Ndjson,
    };
    let options = ExportOptions {
        use_labels: request.use_labels == Some(true),
        include_label_columns: request.include_label_columns == Some(true),
        seen_unanswered_recode: request.seen_unanswered_recode,
        multiselect_seen_unanswered_recode: request.multiselect_seen_unanswered_recode,
        format_decimal_as_comma: request.format_decimal_as_comma == Some(true),
        newline_replacement: request.newline_replacement.clone(),
        time_zone: request.time_zone.as_deref().map(str::to_owned),
        ..ExportOptions::new(format)
    };
    Plan::new(&columns, &options).map_err(|error| match error {
        PlanError::TimeZone(_) => {
            Error::invalid("timeZone", "an IANA time zone id is expected, such as America/Denver")
        }
        PlanError::LabelsTwice => {
            Error::invalid("includeLabelColumns", "it is not taken together with useLabels")
        }
    })
}

async fn run(asked: ExportJob, Run { app, job, progress }: Run) -> Result<Exported, Failure> {
    let mut reading = app.store().read();
    let row = allowed::<DownloadResponses>(&mut reading, &job, &asked.user, &asked.survey, app.now()).await?;
    let definition = app.definitions().get(&mut reading, &row).await?;
    let lists = app.field_lists().get(&mut reading, row.no, i64::MAX).await?;
    let counts = store::counters::of_survey(&mut reading, row.no).await?;
    let (request, size) = (asked.request, definition.size);
    let extra = undeclared(lists.latest(), &definition);
    let compile = move || plan(&definition.survey, &request, &extra).map(|plan| (request, plan));
    let (request, plan) = app.slow_work().run_if_large(size, compile).await??;

    let mut scan = Scan::all(row.no);
    let range = asked.dates.0.unwrap_or(i64::MIN)..asked.dates.1.unwrap_or(i64::MAX);
    if request.sort_by_last_modified_date == Some(true) {
        scan.modified = range;
    } else {
        scan.recorded = range;
    }
    scan.limit = request.limit.map_or(i64::MAX, |limit| i64::try_from(limit).unwrap_or(i64::MAX));
    if let Some(token) = &request.continuation_token {
        scan.rows.start = Continuation::read(token, row.no.every_row(), job.created)?.from;
    }

    let (ending, media_type) = names(request.format);
    let compressed = request.compress.unwrap_or(true);
    let entry = format!("{}.{ending}", file_name(&row.name));
    if job.attempts > 1 {
        remove_attempts(&app, &job, None).await?;
    }
    let taken = room_taken::<ExportJob>(&mut reading, &job.brand).await?;
    let mut kept = KeptFile {
        attempt: Some(job.attempts),
        survey: asked.survey.clone(),
        bytes: 0,
        name: if compressed { format!("{}.zip", file_name(&row.name)) } else { entry.clone() },
        media_type: if compressed { "application/zip" } else { media_type }.into(),
    };
    let files = app.store().files();
    let output = Output {
        writer: files.writer(&FileKey::of_attempt(&job.brand, EXPORTS, &job.id, job.attempts)).await?,
        room: model::limits::EXPORTS_KEPT.saturating_sub(taken),
        entry: compressed.then_some(entry),
        changed: job.created,
    };
    let wanted = Wanted {
        store: app.store().clone(),
        scan,
        plan: Arc::new(plan),
        lists,
        rows: u64::try_from(counts.auditable + counts.generated).unwrap_or(0),
    };
    let runtime = tokio::runtime::Handle::current();
    let written = blocking(move || Ok(crate::writing::write(&runtime, wanted, output, &progress)?)).await?;

    kept.bytes = written.bytes;
    let continues = request.allow_continuation == Some(true) || request.continuation_token.is_some();
    let continuation_token = continues.then(|| {
        let from = written.next.unwrap_or_else(|| continue_from(&request, row.no.every_row(), &job));
        Continuation { from, until: job.created.plus(KEPT_MS) }.write()
    });
    Ok(Exported { file: asked.file, continuation_token, kept: Some(kept) })
}

/// Where an export that wrote no row is to be continued: where it was to begin itself.
fn continue_from(request: &ExportRequest, rows: std::ops::Range<i64>, job: &Job) -> i64 {
    let token = request.continuation_token.as_deref();
    let read = token.and_then(|token| Continuation::read(token, rows.clone(), job.created).ok());
    read.map_or(rows.start, |read| read.from)
}

/// The ending of an export file's name, and its media type.
fn names(format: ExportFormat) -> (&'static str, &'static str) {
    match format {
        ExportFormat::Csv => ("csv", "text/csv"),
        ExportFormat::Tsv => ("tsv", "text/tab-separated-values"),
        ExportFormat::Json => ("json", "application/json"),
        ExportFormat::Ndjson => ("ndjson", "application/x-ndjson"),
    }
}

/// The most bytes of a file's name that every file system takes.
const LONGEST_NAME: usize = 255;
/// The longest ending that [`file_name`] leaves room for, with its point.
const ENDING: usize = ".ndjson".len();

/// The name of a survey as a file's, without its ending: what no file system takes is left out, and what is too long
/// is cut off behind a whole character.
fn file_name(name: &str) -> String {
    let taken =
        |c: char| !c.is_control() && !matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    let kept: String = name.chars().filter(|c| taken(*c)).collect();
    let kept = kept.trim().trim_matches('.');
    let kept = &kept[..kept.floor_char_boundary(LONGEST_NAME - ENDING)];
    // Cutting may have left a blank or a point at the end, which some file systems take away.
    let kept = kept.trim_end_matches(|c: char| c.is_whitespace() || c == '.');
    if kept.is_empty() { "responses".into() } else { kept.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_after_its_survey() {
        assert_eq!(file_name("Beskar Armor"), "Beskar Armor");
        assert_eq!(file_name("../a/b: \"c\"?"), "ab c");
        assert_eq!(file_name(" . "), "responses");
    }

    #[test]
    fn a_long_name_is_cut_behind_a_whole_character() {
        for name in
            ["x".repeat(300), "ü".repeat(130), "名".repeat(90), format!("{}. .{}", "y".repeat(246), "z")]
        {
            let cut = file_name(&name);
            assert!(name.starts_with(&cut) && cut.len() + ENDING <= LONGEST_NAME, "{cut}");
            assert!(cut.len() >= 240 && !cut.ends_with(['.', ' ']), "{cut}");
        }
    }
}
