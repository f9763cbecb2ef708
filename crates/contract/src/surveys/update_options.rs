//! Update Options.

use serde_json::json;

use super::OptionsShape;
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
        let options = json!({
            "BackButton": "true", "SaveAndContinue": "true", "SurveyProtection": "PublicSurvey",
            "BallotBoxStuffingPrevention": "false", "NoIndex": "Yes", "SecureResponseFiles": "true",
            "SurveyExpiration": "None", "SurveyTermination": "DefaultMessage", "Header": "", "Footer": "",
            "ProgressBarDisplay": "VerboseText", "PartialData": "+1 week", "ValidationMessage": "", "PreviousButton": "",
            "NextButton": "", "SkinLibrary": "example", "SkinType": "templated",
            "Skin": { "brandingId": null, "templateId": "*base", "overrides": null },
        });
        Example::of_body(sample::survey(), options, Nothing {})
    }
}
