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
    /// Rows passed over because no cell of theirs holds anything, as spreadsheets leave them behind the last one.
    pub blank_rows: u64,
    /// Columns of the file that belong to no field of the survey and were passed over.
    pub skipped_columns: Vec<String>,
    /// Cells whose value their question cannot hold: a code or label of no choice, a text where a number belongs. The rest of
    /// the row is recorded.
    pub unmatched: UnmatchedCells,
    /// Why it failed: the row and the reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// Cells whose value their question cannot hold.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnmatchedCells {
    /// How many there are.
    pub cells: u64,
    /// Their columns, the first 100.
    pub columns: Vec<UnmatchedColumn>,
    /// The first 100 of them, in the order of the file.
    pub first: Vec<UnmatchedCell>,
}

/// A column with values that its question cannot hold.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnmatchedColumn {
    /// The column's name.
    pub column: String,
    /// How many of its cells.
    pub cells: u64,
}

/// A cell whose value its question cannot hold.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UnmatchedCell {
    /// The line of the file on which its row begins.
    pub line: u64,
    /// The column's name.
    pub column: String,
    /// The value, cut off behind 40 characters.
    pub value: String,
    /// Whether the response has the value as it was written, which is so with `mode=migrate` where the cell holds the answer by
    /// itself; else it was left out.
    pub kept: bool,
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
        description: "Tells how far an import is, how many rows it recorded, which columns it passed over, and which \
                      cells hold what their question cannot.",
        calls_per_minute: 100,
        ..Operation::near(
            "importedRows, skippedRows, blankRows, skippedColumns, unmatched and error are told \
             besides what the original documents.",
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
            blank_rows: 0,
            skipped_columns: Vec::new(),
            unmatched: UnmatchedCells {
                cells: 1,
                columns: vec![UnmatchedColumn { column: "Q1".into(), cells: 1 }],
                first: vec![UnmatchedCell { line: 5, column: "Q1".into(), value: "9".into(), kept: false }],
            },
            error: None,
        };
        Example::of_path((sample::survey(), sample::import()), progress)
    }
}
