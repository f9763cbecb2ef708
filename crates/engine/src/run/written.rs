//! Conditions as survey files write them, where the typed survey keeps the payload as it came; and the patterns in all
//! conditions of a survey.

use model::survey::{BlockElement, Condition, Expression, FlowElement, Joint, Question, Survey};
use serde_json::{Map, Value};

/// A skip logic item as a condition (api/qsf.md section 3.1).
pub(super) fn skip_condition(item: &Map<String, Value>) -> Condition {
    let text = |names: [&str; 2]| {
        names.iter().find_map(|name| item.get(*name)?.as_str()).unwrap_or_default().to_owned()
    };
    Condition {
        logic: "Question".into(),
        left: text(["Locator", "ChoiceLocator"]),
        operator: text(["Condition", "Operator"]),
        right: text(["RightOperand", "Value"]),
        ignore_case: false,
    }
}

/// An expression as a survey file writes it; used where the typed survey keeps the payload as it came.
pub(super) fn expression(raw: &Value) -> Expression {
    let mut conditions = Vec::new();
    for group in numbered(raw) {
        let group_joint = match group.get("Type").and_then(Value::as_str) {
            Some("OrIf" | "ElseIf") => Joint::Or,
            _ => Joint::And,
        };
        for (place, item) in numbered(group).into_iter().enumerate() {
            let text = |name: &str| item.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
            let joint = match (place, text("Conjuction").as_str()) {
                (0, _) => group_joint,
                (_, "Or") => Joint::Or,
                _ => Joint::And,
            };
            let left = match text("LeftOperand") {
                left if left.is_empty() => text("ChoiceLocator"),
                left => left,
            };
            let ignore_case =
                item.get("IgnoreCase").is_some_and(|value| value == 1 || value == "1" || value == true);
            let condition = Condition {
                logic: text("LogicType"),
                left,
                operator: text("Operator"),
                right: text("RightOperand"),
                ignore_case,
            };
            conditions.push((joint, condition));
        }
    }
    Expression { conditions, in_page: false }
}

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
    found.retain(|(_, pattern)| !pattern.contains("${"));
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
    let conditions = expression.conditions.iter().map(|(_, condition)| condition);
    let patterns = conditions.filter(|condition| condition.operator == "MatchesRegex");
    found.extend(patterns.map(|condition| (place.to_owned(), condition.right.trim())));
}
