//! List Surveys.

use crate::prelude::*;

/// A survey as the list tells it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListedSurvey {
    /// The survey's id.
    pub id: SurveyId,
    /// Its name.
    pub name: Name,
    /// The user or the group that owns it.
    pub owner_id: OwnerId,
    /// When it was last changed.
    pub last_modified: Moment,
    /// When it was made.
    pub creation_date: Moment,
    /// Whether it takes answers.
    pub is_active: bool,
}

/// List Surveys.
pub struct ListSurveys;

impl Endpoint for ListSurveys {
    const OPERATION: Operation = Operation {
        id: "listSurveys",
        name: "List Surveys",
        category: Category::Surveys,
        path: "/API/v3/surveys",
        description: "Lists the surveys that you or your groups own or that are shared with you yourself, 100 to a page, the \
                      oldest first.",
        ..Operation::documented()
    };
    type Call = Call<Nothing, Nothing, ByOffset>;
    type Result = Page<ListedSurvey>;

    fn example() -> Example<Self> {
        let listed = ListedSurvey {
            id: sample::survey(),
            name: Name::stored("Library visit"),
            owner_id: sample::administrator().into(),
            last_modified: sample::moment(),
            creation_date: sample::moment(),
            is_active: true,
        };
        Example::of_path(Nothing {}, vec![listed])
    }
}
