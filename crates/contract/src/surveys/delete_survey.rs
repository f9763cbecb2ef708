//! Delete Survey.

use super::SurveyPath;
use crate::errors::codes;
use crate::{Category, Endpoint, Example, MetaOnly, Nothing, Operation, Verb};

/// Delete Survey.
pub struct DeleteSurvey;

impl Endpoint for DeleteSurvey {
    const OPERATION: Operation = Operation {
        id: "deleteSurvey",
        name: "Delete Survey",
        category: Category::Surveys,
        verb: Verb::Delete,
        path: "/API/v3/surveys/{surveyId}",
        description: "Deletes a survey with its responses. Nobody can answer or read it afterwards.",
        errors: &[codes::SURVEY_NOT_FOUND, codes::SURVEY_FORBIDDEN],
        ..Operation::near(
            "The rows of the survey and of its responses stay in the database; nothing reads \
             them any more.",
        )
    };
    type Path = SurveyPath;
    type Query = Nothing;
    type Headers = Nothing;
    type Body = Nothing;
    type Result = MetaOnly;

    fn example() -> Example<Self> {
        Example::of_path(SurveyPath::example(), Nothing {})
    }
}
