//! Share Survey.

use model::sharing::{Shared, SharedLeaf};
use model::with_shared;

use crate::prelude::*;

/// With whom a survey is shared, and how far.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Sharing {
    /// The user or the group of the organization with whom it is shared.
    pub user_id: OwnerId,
    /// What they may do. It replaces what they were allowed before; where nothing is true, the survey is not shared with
    /// them any more.
    pub permissions: SharedPermissions,
}

/// What is allowed of a survey that is shared; what is left out is false.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct SharedPermissions {
    /// Changes to the questions, the flow and the options.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub survey_definition_manipulation: Option<SurveyDefinitionManipulation>,
    /// What is done with the survey as a whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub survey_management: Option<SurveyManagement>,
    /// What is done with responses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<ResponseManagement>,
    /// What is read of the responses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<ResultAnalysis>,
}

/// Makes the type of each group of leaves, and the way from it to what is shared.
macro_rules! groups {
    ($($group:ident { $($leaf:ident $field:ident $name:literal $words:literal,)+ })+) => {$(
        #[doc = concat!("The group `", stringify!($group), "` of what can be allowed.")]
        #[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, JsonSchema)]
        #[serde(default, deny_unknown_fields)]
        pub struct $group {
            $(
                #[doc = concat!("Whoever it is shared with may ", $words, ".")]
                #[serde(rename = $name)]
                pub $field: bool,
            )+
        }

        impl $group {
            fn onto(self, shared: Shared) -> Shared {
                let leaves = [$((self.$field, SharedLeaf::$leaf),)+];
                leaves.into_iter().fold(shared, |shared, (given, leaf)| {
                    if given { shared.with(leaf) } else { shared }
                })
            }
        }
    )+};
}
with_shared!(groups);

impl SharedPermissions {
    /// What is allowed.
    #[must_use]
    pub fn shared(&self) -> Shared {
        let shared = self.survey_definition_manipulation.unwrap_or_default().onto(Shared::NOTHING);
        let shared = self.survey_management.unwrap_or_default().onto(shared);
        let shared = self.response.unwrap_or_default().onto(shared);
        self.result.unwrap_or_default().onto(shared)
    }
}

/// Share Survey.
pub struct ShareSurvey;

impl Endpoint for ShareSurvey {
    const OPERATION: Operation = Operation {
        id: "shareSurvey",
        name: "Share Survey",
        category: Category::Surveys,
        verb: Verb::Post,
        effect: Some(Effect::Change),
        path: "/API/v3/surveys/{surveyId}/permissions/collaborations",
        permission: Permission::Thing(Action::Give),
        description: "Shares a survey with a user or a group of your organization, so far as the permissions say. Whoever \
                      has any of them may view the survey.",
        errors: &[codes::CONFLICT],
        ..Operation::near(
            "All permissions are kept. These count, each for what its name says: editSurveys (name and dates), editQuestions, \
             deleteSurveyQuestions, useBlocks, useSkipLogic, editSurveyFlow, setSurveyOptions, activateSurveys, \
             deactivateSurveys, distributeSurveys, deleteSurveys, editSurveyResponses, viewSurveyResults and \
             downloadSurveyResults; nothing asks for the others yet.",
        )
    };
    type Call = Call<SurveyId, Json<Sharing>>;
    type Result = MetaOnly;

    fn example() -> Example<Self> {
        let results = ResultAnalysis {
            download_survey_results: true,
            view_survey_results: true,
            ..ResultAnalysis::default()
        };
        let permissions = SharedPermissions { result: Some(results), ..SharedPermissions::default() };
        let sharing = Sharing { user_id: OwnerId::Group(sample::group()), permissions };
        Example::of_body(sample::survey(), sharing, Nothing {})
    }
}
