//! What to export, and how to write it.

use model::Moment;
use serde::{Deserialize, Serialize};

/// What to export, and how to write it (api/responses.md section 2.1).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[allow(missing_docs)] // As on the wire.
pub struct ExportOptions {
    pub format: ExportFormat,
    pub compress: bool,
    #[serde(with = "milliseconds")]
    pub start: Option<Moment>,
    #[serde(with = "milliseconds")]
    pub end: Option<Moment>,
    pub limit: Option<u64>,
    pub question_ids: Option<Vec<String>>,
    pub embedded_data_ids: Option<Vec<String>>,
    pub metadata_ids: Option<Vec<String>>,
    pub use_labels: bool,
    pub include_label_columns: bool,
    pub seen_unanswered_recode: Option<i64>,
    pub multiselect_seen_unanswered_recode: Option<i64>,
    pub include_display_order: bool,
    pub format_decimal_as_comma: bool,
    pub newline_replacement: Option<String>,
    pub time_zone: Option<String>,
    pub breakout_sets: Option<bool>,
    pub by_modified_date: bool,
    pub allow_continuation: bool,
    pub continuation_token: Option<String>,
}

impl ExportOptions {
    /// Everything, in a zip, as recode values.
    #[must_use]
    pub fn plain(format: ExportFormat) -> Self {
        Self {
            format,
            compress: true,
            start: None,
            end: None,
            limit: None,
            question_ids: None,
            embedded_data_ids: None,
            metadata_ids: None,
            use_labels: false,
            include_label_columns: false,
            seen_unanswered_recode: None,
            multiselect_seen_unanswered_recode: None,
            include_display_order: false,
            format_decimal_as_comma: false,
            newline_replacement: None,
            time_zone: None,
            breakout_sets: None,
            by_modified_date: false,
            allow_continuation: false,
            continuation_token: None,
        }
    }
}

/// A moment as a job keeps it: on the wire it loses its milliseconds.
mod milliseconds {
    use model::Moment;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    // By reference, as the derive hands it over.
    #[allow(clippy::trivially_copy_pass_by_ref, clippy::ref_option)]
    pub(super) fn serialize<S: Serializer>(
        moment: &Option<Moment>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        moment.map(Moment::milliseconds).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Moment>, D::Error> {
        Ok(Option::<i64>::deserialize(deserializer)?.map(Moment))
    }
}

/// The formats of export files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)] // Their names say it.
pub enum ExportFormat {
    Csv,
    Tsv,
    Json,
    Ndjson,
}

impl ExportFormat {
    /// The ending of the file's name.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Json => "json",
            Self::Ndjson => "ndjson",
        }
    }

    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv",
            Self::Tsv => "text/tab-separated-values",
            Self::Json => "application/json",
            Self::Ndjson => "application/x-ndjson",
        }
    }
}
