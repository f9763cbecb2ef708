//! List Quotas.

use serde_json::{Map, Value, json};

use crate::prelude::*;

/// The quota that examples show.
pub(super) fn sample_quota() -> Map<String, Value> {
    let condition = json!({
        "LogicType": "Question", "QuestionID": "QID1", "ChoiceLocator": "q://QID1/SelectableChoice/1",
        "LeftOperand": "q://QID1/SelectableChoice/1", "Operator": "Selected", "Type": "Expression",
    });
    let quota = json!({
        "ID": sample::quota(), "Name": "Happy visitors", "Occurrences": 200, "LogicType": "Simple",
        "Logic": { "0": { "0": condition, "Type": "If" }, "Type": "BooleanExpression" },
        "QuotaAction": "ForBranching", "QuotaRealm": "Survey", "QuotaSchedule": null, "Count": 0,
    });
    let Value::Object(quota) = quota else { unreachable!("an object was written") };
    quota
}

/// List Quotas.
pub struct ListQuotas;

impl Endpoint for ListQuotas {
    const OPERATION: Operation = Operation {
        id: "listQuotas",
        name: "List Quotas",
        category: Category::Surveys,
        path: "/API/v3/survey-definitions/{surveyId}/quotas",
        permission: Permission::Thing(Action::View),
        description: "Lists the quotas of a survey as survey files write them, with how many responses each counts, 100 to a page.",
        leads: &[Lead::with("getQuota", "quotaId", "elements.0.ID")],
        ..Operation::documented()
    };
    type Call = Call<SurveyId, Nothing, ByKey>;
    type Result = Page<Map<String, Value>>;

    fn example() -> Example<Self> {
        Example::of_path(sample::survey(), vec![sample_quota()])
    }
}
