//! The survey as `GET /surveys/{surveyId}` tells it (api/surveys.md section 3): names in camel case, statements of a
//! matrix as `subQuestions`, its scale as `choices`, no Trash, no logic.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::text::Name;
use crate::{BrandId, Moment, OwnerId, SurveyId};

/// The questions, columns, blocks and flow of a survey in the older of the API's two read models.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SurveyOverview {
    /// The survey id.
    pub id: SurveyId,
    /// The survey's name.
    pub name: Name,
    /// The user or the group that owns it.
    pub owner_id: OwnerId,
    /// The organization (brand) it belongs to.
    pub organization_id: BrandId,
    /// Whether it takes answers.
    pub is_active: bool,
    /// When it was made.
    pub creation_date: Moment,
    /// When it was last changed.
    pub last_modified_date: Moment,
    /// From when until when it takes answers.
    pub expiration: Expiration,
    /// The questions by id; those in the Trash block are left out.
    pub questions: IndexMap<String, Value>,
    /// Export column names and what each holds.
    pub export_column_map: IndexMap<String, Value>,
    /// The blocks by id; the Trash block is left out.
    pub blocks: IndexMap<String, Value>,
    /// The flow, in order.
    pub flow: Vec<Value>,
    /// Embedded data fields in the order of the flow.
    pub embedded_data: Vec<EmbeddedDataField>,
    /// Comments on questions, by question id.
    pub comments: NoComments,
    /// Loops, by block id.
    pub loop_and_merge: IndexMap<String, Value>,
    /// How many responses there are.
    pub response_counts: ResponseCounts,
}

crate::fixed! {
    NoComments = {}, "comments on questions are not kept";
}

/// From when until when a survey takes answers; null is no limit.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Expiration {
    /// From when.
    pub start_date: Option<Moment>,
    /// Until when.
    pub end_date: Option<Moment>,
}

/// An embedded data field and the value it starts with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EmbeddedDataField {
    /// The field's name.
    pub name: String,
    /// The value it is set to, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_value: Option<String>,
}

/// Counters of responses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ResponseCounts {
    /// Responses by respondents, imported ones included.
    pub auditable: i64,
    /// Previews and generated test responses.
    pub generated: i64,
    /// Responses that were deleted.
    pub deleted: i64,
}
