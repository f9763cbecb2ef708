//! Update Survey Languages.

use super::SurveyLanguages;
use crate::prelude::*;

/// Update Survey Languages.
pub struct UpdateSurveyLanguages;

impl Endpoint for UpdateSurveyLanguages {
    const OPERATION: Operation = Operation {
        id: "updateSurveyLanguages",
        name: "Update Survey Languages",
        category: Category::Surveys,
        verb: Verb::Put,
        effect: Some(Effect::Own),
        path: "/API/v3/surveys/{surveyId}/languages",
        permission: Permission::Thing(Action::SetOptions),
        description: "Says which languages respondents can choose: name every one to keep, the base language among them. The \
                      translations of one that is left out are kept. Newer documents of the original only let these be read and set \
                      them by Update Options; both work here.",
        ..Operation::documented()
    };
    type Call = Call<SurveyId, Json<SurveyLanguages>>;
    type Result = MetaOnly;

    fn example() -> Example<Self> {
        Example::of_body(sample::survey(), SurveyLanguages::sample(), Nothing {})
    }
}
