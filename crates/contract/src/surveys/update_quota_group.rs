//! Update Quota Group.

use super::QuotaGroupShape;
use super::create_quota_group::sample_change;
use crate::prelude::*;

/// Update Quota Group.
pub struct UpdateQuotaGroup;

impl Endpoint for UpdateQuotaGroup {
    const OPERATION: Operation = Operation {
        id: "updateQuotaGroup",
        name: "Update Quota Group",
        category: Category::Surveys,
        verb: Verb::Put,
        effect: Some(Effect::Own),
        path: "/API/v3/survey-definitions/{surveyId}/quotagroups/{quotaGroupId}",
        permission: Permission::Thing(Action::EditQuotas),
        description: "Puts a group of quotas in place of the one with this id. Quotas that it names leave their former group. Where \
                      Quotas is left out, they stay as they were.",
        ..Operation::documented()
    };
    type Call = Call<(SurveyId, QuotaGroupId), Whole<QuotaGroupShape>>;
    type Result = MetaOnly;

    fn example() -> Example<Self> {
        Example::of_body((sample::survey(), sample::quota_group()), sample_change(), Nothing {})
    }
}
