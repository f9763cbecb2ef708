//! Get Response.

use serde_json::{Map, Value, json};

use crate::prelude::*;

/// A recorded response.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ResponseView {
    /// The response's id.
    pub response_id: ResponseId,
    /// Metadata, answers and embedded data by key; answers as recode values. Embedded data with the name of metadata, such as
    /// `status`, has `embeddedData.` before it: the bare name is the metadata's.
    pub values: Map<String, Value>,
    /// The texts of the answers that have any, by the same keys.
    pub labels: Map<String, Value>,
    /// The keys of the fields that were shown.
    pub displayed_fields: Vec<String>,
    /// The recode values that were offered, by key.
    pub displayed_values: Map<String, Value>,
}

/// Get Response.
pub struct GetResponse;

impl Endpoint for GetResponse {
    const OPERATION: Operation = Operation {
        id: "getResponse",
        name: "Get Response",
        category: Category::Responses,
        path: "/API/v3/surveys/{surveyId}/responses/{responseId}",
        permission: Permission::Thing(Action::ViewResponses),
        description: "Reads one recorded response: values, labels and what was shown.",
        calls_per_minute: 240,
        ..Operation::documented()
    };
    type Call = Call<(SurveyId, ResponseId)>;
    type Result = Rendered<ResponseView>;

    fn example() -> Example<Self> {
        let object = |value| match value {
            Value::Object(members) => members,
            _ => Map::new(),
        };
        let values = json!({
            "startDate": "2024-03-05T10:10:30Z", "endDate": "2024-03-05T10:11:12Z", "status": 0, "progress": 100,
            "duration": 42, "finished": 1, "recordedDate": "2024-03-05T10:11:12.000Z", "_recordId": sample::response(),
            "distributionChannel": "anonymous", "userLanguage": "EN", "QID1": 1, "QID2": ["1", "3"],
            "QID3_TEXT": "Thank you.", "branch": "main",
        });
        let labels = json!({
            "status": "IP Address", "finished": "True", "QID1": "Very well", "QID2": ["Books", "Events"],
        });
        let offered = json!({ "QID1": [1, 2, 3, 4], "QID2": ["1", "2", "3"] });
        Example::of_path(
            (sample::survey(), sample::response()),
            ResponseView {
                response_id: sample::response(),
                values: object(values),
                labels: object(labels),
                displayed_fields: vec!["QID1".into(), "QID2".into(), "QID3_TEXT".into()],
                displayed_values: object(offered),
            },
        )
    }
}
