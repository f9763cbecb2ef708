//! Delete Survey.

use crate::prelude::*;

/// How soon the survey is purged.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DeleteSurveyQuery {
    /// Ours, not the original's: give `now` to have everything of the survey removed at once instead of after some days. A
    /// survey that was deleted before and is not purged yet may be named too.
    pub purge: Option<Purge>,
}

/// When to purge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Purge {
    /// At once.
    Now,
}

/// Delete Survey.
pub struct DeleteSurvey;

impl Endpoint for DeleteSurvey {
    const OPERATION: Operation = Operation {
        id: "deleteSurvey",
        name: "Delete Survey",
        category: Category::Surveys,
        verb: Verb::Delete,
        path: "/API/v3/surveys/{surveyId}",
        permission: Permission::Thing(Action::Delete),
        description: "Deletes a survey with its responses. From then on nobody can answer or read it, its visits end, and \
                      its imports and exports stop. Its definition, responses, visits and files are removed from the \
                      server after as many days as it is set to (30, unless whoever runs it chose otherwise), and with \
                      purge=now at once.",
        ..Operation::near(
            "The parameter purge is ours; when the original removes what was deleted is not known.",
        )
    };
    type Call = Call<SurveyId, Nothing, DeleteSurveyQuery>;
    type Result = MetaOnly;

    fn example() -> Example<Self> {
        Example::of_path(sample::survey(), Nothing {})
    }
}
