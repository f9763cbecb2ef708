//! Delete Survey Definition.

use model::Moment;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::SurveyPath;
use crate::errors::codes;
use crate::{Category, Endpoint, Example, Json, Nothing, Operation, Verb};

/// When the survey was deleted.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub struct DeletedDefinition {
    /// When it was deleted.
    pub deleted_date: Moment,
}

/// Delete Survey Definition.
pub struct DeleteSurveyDefinition;

impl Endpoint for DeleteSurveyDefinition {
    const OPERATION: Operation = Operation {
        id: "deleteSurveyDefinition",
        name: "Delete Survey Definition",
        category: Category::Surveys,
        verb: Verb::Delete,
        path: "/API/v3/survey-definitions/{surveyId}",
        description: "Deletes a survey with its responses, as Delete Survey does, and tells when.",
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
    type Result = Json<DeletedDefinition>;

    fn example() -> Example<Self> {
        Example::of_path(SurveyPath::example(), DeletedDefinition { deleted_date: crate::sample::moment() })
    }
}
