//! Get Response Import Progress.

use crate::job::JobStatus;
use crate::prelude::*;

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
        permission: Permission::Thing(Action::EditResponses),
        description: "Tells how far an import is, how many rows it recorded and which columns it passed over.",
        calls_per_minute: 100,
        ..Operation::near(
            "importedRows, skippedRows, skippedColumns and error are told besides what the \
             original documents.",
        )
    };
    type Call = Call<(SurveyId, ImportId)>;
    type Result = Json<ImportProgress>;

    fn example() -> Example<Self> {
        let progress = ImportProgress {
            percent_complete: 100.0,
            status: JobStatus::Complete,
            imported_rows: 6,
            skipped_rows: 0,
            skipped_columns: Vec::new(),
            error: None,
        };
        Example::of_path((sample::survey(), sample::import()), progress)
    }
}
