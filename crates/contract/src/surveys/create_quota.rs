//! Create Quota.

use std::borrow::Cow;

use schemars::{Schema, SchemaGenerator, json_schema};
use serde::Deserializer;
use serde_json::Value;

use super::create_question::list_or_object;
use super::list_quotas::sample_quota;
use crate::prelude::*;

/// A quota as survey files write it. Every other member is kept as it is sent.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[schemars(extend("additionalProperties" = true))]
pub struct QuotaShape {
    /// The quota's name.
    #[schemars(length(min = 1))]
    pub name: String,
    /// How many responses it takes.
    pub occurrences: QuotaLimit,
    /// Who is counted: an expression; of a cross quota a list of them. An empty one is everybody.
    #[schemars(schema_with = "list_or_object")]
    pub logic: Value,
    /// Simple, or Cross for a quota of several conditions that are crossed; Simple when left out.
    pub logic_type: Option<QuotaLogicType>,
    /// What happens when it is full; EndCurrentSurvey when left out.
    pub quota_action: Option<QuotaActionWord>,
    /// The question or block that is not shown when it is full.
    pub action_element: Option<String>,
    /// The cells of a cross quota: objects with Occurrences, Description, ID and Logic.
    pub cross_logic_def: Option<Vec<Value>>,
    /// How the survey ends for whoever belongs to it when it is full.
    #[serde(default)]
    #[schemars(schema_with = "list_or_object")]
    pub end_survey_options: Option<Value>,
}

/// How many responses a quota takes: a number, or a text of one.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(transparent)]
pub struct QuotaLimit(u32);

impl<'de> Deserialize<'de> for QuotaLimit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let number = match &value {
            Value::Number(number) => number.as_u64().and_then(|number| number.try_into().ok()),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        number.map(Self).ok_or_else(|| serde::de::Error::custom(format_args!("{LIMIT} is expected")))
    }
}
impl JsonSchema for QuotaLimit {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "QuotaLimit".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": ["integer", "string"], "minimum": 0, "minLength": 1, "x-words": LIMIT })
    }
}

/// How the conditions of a quota are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum QuotaLogicType {
    /// One condition, one count.
    Simple,
    /// Several conditions, a count for each way they meet.
    Cross,
}

/// What happens when a quota is full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum QuotaActionWord {
    /// The survey ends for whoever belongs to it.
    EndCurrentSurvey,
    /// Nobody begins the survey any more.
    DontDisplaySurvey,
    /// A question is not shown.
    DontDisplayQuestion,
    /// A block is not shown.
    DontDisplayBlock,
    /// A web service is told. It is kept and not called.
    CallWebService,
    /// Nothing; the flow asks for it.
    ForBranching,
    /// A site is told. It is kept and not acted on.
    SiteIntercept,
}

/// Into which group a new quota goes.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct InQuotaGroup {
    /// The group; when left out, the survey's first one, which is made where there is none.
    pub quota_group_id: Option<QuotaGroupId>,
}

/// The ids of a quota that was made and of its group.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CreatedQuota {
    /// The quota.
    #[serde(rename = "QuotaID")]
    pub quota_id: QuotaId,
    /// The group it is in.
    #[serde(rename = "QuotaGroupID")]
    pub quota_group_id: QuotaGroupId,
}

/// The quota that examples of changes send.
pub(super) fn sample_change() -> Value {
    let named = ["Name", "Occurrences", "Logic", "LogicType", "QuotaAction"];
    let quota = sample_quota();
    let members = named.into_iter().filter_map(|name| Some((name.to_owned(), quota.get(name)?.clone())));
    Value::Object(members.collect())
}

const LIMIT: &str = "a number of responses";
/// What differs from the original, of making and changing quotas.
pub(super) const DIFFERS: &str = "A period of a QuotaSchedule is taken as one of days, 0 periods as without end, and outside of its periods a quota counts \
     nobody and is never full; QuotaCounts and QuotaRealm are kept and not followed. CallWebService calls by GET, once for each \
     respondent who belongs to the full quota. Of the original all this is not certain.";

/// Create Quota.
pub struct CreateQuota;

impl Endpoint for CreateQuota {
    const OPERATION: Operation = Operation {
        id: "createQuota",
        name: "Create Quota",
        category: Category::Surveys,
        verb: Verb::Post,
        effect: Some(Effect::Own),
        path: "/API/v3/survey-definitions/{surveyId}/quotas",
        permission: Permission::Thing(Action::EditQuotas),
        description: "Adds a quota to a survey, which counts from 0. It gets an id of its own, whatever ID is sent, and a Count that is \
                      sent is not followed.",
        leads: &[Lead::with("getQuota", "quotaId", "QuotaID")],
        ..Operation::near(DIFFERS)
    };
    type Call = Call<SurveyId, Whole<QuotaShape>, InQuotaGroup>;
    type Result = Json<CreatedQuota>;

    fn example() -> Example<Self> {
        let created = CreatedQuota { quota_id: sample::quota(), quota_group_id: sample::quota_group() };
        Example::of_body(sample::survey(), sample_change(), created)
    }
}
