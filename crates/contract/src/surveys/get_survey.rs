//! Get Survey.

use indexmap::IndexMap;
use model::survey::overview::{EmbeddedDataField, Expiration, ResponseCounts, SurveyOverview};
use model::{SurveyId, example};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::errors::codes;
use crate::{Category, Endpoint, Example, Json, Nothing, Operation};

/// The ids in the path.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SurveyPath {
    /// The survey.
    pub survey_id: SurveyId,
}

impl SurveyPath {
    /// The survey of the example brand.
    pub(crate) fn example() -> Self {
        Self { survey_id: crate::sample::id(SurveyId::parse(example::SURVEY)) }
    }
}

/// Get Survey.
pub struct GetSurvey;

impl Endpoint for GetSurvey {
    const OPERATION: Operation = Operation {
        id: "getSurvey",
        name: "Get Survey",
        category: Category::Surveys,
        path: "/API/v3/surveys/{surveyId}",
        description: "Reads one survey: its state, questions, export columns, blocks, flow and counters of responses.",
        errors: &[codes::SURVEY_NOT_FOUND, codes::SURVEY_FORBIDDEN],
        ..Operation::recorded("the_overview_is_the_recorded_one")
    };
    type Path = SurveyPath;
    type Query = Nothing;
    type Headers = Nothing;
    type Body = Nothing;
    type Result = Json<SurveyOverview>;

    fn example() -> Example<Self> {
        let question = json!({
            "questionType": { "type": "MC", "selector": "SAVR", "subSelector": "TX" },
            "questionText": "How did you like your visit?",
            "questionLabel": null,
            "validation": { "doesForceResponse": true },
            "questionName": "Q1",
            "choices": {
                "1": { "recode": "1", "description": "Well", "choiceText": "Well", "imageDescription": null,
                       "variableName": null, "analyze": true },
                "2": { "recode": "2", "description": "Not well", "choiceText": "Not well", "imageDescription": null,
                       "variableName": null, "analyze": true },
            },
        });
        let block =
            json!({ "description": "Visit", "elements": [{ "type": "Question", "questionId": "QID1" }] });
        let result = SurveyOverview {
            id: example::SURVEY.into(),
            name: "Library visit".into(),
            owner_id: example::ADMINISTRATOR.into(),
            organization_id: example::BRAND.into(),
            is_active: true,
            creation_date: crate::sample::moment(),
            last_modified_date: crate::sample::moment(),
            expiration: Expiration::default(),
            questions: IndexMap::from([("QID1".to_owned(), question)]),
            export_column_map: IndexMap::from([("Q1".to_owned(), json!({ "question": "QID1" }))]),
            blocks: IndexMap::from([("BL_3exampleBlock00".to_owned(), block)]),
            flow: vec![json!({ "id": "BL_3exampleBlock00", "type": "Block" })],
            embedded_data: vec![EmbeddedDataField {
                name: "branch".into(),
                default_value: Some("main".into()),
            }],
            comments: IndexMap::new(),
            loop_and_merge: IndexMap::new(),
            response_counts: ResponseCounts { auditable: 24, generated: 6, deleted: 0 },
        };
        Example::of_path(SurveyPath::example(), result)
    }
}
