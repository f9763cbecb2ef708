//! Delete Survey Definition.

use super::DeleteSurveyQuery;
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
        description: "Deletes a survey with its responses, as Delete Survey does, and tells when. From then on nobody can answer or read it, its visits end, and \
                      its imports and exports stop. Its definition, responses, visits and files are removed from the \
                      server after as many days as it is set to (30, unless whoever runs it chose otherwise), and with \
                      purge=now at once.",
        ..Operation::near(
            "The parameter purge is ours; when the original removes what was deleted is not known.",
        )
    };
    type Call = Call<SurveyId, Nothing, DeleteSurveyQuery>;
    type Result = Json<DeletedDefinition>;

    fn example() -> Example<Self> {
        Example::of_path(sample::survey(), DeletedDefinition { deleted_date: sample::moment() })
    }
}
