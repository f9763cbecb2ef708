//! Delete Quota.

use crate::prelude::*;

/// Delete Quota.
pub struct DeleteQuota;

impl Endpoint for DeleteQuota {
    const OPERATION: Operation = Operation {
        id: "deleteQuota",
        name: "Delete Quota",
        category: Category::Surveys,
        verb: Verb::Delete,
        effect: Some(Effect::Own),
        path: "/API/v3/survey-definitions/{surveyId}/quotas/{quotaId}",
        permission: Permission::Thing(Action::EditQuotas),
        description: "Deletes a quota and takes it out of its group. One that logic or piped text names cannot be deleted.",
        ..Operation::near("The original refuses no quota that is still named, as far as is known.")
    };
    type Call = Call<(SurveyId, QuotaId)>;
    type Result = MetaOnly;

    fn example() -> Example<Self> {
        Example::of_path((sample::survey(), sample::quota()), Nothing {})
    }
}
