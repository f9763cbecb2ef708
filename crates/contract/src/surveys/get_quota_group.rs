//! Get Quota Group.

use serde_json::Value;

use super::QuotaGroupShape;
use super::list_quota_groups::sample_group;
use crate::prelude::*;

/// Get Quota Group.
pub struct GetQuotaGroup;

impl Endpoint for GetQuotaGroup {
    const OPERATION: Operation = Operation {
        id: "getQuotaGroup",
        name: "Get Quota Group",
        category: Category::Surveys,
        path: "/API/v3/survey-definitions/{surveyId}/quotagroups/{quotaGroupId}",
        permission: Permission::Thing(Action::View),
        description: "Reads a group of quotas as survey files write it.",
        ..Operation::documented()
    };
    type Call = Call<(SurveyId, QuotaGroupId)>;
    type Result = Whole<QuotaGroupShape>;

    fn example() -> Example<Self> {
        Example::of_path((sample::survey(), sample::quota_group()), Value::Object(sample_group()))
    }
}
