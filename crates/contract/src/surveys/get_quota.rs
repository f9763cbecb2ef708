//! Get Quota.

use serde_json::Value;

use super::QuotaShape;
use super::list_quotas::sample_quota;
use crate::prelude::*;

/// Get Quota.
pub struct GetQuota;

impl Endpoint for GetQuota {
    const OPERATION: Operation = Operation {
        id: "getQuota",
        name: "Get Quota",
        category: Category::Surveys,
        path: "/API/v3/survey-definitions/{surveyId}/quotas/{quotaId}",
        permission: Permission::Thing(Action::View),
        description: "Reads a quota as survey files write it. Count is how many responses it counts now; of a cross quota each cell \
                      has its own.",
        ..Operation::documented()
    };
    type Call = Call<(SurveyId, QuotaId)>;
    type Result = Whole<QuotaShape>;

    fn example() -> Example<Self> {
        Example::of_path((sample::survey(), sample::quota()), Value::Object(sample_quota()))
    }
}
