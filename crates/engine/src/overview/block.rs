//! Blocks of the overview, and how they loop (api/surveys.md sections 3 and 3.4).

use indexmap::IndexMap;
use model::QuestionId;
use model::survey::{Block, BlockElement, Survey};
use serde_json::{Map, Value, json};

use super::randomization;

/// What a block shows, and how it shuffles it.
pub(super) fn of(block: &Block) -> Value {
    let elements = block.elements.iter().map(|element| match element {
        BlockElement::Question { id, .. } => json!({ "type": "Question", "questionId": id.as_str() }),
        BlockElement::PageBreak => json!({ "type": "PageBreak" }),
    });
    let mut members = json!({ "description": block.description, "elements": elements.collect::<Vec<_>>() });
    let how = option(block, "RandomizeQuestions").and_then(Value::as_str).unwrap_or_default();
    members["randomization"] = match how {
        "RandomizeAll" | "RandomWithXPerPage" => json!({ "type": "all" }),
        "RandomWithOnlyX" => json!({ "type": "subset" }),
        "Advanced" => {
            let details = option(block, "Randomization");
            let mut told = randomization::advanced(details);
            let per_page = details.and_then(|details| details.get("Advanced")?.get("QuestionsPerPage"));
            told["options"]["questionsPerPage"] = json!(randomization::number(per_page));
            told
        }
        _ => return without(members, "randomization"),
    };
    members
}

fn without(mut members: Value, name: &str) -> Value {
    if let Some(members) = members.as_object_mut() {
        members.shift_remove(name);
    }
    members
}

fn option<'a>(block: &'a Block, name: &str) -> Option<&'a Value> {
    block.raw.get("Options")?.get(name)
}

/// How a block loops; nothing for a block that is shown once.
pub(super) fn looping(survey: &Survey, block: &Block) -> Option<(String, Value)> {
    let kind = option(block, "Looping")?.as_str()?;
    if block.loop_rows.is_empty() {
        return None;
    }
    let details = option(block, "LoopingOptions");
    let detail = |name: &str| details.and_then(|details| details.get(name));
    let meta = detail("QID").and_then(Value::as_str).map_or(json!({}), |id| {
        let question = QuestionId::parse(id).ok().and_then(|id| survey.questions.get(&id));
        let kind = question.and_then(|question| question.raw.get("QuestionType")).cloned();
        json!({ "questionId": id, "questionType": kind })
    });
    let randomize = detail("Randomization").and_then(Value::as_str).unwrap_or("None");
    let limit = (randomize == "Subset").then(|| randomization::number(detail("TotalRandSubset")));
    let told = json!({
        "loopType": kind,
        "loopQuestionMeta": meta,
        "randomizationMeta": { "randomize": randomize, "limit": limit },
        "columnNames": column_names(block),
    });
    Some((block.id.clone(), told))
}

/// The fields of a loop by their number, each with its value in every row.
fn column_names(block: &Block) -> Map<String, Value> {
    let mut names: IndexMap<&str, Vec<&Value>> = IndexMap::new();
    for (_, row) in &block.loop_rows {
        for (field, value) in row {
            names.entry(field).or_default().push(value);
        }
    }
    names.into_iter().map(|(field, values)| (format!("field{field}"), json!(values))).collect()
}
