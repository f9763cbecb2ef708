//! Response files going out: CSV, TSV, JSON and NDJSON, written straight from stored bodies.
//!
//! A [`Plan`] is compiled once for an export: every code, label and header is turned into its final bytes there. It is
//! shared by as many threads as like to help; each has a [`Writer`] of its own, fills buffers with rows, and the
//! buffers are joined in order. Binding the plan to a field list ([`Plan::bind`]) finds the slots once per list version.
//! Facts: api/responses.md sections 2, 3, 7 and 8.

mod cells;
mod codes;
mod dates;
mod header;
mod json;
mod objects;
mod table;
#[cfg(test)]
mod tests;
mod writer;

use jiff::tz::TimeZone;
use model::column::Column;
use model::field::FieldList;

pub use table::BoundPlan;
pub use writer::{Row, Writer};

/// The form of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated, UTF-8 without a mark, three header rows.
    Csv,
    /// The same with tabs.
    Tsv,
    /// One object `{"responses":[…]}`.
    Json,
    /// One response object per line.
    Ndjson,
}

/// What was asked of an export beyond its columns (api/responses.md section 2.1).
#[derive(Debug, Clone)]
pub struct ExportOptions {
    /// The form of the file.
    pub format: Format,
    /// Choice texts instead of recode values.
    pub use_labels: bool,
    /// A second column with the label after every coded one; not together with `use_labels`.
    pub include_label_columns: bool,
    /// Written for fields that were shown and not answered.
    pub seen_unanswered_recode: Option<i64>,
    /// The same for choices of questions with several answers; `None` takes the one above.
    pub multiselect_seen_unanswered_recode: Option<i64>,
    /// A comma in decimal numbers.
    pub format_decimal_as_comma: bool,
    /// Written for each line break inside a cell.
    pub newline_replacement: Option<String>,
    /// IANA name of the zone of date cells; `None` is UTC, which the header calls `Z`.
    pub time_zone: Option<String>,
}

impl ExportOptions {
    /// Codes, UTC, nothing replaced.
    #[must_use]
    pub fn new(format: Format) -> Self {
        Self {
            format,
            use_labels: false,
            include_label_columns: false,
            seen_unanswered_recode: None,
            multiselect_seen_unanswered_recode: None,
            format_decimal_as_comma: false,
            newline_replacement: None,
            time_zone: None,
        }
    }
}

/// Options that cannot be met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlanError {
    /// No such time zone.
    TimeZone(String),
    /// `use_labels` and `include_label_columns` exclude each other.
    LabelsTwice,
}

impl std::fmt::Display for PlanError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TimeZone(name) => {
                write!(
                    f,
                    "timeZone: '{name}' is not a time zone; an IANA name is expected, such as America/Denver"
                )
            }
            Self::LabelsTwice => f.write_str("useLabels and includeLabelColumns cannot be used together"),
        }
    }
}
impl std::error::Error for PlanError {}

/// An export, compiled: shared by all threads that write it.
#[derive(Debug)]
pub struct Plan {
    shape: Shape,
}

#[derive(Debug)]
enum Shape {
    Table(table::TablePlan),
    Objects(objects::ObjectPlan),
}

impl Plan {
    /// Compiles an export of these columns.
    ///
    /// # Errors
    /// An unknown time zone, or options that exclude each other.
    pub fn new(columns: &[Column], options: &ExportOptions) -> Result<Self, PlanError> {
        if options.use_labels && options.include_label_columns {
            return Err(PlanError::LabelsTwice);
        }
        let shape = match options.format {
            Format::Csv | Format::Tsv => {
                let zone = match &options.time_zone {
                    None => TimeZone::UTC,
                    Some(name) => TimeZone::get(name).map_err(|_| PlanError::TimeZone(name.clone()))?,
                };
                Shape::Table(table::TablePlan::new(columns, options, zone))
            }
            Format::Json => return Ok(Self::objects(columns, false)),
            Format::Ndjson => return Ok(Self::objects(columns, true)),
        };
        Ok(Self { shape })
    }

    /// A plan of response objects, between commas or on lines of their own.
    pub(crate) fn objects(columns: &[Column], lines: bool) -> Self {
        Self { shape: Shape::Objects(objects::ObjectPlan::new(columns, lines)) }
    }

    /// Finds the slots of the columns in one version of a survey's field list.
    #[must_use]
    pub fn bind(&self, list: &FieldList) -> BoundPlan {
        match &self.shape {
            Shape::Table(plan) => plan.bind(list),
            Shape::Objects(plan) => plan.bind(list),
        }
    }

    /// A writer for one thread.
    #[must_use]
    pub fn writer(&self) -> Writer<'_> {
        Writer::new(self)
    }

    /// Appends what stands before the first row.
    pub fn header(&self, out: &mut Vec<u8>) {
        match &self.shape {
            Shape::Table(plan) => out.extend_from_slice(&plan.header),
            Shape::Objects(plan) => out.extend_from_slice(plan.opening()),
        }
    }

    /// What stands between two buffers that both hold rows. A writer separates the rows within a buffer itself.
    #[must_use]
    pub fn joint(&self) -> &'static [u8] {
        match &self.shape {
            Shape::Table(_) => b"",
            Shape::Objects(plan) => plan.joint(),
        }
    }

    /// Appends what stands after the last row.
    pub fn footer(&self, out: &mut Vec<u8>) {
        if let Shape::Objects(plan) = &self.shape {
            out.extend_from_slice(plan.closing());
        }
    }
}
