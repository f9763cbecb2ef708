//! Update Survey.

use model::UserId;
use model::survey::overview::Expiration;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::SurveyPath;
use crate::errors::codes;
use crate::{Category, Endpoint, Example, Json, MetaOnly, Nothing, Operation, Verb};

/// What to change; a member that is left out keeps its value.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct SurveyChange {
    /// The survey's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 100))]
    pub name: Option<String>,
    /// Whether it takes answers: true publishes it, false closes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_active: Option<bool>,
    /// From when until when it takes answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiration: Option<Expiration>,
    /// The user of the organization who is to own it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<UserId>,
}

/// Update Survey.
pub struct UpdateSurvey;

impl Endpoint for UpdateSurvey {
    const OPERATION: Operation = Operation {
        id: "updateSurvey",
        name: "Update Survey",
        category: Category::Surveys,
        verb: Verb::Put,
        path: "/API/v3/surveys/{surveyId}",
        description: "Renames a survey, opens or closes it, sets its dates or gives it to another user.",
        errors: &[codes::SURVEY_NOT_FOUND, codes::SURVEY_FORBIDDEN],
        ..Operation::documented()
    };
    type Path = SurveyPath;
    type Query = Nothing;
    type Headers = Nothing;
    type Body = Json<SurveyChange>;
    type Result = MetaOnly;

    fn example() -> Example<Self> {
        Example::of_body(
            SurveyPath::example(),
            SurveyChange {
                name: Some("Library visit, autumn".into()),
                is_active: Some(true),
                ..SurveyChange::default()
            },
            Nothing {},
        )
    }
}
