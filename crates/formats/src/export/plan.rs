//! An export, compiled.

use jiff::tz::TimeZone;
use model::column::Column;
use model::field::FieldList;

use super::bound::BoundPlan;
use super::objects::ObjectPlan;
use super::options::{ExportOptions, Format};
use super::table::TablePlan;
use super::writer::RowWriter;

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
    Table(TablePlan),
    Objects(ObjectPlan),
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
                Shape::Table(TablePlan::new(columns, options, zone))
            }
            Format::Json => return Ok(Self::objects(columns, false)),
            Format::Ndjson => return Ok(Self::objects(columns, true)),
        };
        Ok(Self { shape })
    }

    /// A plan of response objects, between commas or on lines of their own.
    pub(crate) fn objects(columns: &[Column], lines: bool) -> Self {
        Self { shape: Shape::Objects(ObjectPlan::new(columns, lines)) }
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
    pub fn writer(&self) -> RowWriter<'_> {
        match &self.shape {
            Shape::Table(plan) => RowWriter::of_table(plan),
            Shape::Objects(plan) => RowWriter::of_objects(plan),
        }
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
    pub fn separator(&self) -> &'static [u8] {
        match &self.shape {
            Shape::Table(_) => b"",
            Shape::Objects(plan) => plan.separator(),
        }
    }

    /// Appends what stands after the last row.
    pub fn footer(&self, out: &mut Vec<u8>) {
        if let Shape::Objects(plan) = &self.shape {
            out.extend_from_slice(plan.closing());
        }
    }
}
