//! From the file as it came to the survey as the engine reads it.

use indexmap::IndexMap;
use model::survey::{Survey, SurveyFile};
use serde_json::Value;

use super::room::Room;
use super::{carried, flow, question, quotas, tolerant};

/// The typed view of a survey file. It never fails: what is not understood is left out of the view and stays in the
/// file.
#[must_use]
pub fn survey(file: &SurveyFile) -> Survey {
    let mut room = Room::new();
    let questions: IndexMap<_, _> = carried::payloads(file, &mut room)
        .iter()
        .filter_map(|payload| question::question(payload))
        .map(|question| (question.id.clone(), question))
        .collect();
    let language = tolerant::text_of(&file.entry, "SurveyLanguage");
    let root = file.payload("FL");
    // A few files write the root's children as the payload itself.
    let children = root.and_then(|root| root.get("Flow")).or(root.filter(|root| root.is_array()));
    let (quotas, quota_groups) = quotas::quotas(file);
    Survey {
        name: tolerant::text_of(&file.entry, "SurveyName"),
        language: if language.is_empty() { "EN".to_owned() } else { language },
        blocks: file
            .payload("BL")
            .map(|payload| flow::blocks(payload, &questions, &mut room))
            .unwrap_or_default(),
        questions,
        flow: flow::flow(children),
        options: file.payload("SO").and_then(Value::as_object).cloned().unwrap_or_default(),
        scoring: flow::scoring(file.payload("SCO")),
        shown_scores: flow::shown_scores(file.payload("SCO")),
        quotas,
        quota_groups,
    }
}
