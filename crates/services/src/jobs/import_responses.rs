//! Reads responses from an uploaded file.
//!
//! The file is read twice: the first time nothing is written, so that a file with a bad row is refused whole; the
//! second time the rows go in, some hundred to a commit. A row's id follows from the job and the row's place (or is
//! the file's own when moving in), so a run that was cut off and runs again adds only what is missing.

use std::io::Read;
use std::sync::Arc;

use bytes::Bytes;
use contract::importing::{UnmatchedCell, UnmatchedCells, UnmatchedColumn};
use engine::columns::ColumnOptions;
use formats::given::Given;
use formats::import::{self, Charset, Importer, Unmatched};
use futures_util::StreamExt;
use model::column::Column;
use model::field::FieldList;
use model::response::Encoder;
use model::{ImportId, Moment, ResponseId, SurveyId, UserId};
use serde::{Deserialize, Serialize};
use store::access::action::EditResponses;
use store::jobs::{Job, Queue};
use store::responses::Flags;
use store::surveys::SurveyNo;
use store::{FileKey, FileReader, NewResponse};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::background_job::{BackgroundJob, Outcome};
use super::failure::Failure;
use super::queue::allowed;
use super::run::{Progress, Run, blocking};
use crate::IdGenerator;
use crate::app::App;
use crate::definitions::Definition;
use crate::error::Error;
use crate::field_lists::{self, ListError};

/// Where uploads lie until they are imported.
pub(crate) const UPLOADS: &str = "uploads";
/// How many rows go into one commit, and from how many bytes of bodies on no more do.
const ROWS_A_COMMIT: usize = 500;
const BYTES_A_COMMIT: usize = 4 << 20;
/// What the status of an imported response is, unless the file's own is kept.
const IMPORTED: i64 = 4;

/// What to import.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ImportJob {
    /// The survey.
    pub(crate) survey: SurveyId,
    /// Who asked for it.
    pub(crate) user: UserId,
    /// How the file is written and what is kept of it.
    #[serde(alias = "wishes")] // Jobs of version 0.2.0 may still wait or be asked about.
    pub(crate) options: ImportOptions,
    /// The length of the uploaded file.
    #[serde(default)]
    pub(crate) bytes: u64,
}

impl BackgroundJob for ImportJob {
    type Done = Imported;
    const KIND: &'static str = "import-responses";
    const QUEUE: Queue = Queue::Imports;
    const OUTCOME: Outcome = Outcome::Kept;

    fn survey(&self) -> Option<&SurveyId> {
        Some(&self.survey)
    }

    async fn run(self, with: Run) -> Result<Imported, Failure> {
        run(self, with).await
    }

    fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Another run may need the uploaded file until the end is written.
    async fn ended(app: App, job: Arc<Job>) -> Result<(), Error> {
        Ok(app.store().files().delete(&upload(&job)).await?)
    }
}

fn upload(job: &Job) -> FileKey {
    FileKey::of_brand(&job.brand, UPLOADS, &job.id)
}

/// What is to be imported, and how it is written.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct ImportOptions {
    /// Tabs between the cells instead of commas.
    pub tabs: bool,
    /// The encoding, where it was told; `true` is UTF-16.
    pub utf16: Option<bool>,
    /// Keep ids, dates, status, channel, addresses and flags as the file has them, and values that no question holds.
    pub migrate: bool,
}

/// What an import did.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Imported {
    /// Rows recorded.
    pub rows: u64,
    /// Rows passed over because a response with their id is there already.
    pub skipped_rows: u64,
    /// Rows without a value.
    #[serde(default)]
    pub blank_rows: u64,
    /// Columns that belong to no field.
    pub skipped_columns: Vec<String>,
    /// What the survey's questions cannot hold.
    #[serde(default)]
    pub unmatched: UnmatchedCells,
}

/// What the first reading of a file finds.
struct Checked {
    rows: u64,
    new_fields: Vec<String>,
    /// What is told of it; how many rows are new is known once they are written.
    told: Imported,
}

/// Everything the blocking half needs.
struct Import {
    app: App,
    id: ImportId,
    survey: SurveyNo,
    survey_id: SurveyId,
    definition: Arc<Definition>,
    options: ImportOptions,
    started: Moment,
    runtime: Handle,
    progress: Progress,
}

