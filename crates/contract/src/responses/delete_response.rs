//! Delete Response.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ResponsePath;
use crate::errors::codes;
use crate::{Category, Endpoint, Example, MetaOnly, Nothing, Operation, Verb};

/// How to delete.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeleteResponseQuery {
    /// Also take the response out of the quotas it was counted in. No quota is counted yet, so both values do the same.
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
        description: "Deletes one recorded response for good.",
        calls_per_minute: 60,
        errors: &[codes::SURVEY_NOT_FOUND, codes::RESPONSE_NOT_FOUND, codes::SURVEY_FORBIDDEN],
        ..Operation::near("decrementQuotas is passed over, as quotas are not counted yet.")
    };
    type Path = ResponsePath;
    type Query = DeleteResponseQuery;
    type Headers = Nothing;
    type Body = Nothing;
    type Result = MetaOnly;

    fn example() -> Example<Self> {
        Example {
            path: ResponsePath::example(),
            query: DeleteResponseQuery { decrement_quotas: None },
            headers: Nothing {},
            body: Nothing {},
            result: Nothing {},
        }
    }
}
