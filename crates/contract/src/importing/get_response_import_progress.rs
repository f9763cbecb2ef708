//! Get Response Import Progress.

use model::{ImportId, SurveyId, example};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::errors::codes;
use crate::exporting::JobStatus;
use crate::{Category, Endpoint, Example, Json, Nothing, Operation};

/// The ids in the path.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportProgressPath {
    /// The survey.
    pub survey_id: SurveyId,
    /// The `progressId` that starting the import answered.
    pub import_progress_id: ImportId,
}

/// How far an import is.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportProgress {
    /// 0 to 100.
    pub percent_complete: f64,
    /// Where it stands.
    pub status: JobStatus,
    /// Rows recorded so far.
    pub imported_rows: u64,
    /// Rows passed over because a response with their id is there already.
    pub skipped_rows: u64,
    /// Columns of the file that belong to no field of the survey and were passed over.
    pub skipped_columns: Vec<String>,
    /// Why it failed: the row and the reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// Get Response Import Progress.
pub struct GetResponseImportProgress;

impl Endpoint for GetResponseImportProgress {
    const OPERATION: Operation = Operation {
        id: "getResponseImportProgress",
        name: "Get Response Import Progress",
        category: Category::ResponseImports,
        path: "/API/v3/surveys/{surveyId}/import-responses/{importProgressId}",
        description: "Tells how far an import is, how many rows it recorded and which columns it passed over.",
        calls_per_minute: 100,
        errors: &[codes::SURVEY_NOT_FOUND, codes::IMPORT_NOT_FOUND, codes::SURVEY_FORBIDDEN],
        ..Operation::near(
            "importedRows, skippedRows, skippedColumns and error are told besides what the \
             original documents.",
        )
    };
    type Path = ImportProgressPath;
    type Query = Nothing;
    type Headers = Nothing;
    type Body = Nothing;
    type Result = Json<ImportProgress>;

    fn example() -> Example<Self> {
        Example::of_path(
            ImportProgressPath {
                survey_id: crate::sample::id(SurveyId::parse(example::SURVEY)),
                import_progress_id: crate::sample::id(ImportId::parse(example::IMPORT)),
            },
            ImportProgress {
                percent_complete: 100.0,
                status: JobStatus::Complete,
                imported_rows: 6,
                skipped_rows: 0,
                skipped_columns: Vec::new(),
                error: None,
            },
        )
    }
}
