//! Create Block.

use serde_json::{Map, Value, json};

use crate::prelude::*;

/// A block as survey files write it. Every other member is kept as it is sent.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[schemars(extend("additionalProperties" = true))]
pub struct BlockShape {
    /// The type.
    pub r#type: BlockType,
    /// Its id: the one in the path, where it is changed. Where it is made it gets a new one, whatever is sent.
    #[serde(rename = "ID")]
    pub id: Option<String>,
    /// The block's name.
    pub description: String,
    /// What is in it: questions and page breaks, in order. A question is in one block at most: it is moved here from any other.
    pub block_elements: Option<Vec<BlockElementShape>>,
    /// How it is shown: order, loops, buttons.
    pub options: Option<Map<String, Value>>,
}

/// The types of blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum BlockType {
    /// A block.
    Standard,
    /// The block that new questions go to.
    Default,
    /// The block for questions that are not used.
    Trash,
    /// A block of a conjoint or MaxDiff project.
    ExperienceBlock,
}

/// What stands in a block.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub struct BlockElementShape {
    /// What it is.
    pub r#type: BlockElementType,
    /// The question, where it is one.
    #[serde(rename = "QuestionID")]
    pub question_id: Option<String>,
    /// Where respondents go on from the question by what they answered. It needs the right to change skip logic.
    pub skip_logic: Option<Value>,
}

/// What can stand in a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum BlockElementType {
    /// A question.
    Question,
    /// The end of a page.
    #[serde(rename = "Page Break")]
    PageBreak,
}

/// The ids of a block that was made and of the element that shows it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CreatedBlock {
    /// Its id.
    #[serde(rename = "BlockID")]
    pub block_id: BlockId,
    /// The element of the flow that shows it.
    #[serde(rename = "FlowID")]
    pub flow_id: FlowId,
}

/// Create Block.
pub struct CreateBlock;

impl Endpoint for CreateBlock {
    const OPERATION: Operation = Operation {
        id: "createBlock",
        name: "Create Block",
        category: Category::Surveys,
        verb: Verb::Post,
        effect: Some(Effect::Own),
        path: "/API/v3/survey-definitions/{surveyId}/blocks",
        permission: Permission::Thing(Action::EditBlocks),
        description: "Adds a block, and shows it at the end of the flow. Questions that it names are taken out of the block where they \
                      were.",
        leads: &[
            Lead::with("getBlock", "blockId", "BlockID"),
            Lead::with("updateFlowElement", "flowId", "FlowID"),
        ],
        ..Operation::near("Options that are left out are those that the editor writes.")
    };
    type Call = Call<SurveyId, Whole<BlockShape>>;
    type Result = Json<CreatedBlock>;

    fn example() -> Example<Self> {
        let block = json!({ "Type": "Standard", "Description": "About you" });
        let created = CreatedBlock { block_id: sample::block(), flow_id: sample::new_flow_element() };
        Example::of_body(sample::survey(), block, created)
    }
}
