//! Delete Block.

use crate::prelude::*;

/// Delete Block.
pub struct DeleteBlock;

impl Endpoint for DeleteBlock {
    const OPERATION: Operation = Operation {
        id: "deleteBlock",
        name: "Delete Block",
        category: Category::Surveys,
        verb: Verb::Delete,
        effect: Some(Effect::Own),
        path: "/API/v3/survey-definitions/{surveyId}/blocks/{blockId}",
        permission: Permission::Thing(Action::EditBlocks),
        description: "Deletes a block with the elements of the flow that show it. Its questions go to the Trash block. The default block \
                      and the Trash block cannot be deleted, nor a block that a quota or logic names.",
        ..Operation::near("What the original does with the questions is not recorded.")
    };
    type Call = Call<(SurveyId, BlockId)>;
    type Result = MetaOnly;

    fn example() -> Example<Self> {
        Example::of_path((sample::survey(), sample::block()), Nothing {})
    }
}
