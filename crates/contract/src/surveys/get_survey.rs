//! Get Survey.

use indexmap::IndexMap;
use model::survey::overview::{EmbeddedDataField, Expiration, NoComments, SurveyOverview};
use serde_json::json;

use crate::prelude::*;

/// Get Survey.
pub struct GetSurvey;

impl Endpoint for GetSurvey {
    const OPERATION: Operation = Operation {
        id: "getSurvey",
        name: "Get Survey",
        category: Category::Surveys,
        path: "/API/v3/surveys/{surveyId}",
        permission: Permission::Thing(Action::View),
        description: "Reads one survey: its state, questions, export columns, blocks, flow and counters of responses.",
        ..Operation::recorded("the_overview_is_the_recorded_one")
    };
    type Call = Call<SurveyId>;
    type Result = Rendered<SurveyOverview>;

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
            id: sample::survey(),
            name: Name::stored("Library visit"),
            owner_id: sample::administrator().into(),
            organization_id: sample::organization(),
            is_active: true,
            creation_date: sample::moment(),
            last_modified_date: sample::moment(),
            expiration: Expiration::default(),
            questions: IndexMap::from([("QID1".to_owned(), question)]),
            export_column_map: IndexMap::from([("Q1".to_owned(), json!({ "question": "QID1" }))]),
            blocks: IndexMap::from([("BL_3exampleBlock00".to_owned(), block)]),
            flow: vec![json!({ "id": "BL_3exampleBlock00", "type": "Block" })],
            embedded_data: vec![EmbeddedDataField {
                name: "branch".into(),
                default_value: Some("main".into()),
            }],
            comments: NoComments,
            loop_and_merge: IndexMap::new(),
            response_counts: ResponseCounts { auditable: 24, generated: 6, deleted: 0 },
        };
        Example::of_path(sample::survey(), result)
    }
}
