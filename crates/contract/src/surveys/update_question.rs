//! Update Question.

use super::QuestionShape;
use super::get_question::sample_question;
use crate::prelude::*;

/// Update Question.
pub struct UpdateQuestion;

impl Endpoint for UpdateQuestion {
    const OPERATION: Operation = Operation {
        id: "updateQuestion",
        name: "Update Question",
        category: Category::Surveys,
        verb: Verb::Put,
        effect: Some(Effect::Own),
        path: "/API/v3/survey-definitions/{surveyId}/questions/{questionId}",
        permission: Permission::Thing(Action::EditQuestions),
        description: "Puts a question in place of the one with this id. Members that this reference does not name are kept. A choice that \
                      logic, piped text or a quota still names cannot be left out.",
        ..Operation::near(
            "What the original demands of the body may be left out and stays as it was: DataExportTag, SubSelector, \
             Configuration, Choices, Answers, their orders, Validation, Language and the next ids. Any other member that is left \
             out is gone. The original refuses no choice that is still named, as far as is known.",
        )
    };
    type Call = Call<(SurveyId, QuestionId), Whole<QuestionShape>>;
    type Result = MetaOnly;

    fn example() -> Example<Self> {
        // Which it is stands in the path.
        let mut body = sample_question();
        body.as_object_mut().map(|body| body.shift_remove("QuestionID"));
        Example::of_body((sample::survey(), sample::question()), body, Nothing {})
    }
}
