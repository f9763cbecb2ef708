//! The three header rows (api/responses.md section 3).

use model::column::{Column, Source};

use super::cells::CellStyle;

/// A column of the file: one of the survey's, or its twin with labels.
pub(super) struct FileColumn<'a> {
    pub(super) column: &'a Column,
    pub(super) is_labels_column: bool,
}

/// Appends the three rows. `zone` is what the date columns say of their zone.
pub(super) fn put(columns: &[FileColumn<'_>], zone: &str, style: &CellStyle, out: &mut Vec<u8>) {
    put_row(columns, style, out, |wanted| wanted.column.name.clone());
    put_row(columns, style, out, |wanted| wanted.column.label.clone());
    put_row(columns, style, out, |wanted| import_id(wanted, zone));
}

fn put_row(
    columns: &[FileColumn<'_>],
    style: &CellStyle,
    out: &mut Vec<u8>,
    cell: impl Fn(&FileColumn<'_>) -> String,
) {
    for (place, column) in columns.iter().enumerate() {
        if place > 0 {
            out.push(style.delimiter);
        }
        style.put(cell(column).as_bytes(), out);
    }
    out.extend_from_slice(b"\r\n");
}

fn import_id(wanted: &FileColumn<'_>, zone: &str) -> String {
    let text = |text: &str| serde_json::Value::from(text).to_string();
    let mut json = format!("{{\"ImportId\":{}", text(&wanted.column.import.id));
    if let Some(choice) = &wanted.column.import.choice {
        json.push_str(&format!(",\"choiceId\":{}", text(choice)));
    }
    if matches!(wanted.column.source, Source::Meta(meta) if meta.is_date()) {
        json.push_str(&format!(",\"timeZone\":{}", text(zone)));
    }
    if wanted.is_labels_column {
        json.push_str(",\"isLabelsColumn\":true");
    }
    json.push('}');
    json
}
