//! Get Response Export Progress.

use crate::job::JobStatus;
use crate::prelude::*;

/// How far an export is.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExportProgress {
    /// The id of the finished file; only when complete.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_id: Option<FileId>,
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
        permission: Permission::Thing(Action::DownloadResponses),
        description: "Tells how far an export is, and the id of its file once it is complete.",
        calls_per_minute: 1000,
        leads: &[Lead::with("getResponseExportFile", "fileId", "fileId")],
        ..Operation::documented()
    };
    type Call = Call<(SurveyId, ExportId)>;
    type Result = Json<ExportProgress>;

    fn example() -> Example<Self> {
        let progress = ExportProgress {
            file_id: Some(sample::export_file()),
            percent_complete: 100.0,
            status: JobStatus::Complete,
            continuation_token: None,
        };
        Example::of_path((sample::survey(), sample::export()), progress)
    }
}
