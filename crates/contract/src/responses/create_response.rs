//! Create Response.

use serde_json::{Map, Value, json};

use crate::prelude::*;

/// Headers that a creation may carry.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct CreateResponseHeaders {
    /// A text of your own, the same for each attempt at the same response: however often it is sent, one response is
    /// recorded, and its id is answered each time. The same text with another response is refused with 409.
    #[serde(rename = "Idempotency-Key")]
    pub idempotency_key: Option<IdempotencyKey>,
}

/// The response to record.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewResponse {
    /// Metadata, answers and embedded data by the keys of the response: `startDate`, `QID1` (a recode value), `QID3`
    /// (a list of them), `QID9_TEXT`, a field name. Embedded data with the name of metadata has `embeddedData.` before it, as
    /// in `embeddedData.status`. What is left out is empty; dates are now.
    /// A name that the survey does not declare becomes a field of its responses, as long as there is room for one.
    /// `_recordId` and `lastModifiedDate`, which a response that was read holds, are the server's own and passed over.
    pub values: Map<String, Value>,
    /// Embedded data by its names, which may as well lie in `values`.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub embedded_data: Map<String, Value>,
}

/// The id of the recorded response.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreatedResponse {
    /// The response's id.
    pub response_id: ResponseId,
}

/// Create Response.
pub struct CreateResponse;

impl Endpoint for CreateResponse {
    const OPERATION: Operation = Operation {
        id: "createResponse",
        name: "Create Response",
        category: Category::Responses,
        verb: Verb::Post,
        // The response goes out through the group commit: no transaction of its own may be open meanwhile.
        effect: Some(Effect::Own),
        path: "/API/v3/surveys/{surveyId}/responses",
        permission: Permission::Thing(Action::EditResponses),
        description: "Records a response. Once it is answered, the response is on disk.",
        calls_per_minute: 120,
        errors: &[codes::CONFLICT],
        leads: &[Lead::with("getResponse", "responseId", "responseId")],
        ..Operation::near(
            "Files (multipart) are refused; _recordId and lastModifiedDate among the values \
             are passed over.",
        )
    };
    type Call = Call<SurveyId, Json<NewResponse>, Nothing, CreateResponseHeaders>;
    type Result = Json<CreatedResponse>;

    fn example() -> Example<Self> {
        let values = json!({ "QID1": 1, "QID2": ["1", "3"], "QID3_TEXT": "Thank you.", "branch": "main" });
        let Value::Object(values) = values else { unreachable!("an object was written") };
        Example::of_body(
            sample::survey(),
            NewResponse { values, embedded_data: Map::new() },
            CreatedResponse { response_id: sample::response() },
        )
    }
}
