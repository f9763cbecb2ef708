//! Logic expressions of survey files (api/qsf.md section 5).

use model::survey::{Condition, Expression, Joint};
use serde_json::{Map, Value};

use super::tolerant::{entries, is_on, text, text_of};

/// Reads an expression: groups of conditions, flattened. `None` where there is no condition.
pub(super) fn expression(value: Option<&Value>) -> Option<Expression> {
    let mut conditions = Vec::new();
    for (group_key, group) in numbered(value) {
        let joint = group_joint(group, group_key > 0);
        for (place, (_, condition)) in numbered(Some(group)).into_iter().enumerate() {
            let Some(condition) = condition.as_object().filter(|map| !is_on(map.get("_HiddenExpression")))
            else {
                continue;
            };
            let joint = if place == 0 { joint } else { condition_joint(condition) };
            conditions.push((joint, self::condition(condition)));
        }
    }
    let in_page = value.is_some_and(|value| is_on(value.get("inPage")));
    (!conditions.is_empty()).then_some(Expression { conditions, in_page })
}

/// The members with number keys, in the order of their numbers.
fn numbered(value: Option<&Value>) -> Vec<(usize, &Value)> {
    let mut members: Vec<_> =
        entries(value).into_iter().filter_map(|(key, value)| Some((key.parse().ok()?, value))).collect();
    members.sort_by_key(|(number, _)| *number);
    members
}

fn group_joint(group: &Value, later: bool) -> Joint {
    match group.get("Type").and_then(Value::as_str) {
        Some("OrIf" | "ElseIf") if later => Joint::Or,
        _ => Joint::And,
    }
}

/// The file's own spelling has a letter less; the right one is taken too.
fn condition_joint(condition: &Map<String, Value>) -> Joint {
    let word = text(condition.get("Conjuction")).or_else(|| text(condition.get("Conjunction")));
    if word.is_some_and(|word| word.eq_ignore_ascii_case("or")) { Joint::Or } else { Joint::And }
}

fn condition(map: &Map<String, Value>) -> Condition {
    let left = text(map.get("LeftOperand")).or_else(|| text(map.get("ChoiceLocator")));
    Condition {
        logic: text_of(map, "LogicType"),
        left: left.unwrap_or_default(),
        operator: text_of(map, "Operator"),
        right: text_of(map, "RightOperand"),
        ignore_case: map.get("IgnoreCase").is_none_or(|value| is_on(Some(value))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn groups_are_flattened_in_order_with_their_joints() {
        let read = expression(Some(&json!({
            "1": {"0": {"LogicType": "EmbeddedField", "LeftOperand": "tier", "Operator": "EqualTo", "RightOperand": 3},
                  "Type": "OrIf"},
            "0": {"0": {"LogicType": "Question", "ChoiceLocator": "q://QID1/SelectableChoice/2", "Operator": "Selected"},
                  "1": {"LogicType": "Question", "LeftOperand": "x", "Operator": "Empty", "Conjuction": "Or",
                        "IgnoreCase": 0},
                  "2": {"_HiddenExpression": true, "Operator": "Empty"},
                  "Type": "If"},
            "Type": "BooleanExpression", "inPage": true
        })))
        .unwrap();
        assert!(read.in_page);
        let joints: Vec<Joint> = read.conditions.iter().map(|(joint, _)| *joint).collect();
        assert_eq!(joints, [Joint::And, Joint::Or, Joint::Or]);
        assert_eq!(read.conditions[0].1.left, "q://QID1/SelectableChoice/2");
        assert!(!read.conditions[1].1.ignore_case);
        assert_eq!(read.conditions[2].1.right, "3");
    }

    #[test]
    fn no_condition_is_no_expression() {
        assert_eq!(expression(None), None);
        assert_eq!(expression(Some(&json!([]))), None);
        assert_eq!(expression(Some(&json!({"Type": "BooleanExpression"}))), None);
    }
}
