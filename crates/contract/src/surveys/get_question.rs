//! Get Question.

use serde_json::{Value, json};

use super::QuestionShape;
use crate::prelude::*;

/// The question of the examples.
pub(super) fn sample_question() -> Value {
    json!({
        "QuestionText": "Is there anything you would like to tell us?", "DataExportTag": "Q3", "QuestionType": "TE",
        "Selector": "ESTB", "Configuration": { "QuestionDescriptionOption": "UseText" },
        "QuestionDescription": "Is there anything you would like to tell us?",
        "Validation": { "Settings": { "ForceResponse": "OFF", "ForceResponseType": "ON", "Type": "None" } },
        "Language": [], "QuestionID": "QID3",
    })
}

/// Get Question.
pub struct GetQuestion;

impl Endpoint for GetQuestion {
    const OPERATION: Operation = Operation {
        id: "getQuestion",
        name: "Get Question",
        category: Category::Surveys,
        path: "/API/v3/survey-definitions/{surveyId}/questions/{questionId}",
        permission: Permission::Thing(Action::View),
        description: "Reads one question as survey files write it, with the unescaped copy of its text.",
        ..Operation::documented()
    };
    type Call = Call<(SurveyId, QuestionId)>;
    type Result = Whole<QuestionShape>;

    fn example() -> Example<Self> {
        Example::of_path((sample::survey(), sample::question()), sample_question())
    }
}
