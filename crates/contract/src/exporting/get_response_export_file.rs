//! Get Response Export File.

use crate::outcome::FileExample;
use crate::prelude::*;

/// Get Response Export File.
pub struct GetResponseExportFile;

impl Endpoint for GetResponseExportFile {
    const OPERATION: Operation = Operation {
        id: "getResponseExportFile",
        name: "Get Response Export File",
        category: Category::ExportingSurveyResponses,
        path: "/API/v3/surveys/{surveyId}/export-responses/{fileId}/file",
        permission: Permission::Thing(Action::DownloadResponses),
        description: "Fetches the file of a finished export: a zip with one file in it, or the file itself when the \
                      export was started with compress false.",
        calls_per_minute: 100,
        ..Operation::recorded("the_recorded_export_comes_back_byte_for_byte")
    };
    type Call = Call<(SurveyId, FileId)>;
    type Result = File;

    fn example() -> Example<Self> {
        let told = FileExample {
            media_type: "application/zip",
            told: "A zip archive with one file, Library visit.csv".into(),
        };
        Example::of_path((sample::survey(), sample::export_file()), told)
    }
}
