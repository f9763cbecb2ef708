//! CSV and TSV: the compiled columns.

use jiff::tz::TimeZone;
use model::column::{Code, Column, Meta, Source};
use model::field::FieldList;

use super::bound::BoundPlan;
use super::cells::{CellStyle, put_integer};
use super::codes::CodeTable;
use super::header::{self, FileColumn};
use super::options::{ExportOptions, Format};

/// The compiled columns of a table.
#[derive(Debug)]
pub(super) struct TablePlan {
    pub(super) header: Vec<u8>,
    pub(super) cells: Vec<CompiledCell>,
    pub(super) style: CellStyle,
    pub(super) zone: TimeZone,
}

/// One compiled column.
#[derive(Debug)]
pub(super) struct CompiledCell {
    /// The field; empty for metadata.
    field: String,
    pub(super) content: CellContent,
    /// Written when the field was shown and holds nothing.
    pub(super) seen: Box<[u8]>,
}

/// What a cell holds.
#[derive(Debug)]
pub(super) enum CellContent {
    /// Metadata, as codes or as labels.
    Meta(Meta, bool),
    /// Text.
    Text,
    /// A number.
    Number,
    /// One choice: final bytes for each.
    Choice(CodeTable),
    /// Several choices, joined by commas: bytes before quoting.
    Choices(CodeTable),
    /// One of several choices: its id, and final bytes when it is picked.
    Picked(Box<str>, Box<[u8]>),
    /// The position of this id among those shown.
    Position(Box<str>),
    /// The ids shown, joined by `|`: bytes before quoting.
    Order(CodeTable),
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
            CellContent::Picked(id, _) => (cell.field.as_str(), Some(&**id)),
            _ => (cell.field.as_str(), None),
        });
        BoundPlan::new(list, wanted)
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

fn compile(source: &Source, labels: bool, options: &ExportOptions, style: &CellStyle) -> CompiledCell {
    let shown = |code: &Code| if labels { code.label.clone() } else { code.recode.clone() };
    let quoted = |codes: &[Code]| {
        CodeTable::new(codes.iter().map(|code| (code.id.as_str(), style.written(&shown(code)))))
    };
    let raw = |codes: &[Code]| {
        CodeTable::new(codes.iter().map(|code| (code.id.as_str(), shown(code).into_bytes().into())))
    };
    let (field, content) = match source {
        Source::Meta(meta) => ("", CellContent::Meta(*meta, labels)),
        Source::Text { field } => (field.as_str(), CellContent::Text),
        Source::Number { field } => (field.as_str(), CellContent::Number),
        Source::Choice { field, codes } => (field.as_str(), CellContent::Choice(quoted(codes))),
        Source::Choices { field, codes } => (field.as_str(), CellContent::Choices(raw(codes))),
        Source::Picked { field, code } => {
            // Recorded exports hold 1 for a picked choice, whatever its recode value (api/responses.md section 5).
            let written = style.written(if labels { &code.label } else { "1" });
            (field.as_str(), CellContent::Picked(code.id.as_str().into(), written))
        }
        Source::Position { field, id } => (field.as_str(), CellContent::Position(id.as_str().into())),
        // Without labels an order is the ids as they are kept, so its table stays empty.
        Source::Order { field, codes } => {
            (field.as_str(), CellContent::Order(if labels { raw(codes) } else { CodeTable::default() }))
        }
    };
    let seen = match &content {
        CellContent::Picked(..) | CellContent::Choices(_) => {
            options.multiselect_seen_unanswered_recode.or(options.seen_unanswered_recode)
        }
        CellContent::Meta(..) | CellContent::Position(_) | CellContent::Order(_) => None,
        _ => options.seen_unanswered_recode,
    };
    let mut seen_bytes = Vec::new();
    if let Some(number) = seen {
        put_integer(number, &mut seen_bytes);
    }
    CompiledCell { field: field.to_owned(), content, seen: seen_bytes.into() }
}
