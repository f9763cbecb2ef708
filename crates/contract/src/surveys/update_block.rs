//! Update Block.

use super::BlockShape;
use super::get_block::sample_block;
use crate::prelude::*;

/// Update Block.
pub struct UpdateBlock;

impl Endpoint for UpdateBlock {
    const OPERATION: Operation = Operation {
        id: "updateBlock",
        name: "Update Block",
        category: Category::Surveys,
        verb: Verb::Put,
        effect: Some(Effect::Own),
        path: "/API/v3/survey-definitions/{surveyId}/blocks/{blockId}",
        permission: Permission::Thing(Action::EditBlocks),
        description: "Puts a block in place of the one with this id. Questions that it names are taken out of the block where they \
                      were, and those that it names no more go to the Trash block.",
        ..Operation::near(
            "SubType, BlockElements and Options that are left out stay as they were. That questions go to the Trash block is not recorded.",
        )
    };
    type Call = Call<(SurveyId, BlockId), Whole<BlockShape>>;
    type Result = MetaOnly;

    fn example() -> Example<Self> {
        // Which it is stands in the path.
        let mut body = sample_block();
        body.as_object_mut().map(|body| body.shift_remove("ID"));
        Example::of_body((sample::survey(), sample::block()), body, Nothing {})
    }
}
