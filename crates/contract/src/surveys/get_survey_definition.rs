//! Get Survey Definition.

use serde_json::{Map, Value, json};

use crate::prelude::*;

/// In which form.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetSurveyDefinitionQuery {
    /// Give `qsf` for the survey file, which can be imported again.
    pub format: Option<DefinitionFormat>,
}

/// The forms a definition can be read in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum DefinitionFormat {
    /// The survey file.
    Qsf,
}

/// Get Survey Definition.
pub struct GetSurveyDefinition;

impl Endpoint for GetSurveyDefinition {
    const OPERATION: Operation = Operation {
        id: "getSurveyDefinition",
        name: "Get Survey Definition",
        category: Category::Surveys,
        path: "/API/v3/survey-definitions/{surveyId}",
        permission: Permission::Thing(Action::View),
        description: "Reads the whole definition of a survey: options, questions, blocks and flow as they are written \
                      in survey files. With format=qsf it is the survey file itself. LastAccessed is always null: \
                      reading is not counted. ProjectInfo tells CORE where the file does not say what it is.",
        ..Operation::recorded("the_definition_is_the_recorded_one")
    };
    type Call = Call<SurveyId, Nothing, GetSurveyDefinitionQuery>;
    type Result = Rendered<Map<String, Value>>;

    fn example() -> Example<Self> {
        let definition = json!({
            "QuestionCount": "1",
            "SurveyOptions": { "BackButton": "false", "SaveAndContinue": "true", "SurveyProtection": "PublicSurvey" },
            "SurveyID": sample::survey(),
            "SurveyName": "Library visit",
            "SurveyStatus": "Active",
            "Questions": {
                "QID1": {
                    "QuestionText": "How did you like your visit?", "DataExportTag": "Q1", "QuestionType": "MC",
                    "Selector": "SAVR", "SubSelector": "TX", "Choices": { "1": { "Display": "Well" } },
                    "ChoiceOrder": ["1"], "QuestionID": "QID1",
                },
            },
            "Blocks": {
                "BL_3exampleBlock00": {
                    "Type": "Default", "Description": "Visit", "ID": "BL_3exampleBlock00",
                    "BlockElements": [{ "Type": "Question", "QuestionID": "QID1" }],
                },
            },
        });
        let Value::Object(result) = definition else { unreachable!("an object was written") };
        Example::of_path(sample::survey(), result)
    }
}
