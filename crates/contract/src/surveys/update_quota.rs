//! Update Quota.

use super::QuotaShape;
use super::create_quota::{DIFFERS, sample_change};
use crate::prelude::*;

/// Update Quota.
pub struct UpdateQuota;

impl Endpoint for UpdateQuota {
    const OPERATION: Operation = Operation {
        id: "updateQuota",
        name: "Update Quota",
        category: Category::Surveys,
        verb: Verb::Put,
        effect: Some(Effect::Own),
        path: "/API/v3/survey-definitions/{surveyId}/quotas/{quotaId}",
        permission: Permission::Thing(Action::EditQuotas),
        description: "Puts a quota in place of the one with this id. What it counts already stays counted; a Count that is sent is not \
                      followed.",
        ..Operation::near(DIFFERS)
    };
    type Call = Call<(SurveyId, QuotaId), Whole<QuotaShape>>;
    type Result = MetaOnly;

    fn example() -> Example<Self> {
        Example::of_body((sample::survey(), sample::quota()), sample_change(), Nothing {})
    }
}
