//! Boolean expressions: display logic, branches, quotas (api/qsf.md section 5).

use serde_json::{Map, Value};

/// An expression: groups of conditions joined by and/or. And binds before or, within a group and between groups, so that
/// two groups can say "(A or B) and (C or D)".
#[derive(Debug, Clone, PartialEq)]
pub struct Expression {
    /// The groups in order, each with how it joins the one before it. The first joint says nothing.
    pub groups: Vec<(Joint, Group)>,
    /// Re-evaluated in the browser while the page is shown.
    pub in_page: bool,
}

/// Conditions in order, each with how it joins the one before it. The first joint says nothing.
pub type Group = Vec<(Joint, Condition)>;

/// How a condition or a group joins the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joint {
    /// Both.
    And,
    /// Either.
    Or,
}

/// One condition: `left operator right`.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// `LogicType`: `Question`, `EmbeddedField`, `DeviceType`, …
    pub logic: String,
    /// The left operand: a locator (`q://QID1/SelectableChoice/2`) or a field name.
    pub left: String,
    /// The operator: `Selected`, `EqualTo`, …
    pub operator: String,
    /// The right operand; empty where there is none.
    pub right: String,
    /// Comparison of texts pays no heed to case.
    pub ignore_case: bool,
}

impl Expression {
    /// Reads an expression as survey files write it. `None` where there is no condition; those that are hidden do not
    /// count.
    #[must_use]
    pub fn read(written: &Value) -> Option<Self> {
        let group = |(_, group): (usize, &Value)| {
            let conditions = numbered(group).into_iter().filter_map(|(_, item)| condition(item.as_object()?));
            let conditions: Group = conditions.collect();
            (!conditions.is_empty()).then(|| (group_joint(group), conditions))
        };
        let groups: Vec<(Joint, Group)> = numbered(written).into_iter().filter_map(group).collect();
        (!groups.is_empty()).then(|| Self { groups, in_page: is_on(written.get("inPage")) })
    }

    /// All conditions, in order.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        self.groups.iter().flat_map(|(_, group)| group).map(|(_, condition)| condition)
    }
}

impl Condition {
    /// A skip logic item as a condition on a question (api/qsf.md section 3.1).
    #[must_use]
    pub fn of_skip(item: &Map<String, Value>) -> Self {
        let first = |names: [&str; 2]| names.iter().find_map(|name| text(item.get(*name)));
        Self {
            logic: "Question".into(),
            left: first(["Locator", "ChoiceLocator"]).unwrap_or_default(),
            operator: first(["Condition", "Operator"]).unwrap_or_default(),
            right: first(["RightOperand", "Value"]).unwrap_or_default(),
            ignore_case: ignores_case(item),
        }
    }
}

/// The members with number keys, in the order of their numbers; the members of an array by their places.
fn numbered(value: &Value) -> Vec<(usize, &Value)> {
    let mut members: Vec<(usize, &Value)> = match value {
        Value::Object(map) => {
            map.iter().filter_map(|(key, value)| Some((key.parse().ok()?, value))).collect()
        }
        Value::Array(list) => list.iter().enumerate().collect(),
        _ => Vec::new(),
    };
    members.sort_by_key(|(number, _)| *number);
    members
}

fn group_joint(group: &Value) -> Joint {
    match group.get("Type").and_then(Value::as_str) {
        Some("OrIf" | "ElseIf") => Joint::Or,
        _ => Joint::And,
    }
}

fn condition(map: &Map<String, Value>) -> Option<(Joint, Condition)> {
    if is_on(map.get("_HiddenExpression")) {
        return None;
    }
    // The file's own spelling has a letter less; the right one is taken too.
    let word = text(map.get("Conjuction")).or_else(|| text(map.get("Conjunction")));
    let joint = if word.is_some_and(|word| word.eq_ignore_ascii_case("or")) { Joint::Or } else { Joint::And };
    let of = |name: &str| text(map.get(name)).filter(|text| !text.is_empty());
    let condition = Condition {
        logic: of("LogicType").unwrap_or_default(),
        left: of("LeftOperand").or_else(|| of("ChoiceLocator")).unwrap_or_default(),
        operator: of("Operator").unwrap_or_default(),
        right: of("RightOperand").unwrap_or_default(),
        ignore_case: ignores_case(map),
    };
    Some((joint, condition))
}

/// Case counts only where the file says so (unsure, api/qsf.md section 5).
fn ignores_case(map: &Map<String, Value>) -> bool {
    map.get("IgnoreCase").is_none_or(|value| is_on(Some(value)))
}

fn text(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(yes.to_string()),
        _ => None,
    }
}

fn is_on(value: Option<&Value>) -> bool {
    text(value).is_some_and(|text| matches!(text.to_ascii_lowercase().as_str(), "true" | "on" | "yes" | "1"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn groups_are_read_in_order_with_their_joints() {
        let read = Expression::read(&json!({
            "1": {"0": {"LogicType": "EmbeddedField", "LeftOperand": "tier", "Operator": "EqualTo", "RightOperand": 3},
                  "Type": "OrIf"},
            "0": {"0": {"LogicType": "Question", "ChoiceLocator": "q://QID1/SelectableChoice/2", "Operator": "Selected"},
                  "1": {"LogicType": "Question", "LeftOperand": "x", "Operator": "Empty", "Conjuction": "Or",
                        "IgnoreCase": 0},
                  "2": {"_HiddenExpression": true, "Operator": "Empty"},
                  "Type": "If"},
            "2": {"0": {"_HiddenExpression": true, "Operator": "Empty"}, "Type": "AndIf"},
            "Type": "BooleanExpression", "inPage": true
        }))
        .unwrap();
        assert!(read.in_page);
        let joints: Vec<Joint> = read.groups.iter().map(|(joint, _)| *joint).collect();
        assert_eq!(joints, [Joint::And, Joint::Or]);
        let first = &read.groups[0].1;
        assert_eq!((first[0].1.left.as_str(), first[1].0), ("q://QID1/SelectableChoice/2", Joint::Or));
        assert!(!first[1].1.ignore_case && first[0].1.ignore_case);
        assert_eq!(read.groups[1].1[0].1.right, "3");
        assert_eq!(read.conditions().count(), 3);
    }

    #[test]
    fn no_condition_is_no_expression() {
        for empty in
            [json!(null), json!([]), json!({"Type": "BooleanExpression"}), json!({"0": {"Type": "If"}})]
        {
            assert_eq!(Expression::read(&empty), None, "{empty}");
        }
    }

    #[test]
    fn a_skip_logic_item_is_a_condition_on_a_question() {
        let item =
            json!({"ChoiceLocator": "q://QID1/ChoiceTextEntryValue", "Condition": "EqualTo", "Value": 3});
        let read = Condition::of_skip(item.as_object().unwrap());
        assert_eq!((read.operator.as_str(), read.right.as_str()), ("EqualTo", "3"));
        assert!(read.ignore_case);
    }
}
