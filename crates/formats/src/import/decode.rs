//! Decoders of cells, made once per column of the file.

use std::collections::{BTreeMap, HashMap, HashSet};

use csv::StringRecord;
use jiff::tz::TimeZone;
use model::column::{Code, Column, Meta, Source};
use model::embedded;
use model::response::Answer;

use super::error::{ImportError, RowError};
use super::header::HeaderCell;
use super::mapping::{Mapping, Target};
use super::metadata::{self, is_label};
use super::options::ImportOptions;
use super::unmatched::Unmatched;
use crate::codebook::Codebook;
use crate::given::Given;

/// Turns records into responses.
pub(super) struct RowDecoder {
    columns: Vec<FileColumn>,
    zone: TimeZone,
    /// The places of status and finished, which tell whether the row is written in labels.
    label_cells: Vec<(usize, Meta)>,
    pub(super) skipped: Vec<String>,
    pub(super) new_fields: Vec<String>,
    pub(super) unmatched: Unmatched,
    keep_unmatched: bool,
    /// Positions at which things were shown, gathered per field until the row is read.
    positions: BTreeMap<String, Vec<(i64, String)>>,
    /// How many answers the row before had: room for as many is made at once.
    usual: usize,
    /// Added to the line that the reader tells.
    pub(super) line_shift: u64,
}

struct FileColumn {
    name: String,
    decoder: Decoder,
}

enum Decoder {
    Skip,
    Meta(Meta),
    Text(String),
    Number(String),
    Choice(String, Codebook),
    Choices(String, Codebook),
    Picked(String, Code),
    Position(String, String),
    Order(String, Codebook),
    TextOfPicked { choice: String, fields: HashMap<String, String>, first: String },
}

impl RowDecoder {
    pub(super) fn new(
        cells: &[HeaderCell],
        columns: &[Column],
        options: &ImportOptions,
        line_shift: u64,
    ) -> Result<Self, ImportError> {
        let zone = match cells.iter().find_map(|cell| cell.zone.as_deref()) {
            None | Some("Z" | "") => TimeZone::UTC,
            Some(name) => TimeZone::get(name).map_err(|_| ImportError::TimeZone(name.to_owned()))?,
        };
        let mapping = Mapping::new(columns);
        let mut metadata = HashSet::new();
        let mut decoder = Self {
            columns: Vec::with_capacity(cells.len()),
            zone,
            label_cells: Vec::new(),
            skipped: Vec::new(),
            new_fields: Vec::new(),
            unmatched: Unmatched::default(),
            keep_unmatched: options.keep_unmatched,
            positions: BTreeMap::new(),
            usual: 0,
            line_shift,
        };
        for cell in cells {
            // Each is read from one column: a second one of its name is embedded data that is named like it.
            let target = match mapping.find(cell) {
                Target::Known(Source::Meta(meta)) if !metadata.insert(meta) => mapping.field(&cell.name),
                target => target,
            };
            decoder.add(cell, target, options.keep_unknown);
        }
        let understood = |column: &FileColumn| !matches!(column.decoder, Decoder::Skip);
        // A file of which everything is new to the survey is another survey's, or in another charset.
        if decoder.columns.iter().filter(|column| understood(column)).count() == decoder.new_fields.len() {
            return Err(ImportError::NothingKnown);
        }
        Ok(decoder)
    }

    fn add(&mut self, cell: &HeaderCell, target: Target, keep_unknown: bool) {
        let decoder = match target {
            Target::Known(source) => of_source(source),
            Target::TextOfPicked { choice, fields } => {
                let first = fields.first().map(|(_, field)| field.clone()).unwrap_or_default();
                Decoder::TextOfPicked { choice, fields: fields.into_iter().collect(), first }
            }
            Target::Nothing => Decoder::Skip,
            Target::Unknown => {
                let key = embedded::name_of(cell.import.as_deref().unwrap_or(&cell.name));
                let answer = key.contains("QID") || engine::fields::is_answer(key);
                if keep_unknown && !key.is_empty() && !answer {
                    self.new_fields.push(key.to_owned());
                    Decoder::Text(key.to_owned())
                } else {
                    self.skipped.push(cell.name.clone());
                    Decoder::Skip
                }
            }
        };
        if let Decoder::Meta(meta @ (Meta::Status | Meta::Finished)) = decoder {
            self.label_cells.push((self.columns.len(), meta));
        }
        self.columns.push(FileColumn { name: cell.name.clone(), decoder });
    }

