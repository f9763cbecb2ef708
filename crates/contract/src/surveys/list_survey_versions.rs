//! List Survey Versions.

use crate::prelude::*;

/// A version of a survey's definition, without the definition.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SurveyVersion {
    /// The survey.
    #[serde(rename = "surveyID")]
    pub survey_id: SurveyId,
    /// The version's id.
    #[serde(rename = "versionID")]
    pub version_id: VersionId,
    /// Counts the versions of the survey, from 1.
    pub version_number: i64,
    /// What its author says of it.
    pub description: String,
    /// Who made it.
    #[serde(rename = "userID")]
    pub user_id: UserId,
    /// When it was made.
    pub creation_date: Moment,
    /// Whether it is the version that respondents see.
    pub published: bool,
    /// Whether respondents saw it before another was published.
    pub was_published: bool,
    /// When it was published, and by whom.
    pub publish_events: Vec<PublishEvent>,
}

/// When a version was published, and by whom.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PublishEvent {
    /// When.
    pub date: Moment,
    /// Who.
    #[serde(rename = "userID")]
    pub user_id: UserId,
}

impl SurveyVersion {
    /// The first version of the example survey.
    pub(super) fn sample() -> Self {
        let (date, user_id) = (sample::moment(), sample::administrator());
        Self {
            survey_id: sample::survey(),
            version_id: sample::version(),
            version_number: 1,
            description: String::new(),
            user_id: user_id.clone(),
            creation_date: date,
            published: true,
            was_published: false,
            publish_events: vec![PublishEvent { date, user_id }],
        }
    }
}

/// The versions of a survey.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct SurveyVersions {
    /// The versions, the oldest first.
    pub elements: Vec<SurveyVersion>,
}

/// List Survey Versions.
pub struct ListSurveyVersions;

impl Endpoint for ListSurveyVersions {
    const OPERATION: Operation = Operation {
        id: "listSurveyVersions",
        name: "List Survey Versions",
        category: Category::Surveys,
        path: "/API/v3/survey-definitions/{surveyId}/versions",
        permission: Permission::Thing(Action::View),
        description: "Lists the versions of a survey that were made to be published or to be come back to. Edits in \
                      between have no version of their own.",
        leads: &[Lead::with("getSurveyVersion", "versionId", "elements.0.versionID")],
        ..Operation::documented()
    };
    type Call = Call<SurveyId>;
    type Result = Json<SurveyVersions>;

    fn example() -> Example<Self> {
        Example::of_path(sample::survey(), SurveyVersions { elements: vec![SurveyVersion::sample()] })
    }
}
