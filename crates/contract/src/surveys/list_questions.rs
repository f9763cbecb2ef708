//! List Questions.

use serde_json::{Map, Value, json};

use crate::prelude::*;

/// The questions of a survey.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Questions {
    /// Each question, as Get Question gives it.
    pub elements: Vec<Map<String, Value>>,
}

/// List Questions.
pub struct ListQuestions;

impl Endpoint for ListQuestions {
    const OPERATION: Operation = Operation {
        id: "listQuestions",
        name: "List Questions",
        category: Category::Surveys,
        path: "/API/v3/survey-definitions/{surveyId}/questions",
        permission: Permission::Thing(Action::View),
        description: "Lists every question of a survey in the order of its file, those in the Trash block included.",
        ..Operation::documented()
    };
    type Call = Call<SurveyId>;
    type Result = Rendered<Questions>;

    fn example() -> Example<Self> {
        let question = json!({
            "QuestionText": "How did you like your visit?", "DataExportTag": "Q1", "QuestionType": "MC", "Selector": "SAVR",
            "SubSelector": "TX", "Choices": { "1": { "Display": "Well" } }, "ChoiceOrder": ["1"], "QuestionID": "QID1",
        });
        Example::of_path(
            sample::survey(),
            Questions { elements: question.as_object().cloned().into_iter().collect() },
        )
    }
}
