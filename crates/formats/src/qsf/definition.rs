//! The survey's definition as `GET /survey-definitions/{surveyId}` tells it (api/surveys.md section 5).

use model::survey::SurveyFile;
use serde_json::{Map, Value, json};

use super::facts::DefinitionFacts;
use super::flow::response_set;
use super::shown::{options_shown, question_shown};
use super::tolerant::{objects, text, text_of};
use super::usual::no_scoring;

/// The definition: 18 members in the order in which the original writes them.
#[must_use]
pub fn definition(file: &SurveyFile, facts: &DefinitionFacts) -> Value {
    let mut result = Map::new();
    let mut put = |name: &str, value: Value| result.insert(name.to_owned(), value);
    put("QuestionCount", question_count(file));
    put("SurveyOptions", options(file, facts));
    put("SurveyID", json!(facts.survey_id));
    put("SurveyName", json!(facts.name));
    put("SurveyStatus", json!(facts.status));
    put("LastModified", json!(facts.last_modified));
    put("BrandID", json!(facts.brand));
    put("OwnerID", json!(facts.owner));
    put("LastAccessed", json!(facts.last_accessed));
    put("CreatorID", json!(facts.creator));
    put("LastActivated", json!(facts.last_activated));
    put("Questions", questions(file));
    put("Blocks", blocks(file));
    put("ResponseSets", Value::Object(file.of_code("RS").filter_map(response_set).collect()));
    put("SurveyFlow", file.payload("FL").cloned().unwrap_or(Value::Null));
    put("Scoring", scoring(file));
    put("ProjectInfo", project(file, facts));
    put("BrandBaseURL", json!(facts.brand_base_url));
    Value::Object(result)
}

/// As the file says, else counted.
fn question_count(file: &SurveyFile) -> Value {
    let said = file.of_code("QC").find_map(|element| text(element.get("SecondaryAttribute")));
    json!(said.unwrap_or_else(|| file.of_code("SQ").count().to_string()))
}

/// The file's options and the members that the definition adds to them.
fn options(file: &SurveyFile, facts: &DefinitionFacts) -> Value {
    let options = file.payload("SO").and_then(Value::as_object).cloned().unwrap_or_default();
    let set = file.of_code("RS").find_map(|set| text(set.get("PrimaryAttribute")));
    Value::Object(options_shown(options, &file.entry, set, facts))
}

/// Every question, those in the Trash block included, with the unescaped copy of its text.
fn questions(file: &SurveyFile) -> Value {
    let payloads = file.of_code("SQ").filter_map(|element| element.get("Payload")?.as_object());
    let question = |payload: &Map<String, Value>| {
        (text_of(payload, "QuestionID"), Value::Object(question_shown(payload.clone())))
    };
    Value::Object(payloads.map(question).collect())
}

fn blocks(file: &SurveyFile) -> Value {
    let blocks =
        objects(file.payload("BL")).map(|block| (text_of(block, "ID"), Value::Object(block.clone())));
    Value::Object(blocks.collect())
}

fn scoring(file: &SurveyFile) -> Value {
    match file.payload("SCO") {
        Some(Value::Object(scoring)) => Value::Object(scoring.clone()),
        _ => no_scoring(),
    }
}

fn project(file: &SurveyFile, facts: &DefinitionFacts) -> Value {
    let mut project = Map::new();
    project.insert("SurveyID".into(), json!(facts.survey_id));
    let said = file.payload("PROJ").and_then(Value::as_object);
    let said = said.into_iter().flatten().filter(|(name, _)| *name != "SurveyID");
    project.extend(said.map(|(name, value)| (name.clone(), value.clone())));
    for (name, value) in [("ProjectCategory", json!("CORE")), ("ProjectType", Value::Null)] {
        project.entry(name).or_insert(value);
    }
    for name in ["CompositionType", "ContentBundle"] {
        project.entry(name).or_insert(Value::Null);
    }
    Value::Object(project)
}
