//! What authors wrote in the conditions of a survey, all over it: the patterns.

use model::survey::{BlockElement, Expression, FlowElement, Question, Survey};
use serde_json::Value;

/// The patterns of a survey as their authors wrote them, and where; those that are made by piping are left out.
pub(super) fn patterns(survey: &Survey) -> Vec<(String, &str)> {
    let mut found = Vec::new();
    for question in survey.questions.values() {
        of_question(question, &mut found);
    }
    for block in survey.blocks.values() {
        for element in &block.elements {
            let BlockElement::Question { id, skip } = element else { continue };
            for item in skip {
                let operator = item.get("Condition").or_else(|| item.get("Operator"));
                let right = item.get("RightOperand").or_else(|| item.get("Value"));
                let is_pattern = operator.is_some_and(|operator| operator == "MatchesRegex");
                let right = right.and_then(Value::as_str).filter(|_| is_pattern);
                found.extend(right.map(|right| (id.to_string(), right.trim())));
            }
        }
    }
    of_flow(&survey.flow, &mut found);
    found.retain(|(_, pattern)| !pattern.contains("${") && !pattern.contains("$e{"));
    found
}

fn numbered(value: &Value) -> Vec<&Value> {
    let Some(members) = value.as_object() else { return Vec::new() };
    let mut items: Vec<(u32, &Value)> =
        members.iter().filter_map(|(key, value)| Some((key.parse().ok()?, value))).collect();
    items.sort_by_key(|(key, _)| *key);
    items.into_iter().map(|(_, value)| value).collect()
}

fn of_question<'a>(question: &'a Question, found: &mut Vec<(String, &'a str)>) {
    let place = question.id.to_string();
    let custom = question.raw.get("Validation").and_then(|raw| raw.get("Settings")?.get("CustomValidation"));
    if let Some(rule) = custom.and_then(|custom| custom.get("Logic")) {
        let items = numbered(rule).into_iter().flat_map(numbered);
        let patterns = items.filter(|item| item.get("Operator").is_some_and(|word| word == "MatchesRegex"));
        let patterns = patterns.filter_map(|item| item.get("RightOperand")?.as_str());
        found.extend(patterns.map(|pattern| (place.clone(), pattern.trim())));
    }
    let own = question.display.iter();
    let choices =
        question.choices.iter().chain(&question.answers).filter_map(|choice| choice.display.as_ref());
    for expression in own.chain(choices) {
        of_expression(&place, expression, found);
    }
    question.columns.iter().for_each(|column| of_question(column, found));
}

fn of_flow<'a>(flow: &'a [FlowElement], found: &mut Vec<(String, &'a str)>) {
    for element in flow {
        if let FlowElement::Branch { flow, condition: Some(condition), .. } = element {
            of_expression(flow, condition, found);
        }
        of_flow(element.children(), found);
    }
}

fn of_expression<'a>(place: &str, expression: &'a Expression, found: &mut Vec<(String, &'a str)>) {
    let patterns = expression.conditions().filter(|condition| condition.operator == "MatchesRegex");
    found.extend(patterns.map(|condition| (place.to_owned(), condition.right.trim())));
}
