//! Get Flow.

use serde_json::{Value, json};

use crate::prelude::*;

/// A flow: its root. Every other member is kept as it is sent.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[schemars(extend("additionalProperties" = true))]
pub struct FlowShape {
    /// The id of the root: FL_1.
    #[serde(rename = "FlowID")]
    #[schemars(length(min = 1))]
    pub flow_id: String,
    /// Root.
    #[schemars(schema_with = "root_type")]
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
#[schemars(extend("additionalProperties" = true))]
pub struct FlowElementShape {
    /// Its id: FL_ and a number that no other element has.
    #[serde(rename = "FlowID")]
    #[schemars(length(min = 1))]
    pub flow_id: Option<String>,
    /// The type: Block or Standard, Branch, EmbeddedData, BlockRandomizer, Group, EndSurvey and the others of survey files.
    #[schemars(schema_with = "element_type")]
    pub r#type: String,
    /// The block that it shows.
    #[serde(rename = "ID")]
    pub id: Option<String>,
    /// The embedded data that it sets.
    pub embedded_data: Option<Vec<EmbeddedDataShape>>,
}

/// A field of embedded data. Every other member is kept as it is sent.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[schemars(extend("additionalProperties" = true))]
pub struct EmbeddedDataShape {
    /// Its name.
    pub field: Option<String>,
    /// The value that it gets here, with its piped text; left out where it is only declared.
    pub value: Option<Value>,
}

fn root_type(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "type": "string", "enum": ["Root"] })
}

fn element_type(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "type": "string", "enum": model::survey::FLOW_TYPES })
}

/// The flow of the examples.
pub(super) fn sample_flow() -> Value {
    json!({
        "Type": "Root", "FlowID": "FL_1",
        "Flow": [
            { "Type": "EmbeddedData", "FlowID": "FL_3", "EmbeddedData": [
                { "Description": "branch", "Type": "Recipient", "Field": "branch", "VariableType": "String" },
            ] },
            { "Type": "Block", "ID": "BL_3exampleBlock00", "FlowID": "FL_2", "Autofill": [] },
        ],
        "Properties": { "Count": 4 },
    })
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
        Example::of_path(sample::survey(), sample_flow())
    }
}
