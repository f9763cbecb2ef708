//! Create Question.

use serde_json::{Value, json};

use crate::prelude::*;

/// Where the question goes.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct InBlock {
    /// The block at whose end it goes; the default block where it is left out.
    pub block_id: Option<BlockId>,
}

/// A question as survey files write it. Every other member is kept as it is sent.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[schemars(extend("additionalProperties" = true))]
pub struct QuestionShape {
    /// Its id: the one in the path, where it is changed. Where it is made it gets the next one, whatever is sent.
    #[serde(rename = "QuestionID")]
    pub question_id: Option<String>,
    /// The text, with its HTML and piped text.
    pub question_text: String,
    /// The type: MC, Matrix, TE, DB, Slider, SBS, CS, RO, Timing and the others of survey files.
    #[schemars(length(min = 1))]
    pub question_type: String,
    /// The selector of the type: SAVR, MAVR, Likert, SL, TB.
    pub selector: String,
    /// What the selector says no more of: TX, SingleAnswer; none for many types.
    pub sub_selector: Option<String>,
    /// The name of its columns in exports. Two questions may have the same.
    pub data_export_tag: Option<String>,
    /// The label of the question.
    pub question_description: Option<String>,
    /// The choices by id, or a grid's rows: objects with Display and what else belongs to a choice.
    #[serde(default)]
    #[schemars(schema_with = "list_or_object")]
    pub choices: Option<Value>,
    /// The ids of the choices in the order in which they are shown.
    #[serde(default)]
    #[schemars(schema_with = "list_or_object")]
    pub choice_order: Option<Value>,
    /// A grid's columns by id.
    #[serde(default)]
    #[schemars(schema_with = "list_or_object")]
    pub answers: Option<Value>,
    /// The ids of the columns in the order in which they are shown.
    #[serde(default)]
    #[schemars(schema_with = "list_or_object")]
    pub answer_order: Option<Value>,
    /// What is demanded of answers: an object with Settings.
    #[serde(default)]
    #[schemars(schema_with = "list_or_object")]
    pub validation: Option<Value>,
    /// How the question looks.
    #[serde(default)]
    #[schemars(schema_with = "list_or_object")]
    pub configuration: Option<Value>,
    /// The translations by language code, or an empty list.
    #[serde(default)]
    #[schemars(schema_with = "list_or_object")]
    pub language: Option<Value>,
    /// When the question is shown; null or left out for always.
    #[serde(default)]
    #[schemars(schema_with = "list_or_object")]
    pub display_logic: Option<Value>,
}

/// Files write an empty object as a list, and old ones a list as an object.
pub(super) fn list_or_object(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "type": ["object", "array", "null"] })
}

/// The id of a question that was made.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CreatedQuestion {
    /// Its id.
    #[serde(rename = "QuestionID")]
    pub question_id: QuestionId,
}

/// Create Question.
pub struct CreateQuestion;

impl Endpoint for CreateQuestion {
    const OPERATION: Operation = Operation {
        id: "createQuestion",
        name: "Create Question",
        category: Category::Surveys,
        verb: Verb::Post,
        effect: Some(Effect::Own),
        path: "/API/v3/survey-definitions/{surveyId}/questions",
        permission: Permission::Thing(Action::EditQuestions),
        description: "Adds a question at the end of a block. It gets the next id, whatever QuestionID is sent; an id is never given \
                      twice. What is left out is what the editor would write: a tag (Q and the number), a description made of \
                      the text, orders, validation and configuration.",
        leads: &[Lead::with("getQuestion", "questionId", "QuestionID")],
        ..Operation::near("Which ids and tags the original gives is not recorded.")
    };
    type Call = Call<SurveyId, Whole<QuestionShape>, InBlock>;
    type Result = Json<CreatedQuestion>;

    fn example() -> Example<Self> {
        let question = json!({
            "QuestionText": "Which branch do you visit most?", "QuestionType": "MC", "Selector": "SAVR", "SubSelector": "TX",
            "Choices": { "1": { "Display": "Main street" }, "2": { "Display": "Harbour" } },
        });
        let created = CreatedQuestion { question_id: sample::new_question() };
        Example::of_body(sample::survey(), question, created)
    }
}
