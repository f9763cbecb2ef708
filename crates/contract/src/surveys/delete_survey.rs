//! Delete Survey.

use crate::prelude::*;

/// Delete Survey.
pub struct DeleteSurvey;

impl Endpoint for DeleteSurvey {
    const OPERATION: Operation = Operation {
        id: "deleteSurvey",
        name: "Delete Survey",
        category: Category::Surveys,
        verb: Verb::Delete,
        path: "/API/v3/surveys/{surveyId}",
        permission: Permission::Thing(Action::Delete),
        description: "Deletes a survey with its responses. Nobody can answer or read it afterwards.",
        ..Operation::near(
            "The rows of the survey and of its responses stay in the database; nothing reads \
             them any more.",
        )
    };
    type Call = Call<SurveyId>;
    type Result = MetaOnly;

    fn example() -> Example<Self> {
        Example::of_path(sample::survey(), Nothing {})
    }
}
