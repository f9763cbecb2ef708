//! Answers that the author entered beforehand.

use model::survey::{Question, QuestionType};
use serde_json::Value;

use crate::run::logic::{self, Usage};
use crate::run::payload::is_on;
use crate::run::scope::RunScope;

/// What the author entered beforehand (`DefaultChoices`), for questions that are shown for the first time.
pub(crate) fn defaults(here: RunScope<'_>, shown: &[(&Question, String)]) -> Vec<(String, Vec<String>)> {
    let mut fields = Vec::new();
    for (question, key) in shown.iter().filter(|(_, key)| !here.was_shown(key)) {
        let Some(preset) = question.raw.get("DefaultChoices").and_then(Value::as_object) else { continue };
        match question.kind {
            QuestionType::TextEntry => {
                let text = preset.get("TEXT").and_then(|text| text.get("Text")?.as_str()).unwrap_or_default();
                let value = logic::text(here, text, Usage::Text, key);
                let name = format!("{key}_TEXT");
                if !value.is_empty() && here.entered(&name).is_empty() {
                    fields.push((name, vec![value]));
                }
            }
            QuestionType::MultipleChoice if here.entered(key).is_empty() => {
                let on = preset
                    .iter()
                    .filter(|(_, value)| is_on(value.get("Selected")))
                    .map(|(id, _)| id.clone())
                    .collect::<Vec<_>>();
                if !on.is_empty() {
                    fields.push((key.clone(), on));
                }
            }
            _ => {}
        }
    }
    fields
}
