//! The header rows of a file: of today, of 2016, of before, or a single row of names.

use csv::StringRecord;

/// What the header says of one column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct HeaderCell {
    /// The name of row 1.
    pub(super) name: String,
    /// `ImportId` with underscores, where the file has such a row.
    pub(super) import: Option<String>,
    /// `choiceId`.
    pub(super) choice: Option<String>,
    /// `timeZone`.
    pub(super) zone: Option<String>,
    /// A twin with labels of the column before.
    pub(super) is_labels_column: bool,
}

/// How many rows the header takes, given the first three rows of the file (fewer where it is shorter).
pub(super) fn rows(first: &[StringRecord]) -> usize {
    let tells_ids =
        |row: &StringRecord| row.iter().any(|cell| cell.starts_with('{') && cell.contains("ImportId"));
    if first.get(2).is_some_and(tells_ids) {
        return 3;
    }
    // The layout up to 2017: V1 to V10, whose meaning the second row tells (api/responses.md section 10).
    let old = first.first().is_some_and(|row| row.get(0) == Some("V1") && row.get(1) == Some("V2"));
    if old { 2 } else { 1 }
}

/// The columns of a header of `count` rows.
pub(super) fn cells(first: &[StringRecord], count: usize) -> Vec<HeaderCell> {
    let Some(names) = first.first() else { return Vec::new() };
    let below = |row: usize, column: usize| first.get(row).and_then(|row| row.get(column)).unwrap_or("");
    let mut cells: Vec<HeaderCell> = Vec::with_capacity(names.len());
    for (column, name) in names.iter().enumerate() {
        let mut cell = match count {
            3 => third_row(below(2, column)),
            _ => HeaderCell::default(),
        };
        let is_old_metadata = count == 2 && name.starts_with('V') && name[1..].parse::<u8>().is_ok();
        cell.name = if is_old_metadata { below(1, column) } else { name }.trim().to_owned();
        cells.push(cell);
    }
    cells
}

/// `{"ImportId":"QID3","choiceId":"1"}`, or of 2016 `{'ImportId': 'QID3-1'}`.
fn third_row(cell: &str) -> HeaderCell {
    if let Ok(serde_json::Value::Object(members)) = serde_json::from_str(cell) {
        let text = |key: &str| match members.get(key) {
            Some(serde_json::Value::String(text)) => Some(text.clone()),
            Some(serde_json::Value::Number(number)) => Some(number.to_string()),
            _ => None,
        };
        return HeaderCell {
            name: String::new(),
            import: text("ImportId"),
            choice: text("choiceId"),
            zone: text("timeZone"),
            is_labels_column: members.get("isLabelsColumn") == Some(&serde_json::Value::Bool(true)),
        };
    }
    let import = cell
        .split_once("'ImportId':")
        .and_then(|(_, rest)| rest.trim_start().strip_prefix('\''))
        .and_then(|rest| rest.rsplit_once('\''))
        .map(|(id, _)| old_id(id));
    HeaderCell { import, ..HeaderCell::default() }
}

/// An import id of 2016 in today's spelling: metadata and contact fields lose their group, question ids their hyphens.
fn old_id(id: &str) -> String {
    for group in ["panel-", "Location-"] {
        if let Some(rest) = id.strip_prefix(group) {
            return rest.to_owned();
        }
    }
    if !id.starts_with("QID") && !id.contains("-QID") && !id.contains("_QID") {
        return id.to_owned();
    }
    // `QID15--1` is a choice whose id is negative: only the first hyphen of two is a separator.
    let mut written = String::with_capacity(id.len());
    for character in id.chars() {
        let separates = character == '-' && !written.ends_with('_');
        written.push(if separates { '_' } else { character });
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(rows_of_file: &[&[&str]]) -> Vec<HeaderCell> {
        let records: Vec<StringRecord> =
            rows_of_file.iter().map(|row| StringRecord::from(row.to_vec())).collect();
        cells(&records, rows(&records))
    }

    #[test]
    fn tells_the_layouts_apart() {
        let modern = header(&[
            &["StartDate", "Q1"],
            &["Start Date", "?"],
            &[
                "{\"ImportId\":\"startDate\",\"timeZone\":\"Z\"}",
                "{\"ImportId\":\"QID3\",\"choiceId\":\"1\"}",
            ],
        ]);
        assert_eq!(modern[0].zone.as_deref(), Some("Z"));
        assert_eq!((modern[1].import.as_deref(), modern[1].choice.as_deref()), (Some("QID3"), Some("1")));
        let of_2016 = header(&[
            &["Q15_-1", "RecipientEmail"],
            &["", ""],
            &["{'ImportId': 'QID15--1'}", "{'ImportId': 'panel-RecipientEmail'}"],
        ]);
        assert_eq!(of_2016[0].import.as_deref(), Some("QID15_-1"));
        assert_eq!(of_2016[1].import.as_deref(), Some("RecipientEmail"));
        let legacy =
            header(&[&["V1", "V2", "Q1"], &["ResponseID", "ResponseSet", "Did you?"], &["R_1", "x", "1"]]);
        assert_eq!(
            legacy.iter().map(|cell| cell.name.as_str()).collect::<Vec<_>>(),
            ["ResponseID", "ResponseSet", "Q1"]
        );
        assert_eq!(header(&[&["QID1"], &["1"], &["2"]]).len(), 1);
    }
}
