//! List Surveys.

use model::{Moment, example};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Category, Endpoint, Example, Nothing, Operation, Page};

/// Which part of the list.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListSurveysQuery {
    /// How many surveys to skip; take it from `nextPage`.
    pub offset: Option<u32>,
}

/// A survey as the list tells it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListedSurvey {
    /// The survey's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The user who owns it.
    pub owner_id: String,
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
        description: "Lists the surveys you own, 100 to a page, the oldest first.",
        ..Operation::near("Surveys that others share with you are left out, as nothing can be shared yet.")
    };
    type Path = Nothing;
    type Query = ListSurveysQuery;
    type Headers = Nothing;
    type Body = Nothing;
    type Result = Page<ListedSurvey>;

    fn example() -> Example<Self> {
        Example {
            path: Nothing {},
            query: ListSurveysQuery { offset: None },
            headers: Nothing {},
            body: Nothing {},
            result: vec![ListedSurvey {
                id: example::SURVEY.into(),
                name: "Library visit".into(),
                owner_id: example::ADMINISTRATOR.into(),
                last_modified: crate::sample::moment(),
                creation_date: crate::sample::moment(),
                is_active: true,
            }],
        }
    }
}
