//! Update Flow Element.

use serde_json::json;

use super::FlowElementShape;
use crate::prelude::*;

/// Update Flow Element.
pub struct UpdateFlowElement;

impl Endpoint for UpdateFlowElement {
    const OPERATION: Operation = Operation {
        id: "updateFlowElement",
        name: "Update Flow Element",
        category: Category::Surveys,
        verb: Verb::Put,
        effect: Some(Effect::Own),
        path: "/API/v3/survey-definitions/{surveyId}/flow/{flowId}",
        permission: Permission::Thing(Action::EditFlow),
        description: "Puts an element of the flow in place of the one with this id, with what stands in it.",
        ..Operation::near(
            "The elements that stand in it are kept where Flow is left out. The root is changed by Update Flow.",
        )
    };
    type Call = Call<(SurveyId, FlowId), Whole<FlowElementShape>>;
    type Result = MetaOnly;

    fn example() -> Example<Self> {
        let element = json!({
            "Type": "EmbeddedData", "FlowID": "FL_3",
            "EmbeddedData": [{ "Description": "branch", "Type": "Custom", "Field": "branch", "Value": "main" }],
        });
        Example::of_body((sample::survey(), sample::flow_element()), element, Nothing {})
    }
}
