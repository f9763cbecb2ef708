//! Get Options.

use serde_json::{Value, json};

use super::OptionsShape;
use crate::prelude::*;

/// The options of the examples.
pub(super) fn sample_options() -> Value {
    json!({
        "BackButton": "true", "SaveAndContinue": "true", "SurveyProtection": "PublicSurvey",
        "BallotBoxStuffingPrevention": "false", "NoIndex": "Yes", "SecureResponseFiles": "true",
        "SurveyExpiration": "None", "SurveyTermination": "DefaultMessage", "Header": "", "Footer": "",
        "ProgressBarDisplay": "VerboseText", "PartialData": "+1 week", "ValidationMessage": "", "PreviousButton": "",
        "NextButton": "", "SkinLibrary": "example", "SkinType": "templated",
        "Skin": { "brandingId": null, "templateId": "*base", "overrides": null },
    })
}

/// Get Options.
pub struct GetOptions;

impl Endpoint for GetOptions {
    const OPERATION: Operation = Operation {
        id: "getOptions",
        name: "Get Options",
        category: Category::Surveys,
        path: "/API/v3/survey-definitions/{surveyId}/options",
        permission: Permission::Thing(Action::View),
        description: "Reads the options of a survey, with its name, language, dates and response set.",
        ..Operation::documented()
    };
    type Call = Call<SurveyId>;
    type Result = Whole<OptionsShape>;

    fn example() -> Example<Self> {
        Example::of_path(sample::survey(), sample_options())
    }
}
