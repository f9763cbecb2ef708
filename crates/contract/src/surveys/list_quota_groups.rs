//! List Quota Groups.

use serde_json::{Map, Value, json};

use crate::prelude::*;

/// The group that examples show.
pub(super) fn sample_group() -> Map<String, Value> {
    let group = json!({
        "ID": sample::quota_group(), "Name": "Quotas", "Selected": true, "MultipleMatch": "PlaceInAll", "Public": false,
        "Quotas": [sample::quota()],
    });
    let Value::Object(group) = group else { unreachable!("an object was written") };
    group
}

/// List Quota Groups.
pub struct ListQuotaGroups;

impl Endpoint for ListQuotaGroups {
    const OPERATION: Operation = Operation {
        id: "listQuotaGroups",
        name: "List Quota Groups",
        category: Category::Surveys,
        path: "/API/v3/survey-definitions/{surveyId}/quotagroups",
        permission: Permission::Thing(Action::View),
        description: "Lists the groups of a survey's quotas, 100 to a page.",
        leads: &[Lead::with("getQuotaGroup", "quotaGroupId", "elements.0.ID")],
        ..Operation::documented()
    };
    type Call = Call<SurveyId, Nothing, ByKey>;
    type Result = Page<Map<String, Value>>;

    fn example() -> Example<Self> {
        Example::of_path(sample::survey(), vec![sample_group()])
    }
}
