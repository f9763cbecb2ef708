//! Update Options.

use super::OptionsShape;
use super::get_options::sample_options;
use crate::prelude::*;

/// Update Options.
pub struct UpdateOptions;

impl Endpoint for UpdateOptions {
    const OPERATION: Operation = Operation {
        id: "updateOptions",
        name: "Update Options",
        category: Category::Surveys,
        verb: Verb::Put,
        effect: Some(Effect::Own),
        path: "/API/v3/survey-definitions/{surveyId}/options",
        permission: Permission::Thing(Action::SetOptions),
        description: "Puts options in place of those before. SurveyName, SurveyLanguage, SurveyStartDate and \
                      SurveyExpirationDate change the survey itself; SurveyCreationDate stays what it is.",
        ..Operation::near(
            "The original demands 18 options; here one of them that is left out stays as it was. Options that the original \
             does not name are kept, and those it does not demand are gone where they are left out.",
        )
    };
    type Call = Call<SurveyId, Whole<OptionsShape>>;
    type Result = MetaOnly;

    fn example() -> Example<Self> {
        Example::of_body(sample::survey(), sample_options(), Nothing {})
    }
}
