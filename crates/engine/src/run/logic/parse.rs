//! Conditions as survey files write them, where the typed survey keeps the payload as it came.

use model::survey::{Condition, Expression, Joint};
use serde_json::{Map, Value};

/// A skip logic item as a condition (api/qsf.md section 3.1).
pub(crate) fn skip_condition(item: &Map<String, Value>) -> Condition {
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
pub(crate) fn expression(raw: &Value) -> Expression {
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

fn numbered(value: &Value) -> Vec<&Value> {
    let Some(members) = value.as_object() else { return Vec::new() };
    let mut items: Vec<(u32, &Value)> =
        members.iter().filter_map(|(key, value)| Some((key.parse().ok()?, value))).collect();
    items.sort_by_key(|(key, _)| *key);
    items.into_iter().map(|(_, value)| value).collect()
}
