//! Get Survey Version.

use serde_json::{Map, Value, json};

use super::SurveyVersion;
use super::get_survey_definition::{GetSurveyDefinition, GetSurveyDefinitionQuery};
use crate::prelude::*;

/// Get Survey Version.
pub struct GetSurveyVersion;

impl Endpoint for GetSurveyVersion {
    const OPERATION: Operation = Operation {
        id: "getSurveyVersion",
        name: "Get Survey Version",
        category: Category::Surveys,
        path: "/API/v3/survey-definitions/{surveyId}/versions/{versionId}",
        permission: Permission::Thing(Action::View),
        description: "Reads the definition of a survey as it was in this version, with what List Survey Versions tells \
                      of it in VersionMetadata. With format=qsf it is the survey file of that version.",
        ..Operation::near(
            "Name, status and dates are those of the survey today; the original's are not known.",
        )
    };
    type Call = Call<(SurveyId, VersionId), Nothing, GetSurveyDefinitionQuery>;
    type Result = Rendered<Map<String, Value>>;

    fn example() -> Example<Self> {
        let mut definition = GetSurveyDefinition::example().result;
        definition.insert("VersionMetadata".to_owned(), json!(SurveyVersion::sample()));
        Example::of_path((sample::survey(), sample::version()), definition)
    }
}
