//! What is asked of an export beyond its columns.

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
