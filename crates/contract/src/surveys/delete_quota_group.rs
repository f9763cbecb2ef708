//! Delete Quota Group.

use crate::prelude::*;

/// Delete Quota Group.
pub struct DeleteQuotaGroup;

impl Endpoint for DeleteQuotaGroup {
    const OPERATION: Operation = Operation {
        id: "deleteQuotaGroup",
        name: "Delete Quota Group",
        category: Category::Surveys,
        verb: Verb::Delete,
        effect: Some(Effect::Own),
        path: "/API/v3/survey-definitions/{surveyId}/quotagroups/{quotaGroupId}",
        permission: Permission::Thing(Action::EditQuotas),
        description: "Deletes a group of quotas with all its quotas. Where logic or piped text names one of them, nothing is deleted.",
        ..Operation::near("The original refuses no quota that is still named, as far as is known.")
    };
    type Call = Call<(SurveyId, QuotaGroupId)>;
    type Result = MetaOnly;

    fn example() -> Example<Self> {
        Example::of_path((sample::survey(), sample::quota_group()), Nothing {})
    }
}
