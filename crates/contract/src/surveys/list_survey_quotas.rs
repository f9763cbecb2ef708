//! List Survey Quotas.

use super::QuotaLogicType;
use crate::prelude::*;

/// A quota and its count.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CountedQuota {
    /// Its id, as the survey's definition has it.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How many responses it counts.
    pub count: i64,
    /// How many it takes; of a cross quota all its cells together.
    pub quota: i64,
    /// Whether it has one condition or crosses several.
    pub logic_type: QuotaLogicType,
}

/// List Survey Quotas.
pub struct ListSurveyQuotas;

impl Endpoint for ListSurveyQuotas {
    const OPERATION: Operation = Operation {
        id: "listSurveyQuotas",
        name: "List Survey Quotas",
        category: Category::Surveys,
        path: "/API/v3/surveys/{surveyId}/quotas",
        permission: Permission::Thing(Action::View),
        description: "Lists the quotas of a survey with their limits and how many responses they count, 100 to a page. They are those \
                      of the published version, whose limits hold; of a survey that was never published those to come.",
        ..Operation::documented()
    };
    type Call = Call<SurveyId, Nothing, ByOffset>;
    type Result = Page<CountedQuota>;

    fn example() -> Example<Self> {
        let quota = CountedQuota {
            id: sample::quota().to_string(),
            name: "Happy visitors".to_owned(),
            count: 0,
            quota: 200,
            logic_type: QuotaLogicType::Simple,
        };
        Example::of_path(sample::survey(), vec![quota])
    }
}
