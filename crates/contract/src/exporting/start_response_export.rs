//! Start Response Export.

use serde::Deserializer;

use crate::job::Started;
use crate::prelude::*;

/// What to export, and how to write it.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExportRequest {
    /// The format of the file.
    pub format: ExportFormat,
    /// Whether the file comes in a zip; true when left out. The texts "true" and "false" are taken too.
    #[serde(default, deserialize_with = "boolean")]
    pub compress: Option<bool>,
    /// Only responses recorded at or after this moment.
    pub start_date: Option<Moment>,
    /// Only responses recorded before this moment.
    pub end_date: Option<Moment>,
    /// At most so many responses.
    pub limit: Option<u64>,
    /// Only the responses that a saved filter lets through.
    pub filter_id: Option<NoFilters>,
    /// Only the columns of these questions; an empty list is none of them. Ids of parts such as `QID5_3_TEXT` are refused.
    #[schemars(inner(length(min = 1)))]
    pub question_ids: Option<Vec<String>>,
    /// Only these embedded data fields; an empty list is none.
    pub embedded_data_ids: Option<Vec<String>>,
    /// Only these metadata columns, by import id (`startDate`, `_recordId`); an empty list is none.
    #[schemars(inner(length(min = 1)))]
    pub survey_metadata_ids: Option<Vec<String>>,
    /// Write the texts of answers instead of their recode values.
    pub use_labels: Option<bool>,
    /// Add a second column with the text beside each column of recode values; not together with useLabels.
    pub include_label_columns: Option<bool>,
    /// What to write for a question that was seen and not answered.
    pub seen_unanswered_recode: Option<i64>,
    /// The same for the choices of questions with several answers; seenUnansweredRecode when left out.
    pub multiselect_seen_unanswered_recode: Option<i64>,
    /// Add the columns that tell in which order things were shown.
    pub include_display_order: Option<bool>,
    /// Write decimal numbers with a comma.
    pub format_decimal_as_comma: Option<bool>,
    /// What to write for a line break inside a cell; csv and tsv only.
    pub newline_replacement: Option<String>,
    /// The time zone of dates in cells (an IANA id); UTC when left out.
    pub time_zone: Option<TimeZone>,
    /// One column for each choice of a question with several answers; true when left out.
    pub breakout_sets: Option<bool>,
    /// Filter and sort by the date of the last change instead of the recorded one, and add its column.
    pub sort_by_last_modified_date: Option<bool>,
    /// Only responses that are still being answered.
    pub export_responses_in_progress: Option<NoneInProgress>,
    /// Ask for a token with which a later export goes on where this one ends.
    pub allow_continuation: Option<bool>,
    /// The token of a former export: only responses recorded since.
    #[schemars(length(min = 1))]
    pub continuation_token: Option<String>,
}

unsupported! {
    NoFilters = "filters are not kept yet";
    NoneInProgress = "responses in progress are not exported yet";
}

/// The formats of export files.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)] // Their names say it.
pub enum ExportFormat {
    #[default]
    Csv,
    Tsv,
    Json,
    Ndjson,
}

/// One client sends the text "false" where a boolean is meant (clients.md).
fn boolean<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Boolean(bool),
        Text(String),
    }
    match Option::<Either>::deserialize(deserializer)? {
        None => Ok(None),
        Some(Either::Boolean(yes)) => Ok(Some(yes)),
        Some(Either::Text(text)) => match text.as_str() {
            "true" => Ok(Some(true)),
            "false" => Ok(Some(false)),
            _ => Err(serde::de::Error::custom("true or false is expected")),
        },
    }
}

/// Start Response Export.
pub struct StartResponseExport;

impl Endpoint for StartResponseExport {
    const OPERATION: Operation = Operation {
        id: "startResponseExport",
        name: "Start Response Export",
        category: Category::ExportingSurveyResponses,
        verb: Verb::Post,
        // The survey is read before the transaction that adds the job.
        effect: Some(Effect::Own),
        path: "/API/v3/surveys/{surveyId}/export-responses",
        permission: Permission::Thing(Action::DownloadResponses),
        // What is made is a file to read.
        needs: Needs::Scope(Scope::read(Resource::SurveyResponses)),
        description: "Starts writing the responses of a survey to a file. Ask for its progress until it is complete, \
                      then fetch the file.",
        calls_per_minute: 100,
        leads: &[Lead::with("getResponseExportProgress", "exportProgressId", "progressId")],
        ..Operation::near(
            "The formats xml and spss, filters and responses in progress are refused; \
             sortByLastModifiedDate filters, but does not sort; unknown names in \
             embeddedDataIds are passed over.",
        )
    };
    type Call = Call<SurveyId, Json<ExportRequest>>;
    type Result = Json<Started<ExportId>>;

    fn example() -> Example<Self> {
        Example::of_body(
            sample::survey(),
            ExportRequest { format: ExportFormat::Csv, ..ExportRequest::default() },
            Started::now(sample::export()),
        )
    }
}
