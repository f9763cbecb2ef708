//! Update Flow.

use super::FlowShape;
use super::get_flow::sample_flow;
use crate::prelude::*;

/// Update Flow.
pub struct UpdateFlow;

impl Endpoint for UpdateFlow {
    const OPERATION: Operation = Operation {
        id: "updateFlow",
        name: "Update Flow",
        category: Category::Surveys,
        verb: Verb::Put,
        effect: Some(Effect::Own),
        path: "/API/v3/survey-definitions/{surveyId}/flow",
        permission: Permission::Thing(Action::EditFlow),
        description: "Puts a flow in place of the one before. Each element has an id of its own, and each block that it shows is one of \
                      the survey's. A block that it shows no more stays a block of the survey.",
        ..Operation::near(
            "Count is raised where it is below the highest number of an element. The original allows 5000 elements, here 20000.",
        )
    };
    type Call = Call<SurveyId, Whole<FlowShape>>;
    type Result = MetaOnly;

    fn example() -> Example<Self> {
        Example::of_body(sample::survey(), sample_flow(), Nothing {})
    }
}
