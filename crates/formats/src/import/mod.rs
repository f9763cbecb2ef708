//! Response files coming in: CSV and TSV in the layouts of today, of 2016 and before, row by row in flat memory.
//!
//! The header is read once and turned into a decoder per column; rows are then an iterator of [`Given`]. Whether the
//! ids, dates and status of the file are kept is the caller's decision: all of them are given.
//! Facts: api/responses.md sections 3, 10 and 15.
//!
//! ```no_run
//! use formats::import::{ImportOptions, Importer};
//!
//! fn count(file: std::fs::File, columns: &[model::column::Column]) -> Result<usize, formats::import::ImportError> {
//!     let importer = Importer::open(file, columns, &ImportOptions::default())?;
//!     Ok(importer.filter(|response| response.is_ok()).count())
//! }
//! ```

mod decode;
mod error;
mod header;
mod mapping;
mod metadata;
mod options;
mod source;
#[cfg(test)]
mod tests;
mod unmatched;

use std::collections::VecDeque;
use std::io::Read;

use csv::StringRecord;
use model::column::Column;

use crate::given::Given;
use decode::RowDecoder;
use source::Utf8Reader;

pub use error::{ImportError, RowError};
pub use options::ImportOptions;
pub use source::Charset;
pub use unmatched::{Unmatched, UnmatchedCell};

/// More columns than any survey has: a file of more is refused before memory is spent on them.
const MOST_COLUMNS: usize = 50_000;

/// An open file: an iterator over its rows.
pub struct Importer<R: Read> {
    reader: csv::Reader<Utf8Reader<R>>,
    decoder: RowDecoder,
    row_limit: u64,
    /// Rows read to understand the header which are no header.
    early: VecDeque<StringRecord>,
    record: StringRecord,
    blank_rows: u64,
    ended: bool,
}

impl<R: Read> Importer<R> {
    /// Opens a file and reads its header. `columns` are those of an export of the survey; either choice of
    /// `breakoutSets` reads files of both.
    ///
    /// # Errors
    /// When the file is empty, is no table, or none of its columns belongs to the survey.
    pub fn open(file: R, columns: &[Column], options: &ImportOptions) -> Result<Self, ImportError> {
        let unreadable = |error: &dyn std::fmt::Display| ImportError::Unreadable(error.to_string());
        let source =
            Utf8Reader::open(file, options.charset, options.row_limit).map_err(|error| unreadable(&error))?;
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(if options.tabs { b'\t' } else { b',' })
            .from_reader(source);
        let mut early = VecDeque::with_capacity(3);
        let mut record = StringRecord::new();
        let mut line = 1;
        while early.len() < 3 {
            let read = reader.read_record(&mut record);
            let read = read.map_err(|error| unreadable(&format_args!("line {line}: {}", reason(&error))))?;
            if !read {
                break;
            }
            reader.get_mut().allow(options.row_limit);
            line += 1 + breaks(&record);
            early.push_back(std::mem::take(&mut record));
        }
        let first = early.make_contiguous();
        if first.is_empty() {
            return Err(ImportError::Empty);
        }
        if first[0].len() > MOST_COLUMNS {
            return Err(ImportError::Unreadable(format!("it has more than {MOST_COLUMNS} columns")));
        }
        let rows = header::rows(first);
        let cells = header::cells(first, rows);
        let decoder = RowDecoder::new(&cells, columns, options, line_shift(first))?;
        early.drain(..rows.min(early.len()));
        Ok(Self { reader, decoder, row_limit: options.row_limit, early, record, blank_rows: 0, ended: false })
    }

    /// The names of the columns that were not understood and are left out.
    #[must_use]
    pub fn skipped(&self) -> &[String] {
        &self.decoder.skipped
    }

    /// The embedded data fields that rows may hold although the survey does not declare them (`keep_unknown`).
    #[must_use]
    pub fn new_fields(&self) -> &[String] {
        &self.decoder.new_fields
    }

    /// How many rows had no value in any column, as spreadsheets leave them behind the last one: they are passed over.
    #[must_use]
    pub fn blank_rows(&self) -> u64 {
        self.blank_rows
    }

    /// What was met so far that the survey's questions cannot hold.
    #[must_use]
    pub fn unmatched(&self) -> &Unmatched {
        &self.decoder.unmatched
    }

    fn read(&mut self) -> Result<bool, csv::Error> {
        if let Some(record) = self.early.pop_front() {
            self.record = record;
            return Ok(true);
        }
        let read = self.reader.read_record(&mut self.record);
        self.reader.get_mut().allow(self.row_limit);
        read
    }
}

impl<R: Read> Iterator for Importer<R> {
    type Item = Result<Given, RowError>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.ended {
            // Of a row that cannot be read the reader tells the place of the one before.
            let line = self.reader.position().line() + self.decoder.line_shift;
            match self.read() {
                Ok(true) if self.record.iter().all(|cell| cell.trim().is_empty()) => self.blank_rows += 1,
                Ok(true) => return Some(self.decoder.row(&self.record)),
                Ok(false) => self.ended = true,
                Err(error) => {
                    let is_text = matches!(error.kind(), csv::ErrorKind::Utf8 { .. });
                    self.ended = !is_text;
                    let error = RowError { line, column: None, message: reason(&error), is_last: self.ended };
                    return Some(Err(error));
                }
            }
        }
        None
    }
}

fn reason(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::Utf8 { .. } => "the row is not valid UTF-8".to_owned(),
        csv::ErrorKind::Io(error) => error.to_string(),
        _ => error.to_string(),
    }
}

/// Line breaks within the cells of a row.
fn breaks(row: &StringRecord) -> u64 {
    row.as_slice().bytes().filter(|byte| *byte == b'\n').count() as u64
}

/// The reader ends a row at the carriage return of CRLF and counts the line feed to the next: in such files it takes
/// every row but the first for one line too early.
fn line_shift(first: &[StringRecord]) -> u64 {
    let [header, second, ..] = first else { return 0 };
    let breaks = breaks(header);
    (2 + breaks).saturating_sub(second.position().map_or(2 + breaks, csv::Position::line))
}
