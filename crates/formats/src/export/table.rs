//! CSV and TSV: the compiled columns, and where their answers lie in a body.

use std::collections::HashMap;

use jiff::tz::TimeZone;
use model::column::{Code, Column, Meta, Source};
use model::field::{FieldKind, FieldList};

use super::cells::{CellStyle, put_integer};
use super::codes::Table;
use super::header::{self, FileColumn};
use super::{ExportOptions, Format};

/// Says that a field list has no such field, or a field no such choice.
pub(super) const NOWHERE: u32 = u32::MAX;

/// A plan bound to one version of a field list.
#[derive(Debug)]
pub struct BoundPlan {
    /// The list the bodies were written with.
    pub(super) list: FieldList,
    /// One per compiled cell.
    pub(super) places: Vec<Place>,
}

/// Where a cell's answer lies in a body.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// The slot, or [`NOWHERE`].
    pub(super) slot: u32,
    /// Of several choices, the bit of the one the cell is about, or [`NOWHERE`].
    pub(super) bit: u32,
}

/// The compiled columns of a table.
#[derive(Debug)]
pub(super) struct TablePlan {
    pub(super) header: Vec<u8>,
    pub(super) cells: Vec<Cell>,
    pub(super) style: CellStyle,
    pub(super) zone: TimeZone,
}

/// One compiled column.
#[derive(Debug)]
pub(super) struct Cell {
    /// The field; empty for metadata.
    field: String,
    pub(super) content: Content,
    /// Written when the field was shown and holds nothing.
    pub(super) seen: Box<[u8]>,
}

/// What a cell holds.
#[derive(Debug)]
pub(super) enum Content {
    /// Metadata, as codes or as labels.
    Meta(Meta, bool),
    /// Text.
    Text,
    /// A number.
    Number,
    /// One choice: final bytes for each.
    Choice(Table),
    /// Several choices, joined by commas: bytes before quoting.
    Choices(Table),
    /// One of several choices: its id, and final bytes when it is picked.
    Picked(Box<str>, Box<[u8]>),
    /// The position of this id among those shown.
    Position(Box<str>),
    /// The ids shown, joined by `|`: bytes before quoting.
    Order(Table),
}

impl TablePlan {
    pub(super) fn new(columns: &[Column], options: &ExportOptions, zone: TimeZone) -> Self {
        let delimiter = if options.format == Format::Tsv { b'\t' } else { b',' };
        let style = CellStyle::new(
            delimiter,
            options.newline_replacement.as_deref(),
            options.format_decimal_as_comma,
        );
        let mut file_columns = Vec::with_capacity(columns.len());
        for column in columns {
            file_columns.push(FileColumn { column, is_labels_column: false });
            if options.include_label_columns && has_labels(&column.source) {
                file_columns.push(FileColumn { column, is_labels_column: true });
            }
        }
        let mut header = Vec::new();
        header::put(&file_columns, options.time_zone.as_deref().unwrap_or("Z"), &style, &mut header);
        let cells = file_columns
            .iter()
            .map(|wanted| {
                let labels = options.use_labels || wanted.is_labels_column;
                compile(&wanted.column.source, labels, options, &style)
            })
            .collect();
        Self { header, cells, style, zone }
    }

    pub(super) fn bind(&self, list: &FieldList) -> BoundPlan {
        let wanted = self.cells.iter().map(|cell| match &cell.content {
            Content::Picked(id, _) => (cell.field.as_str(), Some(&**id)),
            _ => (cell.field.as_str(), None),
        });
        BoundPlan::new(list, wanted)
    }
}

impl BoundPlan {
    /// Looks up each wanted field, and with it one of its choices where that is wanted.
    pub(super) fn new<'a>(
        list: &FieldList,
        wanted: impl Iterator<Item = (&'a str, Option<&'a str>)>,
    ) -> Self {
        let slots: HashMap<&str, usize> =
            list.fields.iter().enumerate().map(|(slot, field)| (field.key.as_str(), slot)).collect();
        let places = wanted
            .map(|(field, choice)| {
                let Some(&slot) = slots.get(field) else { return Place { slot: NOWHERE, bit: NOWHERE } };
                let bit = match (&list.fields[slot].kind, choice) {
                    (FieldKind::Choices(ids), Some(choice)) => ids.iter().position(|id| id == choice),
                    _ => None,
                };
                let place = |place: usize| u32::try_from(place).unwrap_or(NOWHERE);
                Place { slot: place(slot), bit: bit.filter(|bit| *bit < 62).map_or(NOWHERE, place) }
            })
            .collect();
        Self { list: list.clone(), places }
    }

    /// The version of the field list it is bound to.
    #[must_use]
    pub fn version(&self) -> i64 {
        self.list.version
    }
}

/// Whether labels of the cell differ from its codes.
fn has_labels(source: &Source) -> bool {
    matches!(
        source,
        Source::Meta(Meta::Status | Meta::Finished)
            | Source::Choice { .. }
            | Source::Choices { .. }
            | Source::Picked { .. }
    )
}

fn compile(source: &Source, labels: bool, options: &ExportOptions, style: &CellStyle) -> Cell {
    let shown = |code: &Code| if labels { code.label.clone() } else { code.recode.clone() };
    let quoted =
        |codes: &[Code]| Table::new(codes.iter().map(|code| (code.id.as_str(), style.written(&shown(code)))));
    let raw = |codes: &[Code]| {
        Table::new(codes.iter().map(|code| (code.id.as_str(), shown(code).into_bytes().into())))
    };
    let (field, content) = match source {
        Source::Meta(meta) => ("", Content::Meta(*meta, labels)),
        Source::Text { field } => (field.as_str(), Content::Text),
        Source::Number { field } => (field.as_str(), Content::Number),
        Source::Choice { field, codes } => (field.as_str(), Content::Choice(quoted(codes))),
        Source::Choices { field, codes } => (field.as_str(), Content::Choices(raw(codes))),
        Source::Picked { field, code } => {
            // Recorded exports hold 1 for a picked choice, whatever its recode value (api/responses.md section 5).
            let written = style.written(if labels { &code.label } else { "1" });
            (field.as_str(), Content::Picked(code.id.as_str().into(), written))
        }
        Source::Position { field, id } => (field.as_str(), Content::Position(id.as_str().into())),
        // Without labels an order is the ids as they are kept, so its table stays empty.
        Source::Order { field, codes } => {
            (field.as_str(), Content::Order(if labels { raw(codes) } else { Table::default() }))
        }
    };
    let seen = match &content {
        Content::Picked(..) | Content::Choices(_) => {
            options.multiselect_seen_unanswered_recode.or(options.seen_unanswered_recode)
        }
        Content::Meta(..) | Content::Position(_) | Content::Order(_) => None,
        _ => options.seen_unanswered_recode,
    };
    let mut seen_bytes = Vec::new();
    if let Some(number) = seen {
        put_integer(number, &mut seen_bytes);
    }
    Cell { field: field.to_owned(), content, seen: seen_bytes.into() }
}
