//! Delete Response.

use crate::prelude::*;

/// How to delete.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeleteResponseQuery {
    /// Also take the response out of the quotas it was counted in. Which those were is not kept, so both values do the same: no quota
    /// counts down.
    pub decrement_quotas: Option<bool>,
}

/// Delete Response.
pub struct DeleteResponse;

impl Endpoint for DeleteResponse {
    const OPERATION: Operation = Operation {
        id: "deleteResponse",
        name: "Delete Response",
        category: Category::Responses,
        verb: Verb::Delete,
        path: "/API/v3/surveys/{surveyId}/responses/{responseId}",
        permission: Permission::Thing(Action::EditResponses),
        description: "Deletes one recorded response for good.",
        calls_per_minute: 60,
        ..Operation::near(
            "decrementQuotas is passed over: which quotas counted a response is not kept, so they go on counting it.",
        )
    };
    type Call = Call<(SurveyId, ResponseId), Nothing, DeleteResponseQuery>;
    type Result = MetaOnly;

    fn example() -> Example<Self> {
        Example::of_path((sample::survey(), sample::response()), Nothing {})
    }
}