async fn run(asked: ImportJob, Run { app, job, progress }: Run) -> Result<Imported, Failure> {
    let mut reading = app.store().read();
    let row = allowed::<EditResponses>(&mut reading, &job, &asked.user, &asked.survey, app.now()).await?;
    let definition = app.definitions().get(&mut reading, &row).await?;
    let key = upload(&job);
    let import = Import {
        app: app.clone(),
        id: ImportId::parse(&job.id).map_err(|error| Failure::GiveUp(error.to_string()))?,
        survey: row.no,
        survey_id: asked.survey,
        definition,
        options: asked.options,
        started: job.created,
        runtime: Handle::current(),
        progress,
    };
    let files = app.store().files().clone();
    let open =
        async || files.reader(&key).await?.ok_or_else(|| Failure::GiveUp("the uploaded file is gone".into()));
    let (first, second) = (open().await?, open().await?);
    blocking(move || import.run(first, second)).await
}

impl Import {
    fn run(&self, first: FileReader, second: FileReader) -> Result<Imported, Failure> {
        let options =
            ColumnOptions { include_display_order: true, last_modified: true, ..ColumnOptions::default() };
        let columns = engine::columns::of(&self.definition.survey, &options);
        let length = first.length;
        let checked = self.check(&columns, first, length)?;
        let rows = checked.rows;
        let further: Vec<&str> = checked.new_fields.iter().map(String::as_str).collect();
        let list = field_lists::list_with(&self.app, self.survey, self.definition.fields(), &further);
        let list = self.runtime.block_on(list).map_err(|error| match error {
            ListError::Unfit(column, accepted) => {
                Failure::GiveUp(format!("The column {column} is not taken: {accepted}."))
            }
            ListError::Failed(error) => error.into(),
        })?;
        let kept = self.write(&columns, second, &list, rows)?;
        // Ids of our own are met again only where a run of this job that was cut off has left them.
        let kept = if self.options.migrate { kept } else { rows };
        Ok(Imported { rows: kept, skipped_rows: rows - kept, ..checked.told })
    }

    /// Reads the whole file and writes nothing.
    fn check(&self, columns: &[Column], file: FileReader, length: u64) -> Result<Checked, Failure> {
        let stream = Blocking::new(file, self.runtime.clone());
        let counted = Counted { inner: stream, read: 0, all: length, progress: self.progress.clone() };
        let mut importer = self.open(columns, counted)?;
        let mut rows = 0;
        for row in &mut importer {
            row.map_err(|error| Failure::GiveUp(error.to_string()))?;
            if self.progress.is_called_off() {
                return Err(Failure::Retry("it was called off".into()));
            }
            rows += 1;
        }
        let told = Imported {
            blank_rows: importer.blank_rows(),
            skipped_columns: importer.skipped().to_vec(),
            unmatched: told(importer.unmatched()),
            ..Imported::default()
        };
        self.log(&told);
        Ok(Checked { rows, new_fields: importer.new_fields().to_vec(), told })
    }

    /// What is not taken as it stands in the file goes to the log too, but for the values: they are respondents'.
    fn log(&self, told: &Imported) {
        let (job, survey) = (self.id.as_str(), self.survey_id.as_str());
        if told.unmatched.cells > 0 {
            let columns: Vec<&str> = told.unmatched.columns.iter().map(|one| one.column.as_str()).collect();
            let (cells, kept) = (told.unmatched.cells, self.options.migrate);
            tracing::warn!(
                job,
                survey,
                cells,
                kept,
                ?columns,
                "the file has values that their questions cannot hold"
            );
        }
        if told.blank_rows > 0 || !told.skipped_columns.is_empty() {
            let (rows, columns) = (told.blank_rows, told.skipped_columns.len());
            tracing::info!(
                job,
                survey,
                rows,
                columns,
                "blank rows and unknown columns of the file are passed over"
            );
        }
    }

