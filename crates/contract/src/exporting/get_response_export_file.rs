//! Get Response Export File.

use model::{FileId, SurveyId, example};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::errors::codes;
use crate::outcome::FileExample;
use crate::{Category, Endpoint, Example, File, Nothing, Operation};

/// The ids in the path.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExportFilePath {
    /// The survey.
    pub survey_id: SurveyId,
    /// The `fileId` that the finished export's progress told.
    pub file_id: FileId,
}

/// Get Response Export File.
pub struct GetResponseExportFile;

impl Endpoint for GetResponseExportFile {
    const OPERATION: Operation = Operation {
        id: "getResponseExportFile",
        name: "Get Response Export File",
        category: Category::ExportingSurveyResponses,
        path: "/API/v3/surveys/{surveyId}/export-responses/{fileId}/file",
        description: "Fetches the file of a finished export: a zip with one file in it, or the file itself when the \
                      export was started with compress false.",
        calls_per_minute: 100,
        errors: &[codes::SURVEY_NOT_FOUND, codes::EXPORT_NOT_FOUND, codes::SURVEY_FORBIDDEN],
        ..Operation::recorded("the_recorded_export_comes_back_byte_for_byte")
    };
    type Path = ExportFilePath;
    type Query = Nothing;
    type Headers = Nothing;
    type Body = Nothing;
    type Result = File;

    fn example() -> Example<Self> {
        Example::of_path(
            ExportFilePath {
                survey_id: crate::sample::id(SurveyId::parse(example::SURVEY)),
                file_id: crate::sample::id(FileId::parse(example::EXPORT_FILE)),
            },
            FileExample {
                media_type: "application/zip",
                told: "A zip archive with one file, Library visit.csv".into(),
            },
        )
    }
}
