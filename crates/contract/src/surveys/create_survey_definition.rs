//! Create Survey Definition: an empty survey, or one from a survey file sent as JSON.

use serde_json::{Map, Value, json};

use super::ImportReport;
use crate::body::read_json;
use crate::prelude::*;
use crate::{Body, BodyDescription, BodyKind, Problem, Received, schema};

/// What to make a survey of.
#[derive(Debug)]
pub enum NewDefinition {
    /// Nothing: it has a block without questions.
    Empty(EmptySurvey),
    /// A survey file.
    File(Map<String, Value>),
}

/// A survey without questions.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub struct EmptySurvey {
    /// Its name; left out where a survey file is sent.
    pub survey_name: Name,
    /// The language of its texts; left out where a survey file is sent.
    pub language: LanguageCode,
    /// The category of the project; left out where a survey file is sent.
    pub project_category: ProjectCategory,
}

/// The categories of projects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[allow(missing_docs)] // The original says no more of them.
pub enum ProjectCategory {
    CORE,
    CX,
    EX,
    BX,
    PX,
}

/// A survey file (QSF).
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
struct SurveyFileShape {
    /// Of a survey file, what is told of the survey. Its SurveyName becomes the survey's name.
    survey_entry: Map<String, Value>,
    /// Of a survey file, its elements: blocks, flow, options, questions.
    #[serde(deserialize_with = "elements")]
    #[schemars(with = "Vec<Map<String, Value>>")]
    survey_elements: Value,
}

/// Old files write an object keyed by number.
fn elements<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let fits = match &value {
        Value::Array(list) => list.iter().all(Value::is_object),
        Value::Object(map) => map.values().all(Value::is_object),
        _ => false,
    };
    if fits { Ok(value) } else { Err(serde::de::Error::custom("a list of objects is expected")) }
}

impl Body for NewDefinition {
    const KINDS: &'static [BodyKind] = &[BodyKind::Json];
    type Example = EmptySurvey;

    fn decode(received: Received) -> Result<Self, Problem> {
        let Received::Json(text) = received else {
            return Err(Problem::parameter("body", "a JSON object is expected"));
        };
        let members: Map<String, Value> = read_json(&text)?;
        if !members.contains_key("SurveyEntry") && !members.contains_key("SurveyElements") {
            return read_json(&text).map(Self::Empty);
        }
        read_json::<SurveyFileShape>(&text)?;
        Ok(Self::File(members))
    }

    fn describe(example: &EmptySurvey) -> Vec<BodyDescription> {
        // Either all members of the one or all of the other, so none of them is demanded always.
        let shapes = [schema::of::<EmptySurvey>(), schema::of::<SurveyFileShape>()];
        let properties = shapes.iter().flat_map(schema::properties);
        let properties: Map<_, _> = properties.map(|(name, member)| (name.clone(), member.clone())).collect();
        let schema = json!({ "type": "object", "properties": properties });
        let example = serde_json::to_string_pretty(example).unwrap_or_default();
        vec![BodyDescription { media_type: "application/json", schema, example }]
    }
}

/// The ids of a survey that was made and of its default block.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct CreatedSurvey {
    /// Its id.
    #[serde(rename = "SurveyID")]
    pub survey_id: SurveyId,
    /// The block that new questions go to.
    #[serde(rename = "DefaultBlockID")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_block_id: Option<BlockId>,
    /// What the survey file uses and this server does not run, or runs otherwise than its author meant; left out where there is
    /// nothing of the kind, as of an empty survey. The original has nothing like it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<ImportReport>,
}

/// Create Survey Definition.
pub struct CreateSurveyDefinition;

impl Endpoint for CreateSurveyDefinition {
    const OPERATION: Operation = Operation {
        id: "createSurveyDefinition",
        name: "Create Survey Definition",
        category: Category::Surveys,
        verb: Verb::Post,
        // Reading a file comes before the transaction.
        effect: Some(Effect::Own),
        path: "/API/v3/survey-definitions",
        description: "Makes a survey: an empty one with a default block, a Trash block and a flow, which is closed; or one \
                      from a survey file that is sent as JSON.",
        body_limit: 20 << 20,
        seconds: 30,
        permission: Permission::Account(Leaf::CreateSurveys),
        errors: &[codes::BAD_SURVEY_FILE],
        leads: &[
            Lead::with("getSurveyDefinition", "surveyId", "SurveyID"),
            Lead::with("createQuestion", "surveyId", "SurveyID"),
        ],
        ..Operation::near("Which blocks and ids a new survey has is taken from files, not recorded.")
    };
    type Call = Call<Nothing, NewDefinition>;
    type Result = Json<CreatedSurvey>;

    fn example() -> Example<Self> {
        let empty = EmptySurvey {
            survey_name: Name::stored("Library visit"),
            language: LanguageCode::stored("EN"),
            project_category: ProjectCategory::CORE,
        };
        let created = CreatedSurvey {
            survey_id: sample::survey(),
            default_block_id: Some(sample::block()),
            report: None,
        };
        Example::of_body(Nothing {}, empty, created)
    }
}
