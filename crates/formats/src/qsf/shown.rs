//! Parts of a definition as the API shows them, of itself and alone.

use serde_json::{Map, Value, json};

use super::edited_flow::highest_flow_number;
use super::facts::DefinitionFacts;
use super::tolerant::{entries, text, text_of};

/// A question with the unescaped copy of its text.
#[must_use]
pub fn question_shown(mut payload: Map<String, Value>) -> Map<String, Value> {
    if !payload.contains_key("QuestionText_Unsafe") {
        let words = payload.get("QuestionText").cloned().unwrap_or(Value::Null);
        payload.insert("QuestionText_Unsafe".into(), words);
    }
    payload
}

/// A block with its elements as a list, for which old files write an object, or nothing where there are none.
#[must_use]
pub fn block_shown(mut block: Map<String, Value>) -> Map<String, Value> {
    let elements = entries(block.get("BlockElements")).into_iter().map(|(_, element)| element.clone());
    let elements = elements.collect();
    block.insert("BlockElements".into(), Value::Array(elements));
    block
}

/// A flow with its root: a few files write the root's children as the payload itself, and some the children as an object.
#[must_use]
pub fn flow_shown(payload: Value) -> Map<String, Value> {
    let mut root = match payload {
        Value::Object(root) if root.contains_key("Flow") || root.contains_key("Type") => root,
        children => Map::from_iter([("Flow".to_owned(), children)]),
    };
    let children = entries(root.get("Flow")).into_iter().map(|(_, element)| element.clone());
    let children = children.filter(Value::is_object).collect();
    for (name, value) in [("Type", json!("Root")), ("FlowID", json!("FL_1"))] {
        root.entry(name).or_insert(value);
    }
    root.insert("Flow".into(), Value::Array(children));
    let highest = highest_flow_number(&root);
    let properties = root.entry("Properties").or_insert_with(|| json!({}));
    if !properties.is_object() {
        *properties = json!({});
    }
    if let Some(properties) = properties.as_object_mut() {
        properties.entry("Count").or_insert(json!(highest));
    }
    root
}

/// The options and the members that the definition adds to them. `response_set` is the file's, for an entry that names none.
#[must_use]
pub fn options_shown(
    mut options: Map<String, Value>,
    entry: &Map<String, Value>,
    response_set: Option<String>,
    facts: &DefinitionFacts,
) -> Map<String, Value> {
    let language = Some(text_of(entry, "SurveyLanguage")).filter(|language| !language.is_empty());
    let language = language.unwrap_or_else(|| "EN".to_owned());
    if !options.contains_key("ActiveResponseSet") {
        let named = text(entry.get("SurveyActiveResponseSet"));
        options.insert("ActiveResponseSet".into(), json!(named.or(response_set)));
    }
    if !options.contains_key("AvailableLanguages") {
        options.insert("AvailableLanguages".into(), json!({ language.as_str(): [] }));
    }
    options.insert("SurveyName".into(), json!(facts.name));
    options.insert("SurveyLanguage".into(), json!(language));
    options.insert("SurveyStartDate".into(), json!(facts.starts));
    options.insert("SurveyExpirationDate".into(), json!(facts.ends));
    options.insert("SurveyCreationDate".into(), json!(facts.created));
    options
}
