//! Get Flow.

use serde_json::json;

use crate::prelude::*;

/// A flow: its root. Every other member is kept as it is sent.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub struct FlowShape {
    /// The id of the root: FL_1.
    #[serde(rename = "FlowID")]
    pub flow_id: String,
    /// Root.
    pub r#type: String,
    /// The elements in their order; some have others in a Flow of their own.
    pub flow: Vec<FlowElementShape>,
    /// Facts of the whole flow.
    pub properties: FlowProperties,
}

/// Facts of a whole flow.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub struct FlowProperties {
    /// The highest number that an element had; the next one is above it. One that is too low is raised.
    pub count: u32,
}

/// An element of a flow. Every other member is kept as it is sent: BranchLogic, EmbeddedData, EndingType, Flow.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub struct FlowElementShape {
    /// Its id: FL_ and a number that no other element has.
    #[serde(rename = "FlowID")]
    pub flow_id: Option<String>,
    /// The type: Block or Standard, Branch, EmbeddedData, BlockRandomizer, Group, EndSurvey and the others of survey files.
    pub r#type: String,
    /// The block that it shows.
    #[serde(rename = "ID")]
    pub id: Option<String>,
}

/// Get Flow.
pub struct GetFlow;

impl Endpoint for GetFlow {
    const OPERATION: Operation = Operation {
        id: "getFlow",
        name: "Get Flow",
        category: Category::Surveys,
        path: "/API/v3/survey-definitions/{surveyId}/flow",
        permission: Permission::Thing(Action::View),
        description: "Reads the flow of a survey as survey files write it.",
        ..Operation::documented()
    };
    type Call = Call<SurveyId>;
    type Result = Whole<FlowShape>;

    fn example() -> Example<Self> {
        let flow = json!({
            "Type": "Root", "FlowID": "FL_1",
            "Flow": [
                { "Type": "EmbeddedData", "FlowID": "FL_3", "EmbeddedData": [
                    { "Description": "branch", "Type": "Recipient", "Field": "branch", "VariableType": "String" },
                ] },
                { "Type": "Block", "ID": "BL_3exampleBlock00", "FlowID": "FL_2", "Autofill": [] },
            ],
            "Properties": { "Count": 4 },
        });
        Example::of_path(sample::survey(), flow)
    }
}
