//! Get Block.

use serde_json::{Value, json};

use super::BlockShape;
use crate::prelude::*;

/// The block of the examples.
pub(super) fn sample_block() -> Value {
    json!({
        "Type": "Standard", "Description": "Thanks", "ID": sample::block(),
        "BlockElements": [],
    })
}

/// Get Block.
pub struct GetBlock;

impl Endpoint for GetBlock {
    const OPERATION: Operation = Operation {
        id: "getBlock",
        name: "Get Block",
        category: Category::Surveys,
        path: "/API/v3/survey-definitions/{surveyId}/blocks/{blockId}",
        permission: Permission::Thing(Action::View),
        description: "Reads one block as survey files write it.",
        ..Operation::documented()
    };
    type Call = Call<(SurveyId, BlockId)>;
    type Result = Whole<BlockShape>;

    fn example() -> Example<Self> {
        Example::of_path((sample::survey(), sample::block()), sample_block())
    }
}
