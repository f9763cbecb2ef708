//! Delete Survey Definition.

use crate::prelude::*;

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
        permission: Permission::Thing(Action::Delete),
        description: "Deletes a survey with its responses, as Delete Survey does, and tells when.",
        ..Operation::near(
            "The rows of the survey and of its responses stay in the database; nothing reads \
             them any more.",
        )
    };
    type Call = Call<SurveyId>;
    type Result = Json<DeletedDefinition>;

    fn example() -> Example<Self> {
        Example::of_path(sample::survey(), DeletedDefinition { deleted_date: sample::moment() })
    }
}
