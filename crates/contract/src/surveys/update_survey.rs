//! Update Survey.

use crate::prelude::*;

/// What to change; a member that is left out keeps its value.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct SurveyChange {
    /// The survey's name.
    pub name: Option<Name>,
    /// Whether it takes answers: true publishes what is not published yet and opens it, false closes it. It needs the
    /// right to open or to close the survey, and alone no other.
    pub is_active: Option<bool>,
    /// From when until when it takes answers.
    pub expiration: Option<ExpirationChange>,
    /// The user or the group of the organization that is to own it. Only who owns or administers it may give it away.
    pub owner_id: Option<OwnerId>,
}

/// From when until when a survey takes answers; null or an empty list is no limit, what is left out stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ExpirationChange {
    /// From when.
    #[serde(deserialize_with = "model::change::or_empty_list")]
    pub start_date: Change<Moment>,
    /// Until when.
    #[serde(deserialize_with = "model::change::or_empty_list")]
    pub end_date: Change<Moment>,
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
        permission: Permission::Thing(Action::Edit),
        description: "Renames a survey, opens or closes it, sets its dates or gives it to another user.",
        ..Operation::documented()
    };
    type Call = Call<SurveyId, Json<SurveyChange>>;
    type Result = MetaOnly;

    fn example() -> Example<Self> {
        Example::of_body(
            sample::survey(),
            SurveyChange {
                name: Some(Name::stored("Library visit, autumn")),
                is_active: Some(true),
                ..SurveyChange::default()
            },
            Nothing {},
        )
    }
}
