//! Update Survey Metadata.

use super::{SurveyDate, SurveyStatus};
use crate::prelude::*;

/// What to change, at least one member; what is left out stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase", default)]
pub struct MetadataChange {
    /// The survey's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub survey_name: Option<Name>,
    /// What its authors say of it; null for nothing.
    pub survey_description: Change<String>,
    /// Whether it takes answers. It needs the right to open or to close the survey.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub survey_status: Option<SurveyStatus>,
    /// From when it takes answers; null for no limit.
    pub survey_start_date: Change<SurveyDate>,
    /// Until when it takes answers; null for no limit.
    pub survey_expiration_date: Change<SurveyDate>,
}

/// Update Survey Metadata.
pub struct UpdateSurveyMetadata;

impl Endpoint for UpdateSurveyMetadata {
    const OPERATION: Operation = Operation {
        id: "updateSurveyMetadata",
        name: "Update Survey Metadata",
        category: Category::Surveys,
        verb: Verb::Put,
        effect: Some(Effect::Own),
        path: "/API/v3/survey-definitions/{surveyId}/metadata",
        permission: Permission::Thing(Action::Edit),
        description: "Renames and describes a survey, opens or closes it, or sets its dates, which are in UTC.",
        ..Operation::near("Dates are taken in ISO 8601 too.")
    };
    type Call = Call<SurveyId, Json<MetadataChange>>;
    type Result = MetaOnly;

    fn example() -> Example<Self> {
        let change = MetadataChange {
            survey_name: Some(Name::stored("Library visit, autumn")),
            survey_description: Change::Set("Asked at the exit.".into()),
            ..MetadataChange::default()
        };
        Example::of_body(sample::survey(), change, Nothing {})
    }
}
