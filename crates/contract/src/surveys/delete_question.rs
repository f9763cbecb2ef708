//! Delete Question.

use crate::prelude::*;

/// Delete Question.
pub struct DeleteQuestion;

impl Endpoint for DeleteQuestion {
    const OPERATION: Operation = Operation {
        id: "deleteQuestion",
        name: "Delete Question",
        category: Category::Surveys,
        verb: Verb::Delete,
        effect: Some(Effect::Own),
        path: "/API/v3/survey-definitions/{surveyId}/questions/{questionId}",
        permission: Permission::Thing(Action::DeleteQuestions),
        description: "Takes a question out of a survey and of its block. Responses keep what they hold of it. A question that logic, \
                      piped text, a loop, carried choices or a quota names cannot be deleted; the message says which.",
        ..Operation::near(
            "Whether the original moves the question to its Trash block, and what it does about logic that names it, is not recorded.",
        )
    };
    type Call = Call<(SurveyId, QuestionId)>;
    type Result = MetaOnly;

    fn example() -> Example<Self> {
        Example::of_path((sample::survey(), sample::question()), Nothing {})
    }
}