    fn write(
        &self,
        columns: &[Column],
        file: FileReader,
        list: &FieldList,
        rows: u64,
    ) -> Result<u64, Failure> {
        let mut importer = self.open(columns, Blocking::new(file, self.runtime.clone()))?;
        let encoder = Encoder::new(list);
        let (mut done, mut kept) = (0_u64, 0_u64);
        let mut batch = Vec::with_capacity(ROWS_A_COMMIT);
        let mut bytes = 0;
        // One batch is being kept while the next is read.
        let mut sent: Option<JoinHandle<Result<usize, store::Error>>> = None;
        loop {
            let row = importer.next().transpose().map_err(|error| Failure::GiveUp(error.to_string()))?;
            let ended = row.is_none();
            if let Some(given) = row {
                let response = self.response(given, done, &encoder, list.version)?;
                bytes += response.body.len();
                batch.push(response);
                done += 1;
            }
            if batch.len() < ROWS_A_COMMIT && bytes < BYTES_A_COMMIT && !ended {
                continue;
            }
            if let Some(before) = sent.take() {
                let new =
                    self.runtime.block_on(before).map_err(|error| Failure::Retry(error.to_string()))??;
                kept += new as u64;
            }
            if batch.is_empty() {
                return Ok(kept);
            }
            if self.progress.is_called_off() {
                return Err(Failure::Retry("it was called off".into()));
            }
            self.progress.set(rows + done, rows * 2);
            let full = std::mem::replace(&mut batch, Vec::with_capacity(ROWS_A_COMMIT));
            bytes = 0;
            let store = self.app.store().clone();
            sent = Some(self.runtime.spawn(async move { store.submit_many(full).await }));
        }
    }

    fn open<R: Read>(&self, columns: &[Column], file: R) -> Result<Importer<R>, Failure> {
        let charset = self.options.utf16.map(|utf16| if utf16 { Charset::Utf16 } else { Charset::Utf8 });
        let options = import::ImportOptions {
            tabs: self.options.tabs,
            charset,
            keep_unknown: true,
            keep_unmatched: self.options.migrate,
            ..import::ImportOptions::default()
        };
        Importer::open(file, columns, &options).map_err(|error| Failure::GiveUp(error.to_string()))
    }

    fn response(
        &self,
        given: Given,
        place: u64,
        encoder: &Encoder<'_>,
        version: i64,
    ) -> Result<NewResponse, Failure> {
        let own = IdGenerator::response_of_row(self.id.as_str(), self.started, place);
        let (id, given, recorded) = if self.options.migrate {
            let id = given.id.as_deref().and_then(|id| ResponseId::parse(id).ok()).unwrap_or(own);
            let recorded = given.recorded_ms.map_or(self.started, Moment);
            (id, given, recorded)
        } else {
            // What the file says of its own recording is another server's; when it was answered stays.
            let anew =
                Given { id: None, recorded_ms: None, modified_ms: None, status: Some(IMPORTED), ..given };
            (own, anew, self.started)
        };
        let modified = given.modified_ms.map_or(recorded, Moment);
        let response = given.into_response(id, recorded, modified);
        let body = encoder
            .encode(&response)
            .map_err(|keys| Failure::GiveUp(format!("the survey has no field for {}", keys.join(", "))))?;
        Ok(NewResponse {
            survey: self.survey,
            flags: Flags::new(response.meta.status, response.meta.finished),
            id: response.id,
            recorded_ms: recorded.0,
            modified_ms: modified.0,
            field_version: version,
            body,
        })
    }
}

fn told(unmatched: &Unmatched) -> UnmatchedCells {
    let column = |(column, cells): &(String, u64)| UnmatchedColumn { column: column.clone(), cells: *cells };
    let cell = |cell: &import::UnmatchedCell| UnmatchedCell {
        line: cell.line,
        column: cell.column.clone(),
        value: cell.value.clone(),
        kept: cell.kept,
    };
    UnmatchedCells {
        cells: unmatched.cells,
        columns: unmatched.columns.iter().map(column).collect(),
        first: unmatched.first.iter().map(cell).collect(),
    }
}

/// A file of the store as something that is read on a thread that may block.
struct Blocking {
    file: FileReader,
    runtime: Handle,
    piece: Bytes,
}

impl Blocking {
    fn new(file: FileReader, runtime: Handle) -> Self {
        Self { file, runtime, piece: Bytes::new() }
    }
}

impl Read for Blocking {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        while self.piece.is_empty() {
            match self.runtime.block_on(self.file.stream.next()) {
                Some(piece) => self.piece = piece.map_err(std::io::Error::other)?,
                None => return Ok(0),
            }
        }
        let length = out.len().min(self.piece.len());
        out[..length].copy_from_slice(&self.piece.split_to(length));
        Ok(length)
    }
}

/// Tells the progress of the first reading: the first half of the work.
struct Counted<R> {
    inner: R,
    read: u64,
    all: u64,
    progress: Progress,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let length = self.inner.read(out)?;
        self.read += length as u64;
        self.progress.set(self.read, self.all.saturating_mul(2));
        Ok(length)
    }
}