    pub(super) fn row(&mut self, record: &StringRecord) -> Result<Given, RowError> {
        let line = record.position().map_or(0, csv::Position::line) + self.line_shift;
        let fault = |column: Option<&str>, message: String| RowError {
            line,
            column: column.map(str::to_owned),
            message,
            is_last: false,
        };
        let wanted = self.columns.len();
        if record.len() < wanted || record.iter().skip(wanted).any(|cell| !cell.is_empty()) {
            let message = format!("the row has {} cells, the header {wanted}", record.len());
            return Err(fault(None, message));
        }
        let labels = self
            .label_cells
            .iter()
            .any(|(place, meta)| record.get(*place).is_some_and(|cell| is_label(*meta, cell)));
        let mut given = Given::default();
        given.answers.reserve(self.usual);
        let mut late: Option<Vec<usize>> = None;
        for (place, (column, cell)) in self.columns.iter().zip(record).enumerate() {
            if cell.is_empty() {
                continue;
            }
            match &column.decoder {
                Decoder::Skip => {}
                Decoder::Meta(meta) => metadata::read(*meta, cell, &self.zone, &mut given)
                    .map_err(|message| fault(Some(&column.name), message))?,
                Decoder::TextOfPicked { .. } => late.get_or_insert_default().push(place),
                Decoder::Position(field, id) => match cell.trim().parse() {
                    Ok(position) => {
                        self.positions.entry(field.clone()).or_default().push((position, id.clone()));
                    }
                    Err(_) => self.unmatched.note(line, &column.name, cell, false),
                },
                _ => {
                    let taken = column.answer(cell, labels, self.keep_unmatched, &mut given);
                    if let Err(kept) = taken {
                        self.unmatched.note(line, &column.name, cell, kept);
                    }
                }
            }
        }
        for place in late.into_iter().flatten() {
            self.columns[place].text_of_picked(&record[place], &mut given);
        }
        self.finish_positions(&mut given);
        self.usual = given.answers.len();
        Ok(given)
    }

    fn finish_positions(&mut self, given: &mut Given) {
        for (field, mut shown) in std::mem::take(&mut self.positions) {
            shown.sort();
            let ids: Vec<String> = shown.into_iter().map(|(_, id)| id).collect();
            given.answers.insert(field, Answer::Text(ids.join("|")));
        }
    }
}

impl FileColumn {
    /// Reads a cell into the response.
    ///
    /// # Errors
    /// When its question cannot hold the value: whether it is in the response all the same, as `keep` asks.
    fn answer(&self, cell: &str, labels: bool, keep: bool, given: &mut Given) -> Result<(), bool> {
        let (key, answer, matches) = match &self.decoder {
            Decoder::Text(key) => (key, Answer::Text(cell.to_owned()), true),
            Decoder::Number(key) => (key, Answer::Number(cell.to_owned()), is_number(cell)),
            Decoder::Choice(key, codes) => {
                let id = codes.find(cell, labels);
                (key, Answer::Choice(id.unwrap_or(cell).to_owned()), id.is_some())
            }
            Decoder::Choices(key, codes) => {
                let ids = codes.find_list(cell, ',', labels);
                let matches = ids.is_some();
                let ids = ids.unwrap_or_else(|| cell.split(',').map(str::to_owned).collect());
                (key, Answer::Choices(ids), matches)
            }
            // Whatever order is told is taken, as it is of a request.
            Decoder::Order(key, codes) => {
                let ids = codes.find_list(cell, '|', labels);
                (key, Answer::Text(ids.map_or_else(|| cell.to_owned(), |ids| ids.join("|"))), true)
            }
            Decoder::Picked(key, code) => {
                if picked(cell, code).ok_or(false)? {
                    let picked = given.answers.entry(key.clone());
                    if let Answer::Choices(ids) = picked.or_insert_with(|| Answer::Choices(Vec::new())) {
                        ids.push(code.id.clone());
                    }
                }
                return Ok(());
            }
            _ => return Ok(()),
        };
        if matches || keep {
            given.answers.insert(key.clone(), answer);
        }
        if matches { Ok(()) } else { Err(keep) }
    }

    fn text_of_picked(&self, cell: &str, given: &mut Given) {
        let Decoder::TextOfPicked { choice, fields, first } = &self.decoder else { return };
        let field = match given.answers.get(choice) {
            Some(Answer::Choice(id)) => fields.get(id).unwrap_or(first),
            _ => first,
        };
        given.answers.insert(field.clone(), Answer::Text(cell.to_owned()));
    }
}

/// Whether the cell says that the choice was picked; `None` where it says neither. Files of 2016 write -99 for a
/// choice that was seen and left, others 0.
fn picked(cell: &str, code: &Code) -> Option<bool> {
    if cell == "1" || cell == code.recode || cell == code.label {
        return Some(true);
    }
    match cell.trim() {
        "0" | "-99" => Some(false),
        other if other == code.label.trim() => Some(true),
        _ => None,
    }
}

/// Whether the cell is a decimal number, with a point or with a comma, as spreadsheets of many countries write it.
fn is_number(cell: &str) -> bool {
    let cell = cell.trim();
    let signs = |character: char| character.is_ascii_digit() || "+-.,eE".contains(character);
    cell.chars().all(signs) && cell.replacen(',', ".", 1).parse::<f64>().is_ok_and(f64::is_finite)
}

fn of_source(source: Source) -> Decoder {
    match source {
        Source::Meta(meta) => Decoder::Meta(meta),
        Source::Text { field } => Decoder::Text(field),
        Source::Number { field } => Decoder::Number(field),
        Source::Choice { field, codes } => Decoder::Choice(field, Codebook::new(&codes)),
        Source::Choices { field, codes } => Decoder::Choices(field, Codebook::new(&codes)),
        Source::Picked { field, code } => Decoder::Picked(field, code),
        Source::Position { field, id } => Decoder::Position(field, id),
        Source::Order { field, codes } => Decoder::Order(field, Codebook::new(&codes)),
    }
}
