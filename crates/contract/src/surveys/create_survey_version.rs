//! Create Survey Version.

use super::SurveyVersion;
use crate::prelude::*;

/// The version to make.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub struct NewVersion {
    /// What you say of it.
    pub description: VersionDescription,
    /// Whether it is what respondents see from now on. Who has begun stays on the version they began with.
    pub published: bool,
}

/// The version that was made.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CreatedVersion {
    /// All of it but the definition.
    pub metadata: SurveyVersion,
}

/// Create Survey Version.
pub struct CreateSurveyVersion;

impl Endpoint for CreateSurveyVersion {
    const OPERATION: Operation = Operation {
        id: "createSurveyVersion",
        name: "Create Survey Version",
        category: Category::Surveys,
        verb: Verb::Post,
        effect: Some(Effect::Change),
        path: "/API/v3/survey-definitions/{surveyId}/versions",
        permission: Permission::Thing(Action::Activate),
        description: "Makes a version of the survey as it stands after all edits, and publishes it if you say so: \
                      respondents see the version that was published last. Publishing does not open the survey; Update \
                      Survey does, and publishes what is not published yet.",
        errors: &[codes::CONFLICT],
        leads: &[Lead::with("getSurveyVersion", "versionId", "metadata.versionID")],
        ..Operation::documented()
    };
    type Call = Call<SurveyId, Json<NewVersion>>;
    type Result = Json<CreatedVersion>;

    fn example() -> Example<Self> {
        let new = NewVersion { description: VersionDescription::stored("Second wave"), published: true };
        let metadata = SurveyVersion {
            version_id: VersionId::stored(2_718_281_828_459_045),
            version_number: 2,
            description: "Second wave".to_owned(),
            ..SurveyVersion::sample()
        };
        Example::of_body(sample::survey(), new, CreatedVersion { metadata })
    }
}
