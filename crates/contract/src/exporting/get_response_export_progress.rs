//! Get Response Export Progress.

use model::{ExportId, SurveyId, example};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::errors::codes;
use crate::{Category, Endpoint, Example, Json, Lead, Nothing, Operation};

/// The ids in the path.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExportProgressPath {
    /// The survey.
    pub survey_id: SurveyId,
    /// The `progressId` that starting the export answered.
    pub export_progress_id: ExportId,
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum JobStatus {
    /// It waits or runs.
    InProgress,
    /// It is done.
    Complete,
    /// It gave up.
    Failed,
}

/// How far an export is.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExportProgress {
    /// The id of the finished file; only when complete.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_id: Option<String>,
    /// 0 to 100.
    pub percent_complete: f64,
    /// Where it stands.
    pub status: JobStatus,
    /// The token for a later export, where the export allowed continuation and is complete.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub continuation_token: Option<String>,
}

/// Get Response Export Progress.
pub struct GetResponseExportProgress;

impl Endpoint for GetResponseExportProgress {
    const OPERATION: Operation = Operation {
        id: "getResponseExportProgress",
        name: "Get Response Export Progress",
        category: Category::ExportingSurveyResponses,
        path: "/API/v3/surveys/{surveyId}/export-responses/{exportProgressId}",
        description: "Tells how far an export is, and the id of its file once it is complete.",
        calls_per_minute: 1000,
        errors: &[codes::SURVEY_NOT_FOUND, codes::EXPORT_NOT_FOUND, codes::SURVEY_FORBIDDEN],
        leads: &[Lead::with("getResponseExportFile", "fileId", "fileId")],
        ..Operation::documented()
    };
    type Path = ExportProgressPath;
    type Query = Nothing;
    type Headers = Nothing;
    type Body = Nothing;
    type Result = Json<ExportProgress>;

    fn example() -> Example<Self> {
        Example::of_path(
            ExportProgressPath {
                survey_id: crate::sample::id(SurveyId::parse(example::SURVEY)),
                export_progress_id: crate::sample::id(ExportId::parse(example::EXPORT)),
            },
            ExportProgress {
                file_id: Some(example::EXPORT_FILE.into()),
                percent_complete: 100.0,
                status: JobStatus::Complete,
                continuation_token: None,
            },
        )
    }
}
