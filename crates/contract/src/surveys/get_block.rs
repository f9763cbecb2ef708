//! Get Block.

use serde_json::json;

use super::BlockShape;
use crate::prelude::*;

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
        let block = json!({
            "Type": "Standard", "Description": "Thanks", "ID": sample::block(),
            "BlockElements": [],
        });
        Example::of_path((sample::survey(), sample::block()), block)
    }
}
