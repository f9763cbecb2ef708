//! Create Quota Group.

use serde_json::{Value, json};

use crate::prelude::*;

/// A group of quotas as survey files write it. Every other member is kept as it is sent.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[schemars(extend("additionalProperties" = true))]
pub struct QuotaGroupShape {
    /// The group's name.
    pub name: String,
    /// Into which of its quotas a response is counted that belongs to several, and so which of them can end the survey; PlaceInAll
    /// when left out.
    pub multiple_match: Option<MultipleMatch>,
    /// Its quotas. One of another group is moved.
    pub quotas: Option<Vec<QuotaId>>,
    /// Whether others may see it.
    pub public: Option<bool>,
    /// Whether it is the one that is open in the editor.
    pub selected: Option<bool>,
}

/// Into which of a group's quotas a response is counted that belongs to several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum MultipleMatch {
    /// All of them.
    PlaceInAll,
    /// The one that counts the fewest.
    LeastFilled,
    /// The one that counts the most.
    MostFilled,
    /// The one of whose limit the smallest part is counted.
    LeastFilledPercent,
    /// The one of whose limit the largest part is counted.
    MostFilledPercent,
    /// The last of the list.
    ReverseOrder,
    /// The first of the list.
    CurrentDefinedOrder,
}

/// The id of a group that was made.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CreatedQuotaGroup {
    /// Its id.
    #[serde(rename = "QuotaGroupID")]
    pub quota_group_id: QuotaGroupId,
}

/// Create Quota Group.
pub struct CreateQuotaGroup;

impl Endpoint for CreateQuotaGroup {
    const OPERATION: Operation = Operation {
        id: "createQuotaGroup",
        name: "Create Quota Group",
        category: Category::Surveys,
        verb: Verb::Post,
        effect: Some(Effect::Own),
        path: "/API/v3/survey-definitions/{surveyId}/quotagroups",
        permission: Permission::Thing(Action::EditQuotas),
        description: "Adds a group of quotas to a survey. It gets an id of its own, whatever ID is sent.",
        leads: &[Lead::with("getQuotaGroup", "quotaGroupId", "QuotaGroupID")],
        ..Operation::documented()
    };
    type Call = Call<SurveyId, Whole<QuotaGroupShape>>;
    type Result = Json<CreatedQuotaGroup>;

    fn example() -> Example<Self> {
        let group = json!({ "Name": "Ages", "MultipleMatch": "LeastFilled", "Public": false, "Quotas": [] });
        Example::of_body(sample::survey(), group, CreatedQuotaGroup { quota_group_id: sample::quota_group() })
    }
}

/// The group that examples of changes send.
pub(super) fn sample_change() -> Value {
    let quotas = [sample::quota()];
    json!({ "Name": "Visitors", "MultipleMatch": "PlaceInAll", "Public": false, "Quotas": quotas })
}
