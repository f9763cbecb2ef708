//! Whether an expression holds (api/qsf.md section 5).

use model::survey::{Condition, Expression, Joint, Question, QuestionType};
use serde_json::{Map, Value};

use super::order;
use super::pipe::{self, Into};
use super::scope::Scope;

/// Whether the expression holds at this place. And binds before or; an expression without conditions holds.
pub(super) fn holds(scope: Scope<'_>, expression: &Expression) -> bool {
    let mut all = true;
    for (place, (joint, condition)) in expression.conditions.iter().enumerate() {
        if place > 0 && *joint == Joint::Or {
            if all {
                return true;
            }
            all = true;
        }
        all = all && condition_holds(scope, condition);
    }
    all
}

/// Whether one condition holds.
pub(super) fn condition_holds(scope: Scope<'_>, condition: &Condition) -> bool {
    let Condition { left, operator, right, .. } = condition;
    match condition.logic.as_str() {
        "Question" => question_holds(scope, condition),
        "EmbeddedField" => {
            let name = left.strip_prefix("e://Field/").unwrap_or(left);
            compare(scope, scope.embedded(name), condition)
        }
        "PanelData" | "LoopAndMerge" | "LoopAndMergeField" => {
            let value = pipe::token(scope, left, "logic").unwrap_or_default();
            compare(scope, &value, condition)
        }
        "BooleanValue" => [left, right].iter().any(|word| word.eq_ignore_ascii_case("true") || *word == "1"),
        // What is not known of the respondent (place, device, quotas, scores) is like nothing it is compared with.
        _ => matches!(operator.as_str(), "IsNot" | "NotEqualTo" | "Empty" | "NotSelected" | "QuotaNotMet"),
    }
}

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

fn numbered(value: &Value) -> Vec<&Value> {
    let Some(members) = value.as_object() else { return Vec::new() };
    let mut items: Vec<(u32, &Value)> =
        members.iter().filter_map(|(key, value)| Some((key.parse().ok()?, value))).collect();
    items.sort_by_key(|(key, _)| *key);
    items.into_iter().map(|(_, value)| value).collect()
}

fn question_holds(scope: Scope<'_>, condition: &Condition) -> bool {
    let locator = condition.left.strip_prefix("q://").unwrap_or(&condition.left).replace("%23", "#");
    let path = locator.split('?').next().unwrap_or_default();
    let mut parts = path.split('/');
    let written = parts.next().unwrap_or_default();
    let what = parts.next().unwrap_or_default();
    let rest: Vec<&str> = parts.collect();
    let Some((question, key)) = scope.question(written) else {
        return matches!(
            condition.operator.as_str(),
            "NotSelected" | "NotDisplayed" | "Empty" | "NotEqualTo"
        );
    };
    let is_not = matches!(condition.operator.as_str(), "NotSelected" | "NotDisplayed");
    match what {
        "SelectableChoice" => is_selected(scope, question, &key, &rest) != is_not,
        "SelectableAnswer" => {
            let wanted = rest.first().copied().unwrap_or_default();
            has_answer(scope, question, &key, wanted) != is_not
        }
        "QuestionDisplayed" => scope.was_shown(&key) != is_not,
        "ChoiceDisplayed" => {
            let wanted = rest.first().copied().unwrap_or_default();
            let offered = order::choices(scope, question, &key);
            (scope.was_shown(&key) && offered.iter().any(|choice| choice.id == wanted)) != is_not
        }
        "SelectedChoicesCount" => compare(scope, &scope.picked(question, &key).len().to_string(), condition),
        "SelectedAnswerCount" => {
            let row = rest.first().copied().unwrap_or_default();
            compare(scope, &scope.entered(&format!("{key}_{row}")).len().to_string(), condition)
        }
        "ChoiceTextEntryValue" | "ChoiceNumericEntryValue" => {
            let value = if scope.was_shown(&key) { entry(scope, question, &key, &rest) } else { "" };
            compare(scope, value, condition)
        }
        _ => is_not,
    }
}

/// The text or number entered in a question, or in one of its choices.
pub(super) fn entry<'a>(scope: Scope<'a>, question: &Question, key: &str, rest: &[&str]) -> &'a str {
    match (question.kind, rest) {
        (_, []) if question.kind == QuestionType::TextEntry => scope.text(&format!("{key}_TEXT")),
        (_, []) => scope.text(key),
        (QuestionType::MultipleChoice, [choice, ..]) => scope.text(&format!("{key}_{choice}_TEXT")),
        (QuestionType::Matrix, [row]) if question.selector == "Likert" => {
            scope.text(&format!("{key}_{row}_TEXT"))
        }
        (_, parts) => scope.text(&format!("{key}_{}", parts.join("_"))),
    }
}

fn is_selected<'a>(scope: Scope<'a>, question: &'a Question, key: &str, rest: &[&str]) -> bool {
    if !scope.was_shown(key) {
        return false;
    }
    match rest {
        [row, answer] => scope.entered(&format!("{key}_{row}")).iter().any(|picked| picked == answer),
        [choice] => {
            scope.picked(question, key).contains(choice) || !scope.text(&format!("{key}_{choice}")).is_empty()
        }
        _ => false,
    }
}

fn has_answer(scope: Scope<'_>, question: &Question, key: &str, wanted: &str) -> bool {
    scope.was_shown(key)
        && question
            .choices
            .iter()
            .any(|row| scope.entered(&format!("{key}_{}", row.id)).iter().any(|picked| picked == wanted))
}

fn compare(scope: Scope<'_>, value: &str, condition: &Condition) -> bool {
    use std::cmp::Ordering;
    let right = pipe::text(scope, &condition.right, Into::Text, "logic");
    let (left, right) = (value.trim(), right.trim());
    let ordering = match (left.parse::<f64>(), right.parse::<f64>()) {
        (Ok(left), Ok(right)) => left.partial_cmp(&right),
        _ if condition.ignore_case => Some(left.to_lowercase().cmp(&right.to_lowercase())),
        _ => Some(left.cmp(right)),
    };
    let contains = || {
        if condition.ignore_case {
            left.to_lowercase().contains(&right.to_lowercase())
        } else {
            left.contains(right)
        }
    };
    let ordered = ordering.filter(|_| !left.is_empty());
    match condition.operator.as_str() {
        "EqualTo" | "Is" => ordering == Some(Ordering::Equal),
        "NotEqualTo" | "IsNot" => ordering != Some(Ordering::Equal),
        "GreaterThan" => ordered == Some(Ordering::Greater),
        "LessThan" => ordered == Some(Ordering::Less),
        "GreaterThanOrEqual" => matches!(ordered, Some(Ordering::Greater | Ordering::Equal)),
        "LessThanOrEqual" => matches!(ordered, Some(Ordering::Less | Ordering::Equal)),
        "Empty" => left.is_empty(),
        "NotEmpty" => !left.is_empty(),
        "Contains" => contains(),
        "DoesNotContain" => !contains(),
        "MatchesRegex" => matches_pattern(left, right),
        _ => false,
    }
}

/// Whether the text matches a pattern as authors write them: `/^[0-9]+$/i` or bare. A pattern that cannot be read
/// matches nothing.
pub(super) fn matches_pattern(text: &str, written: &str) -> bool {
    let (pattern, flags) = match written.strip_prefix('/').and_then(|rest| rest.rsplit_once('/')) {
        Some((pattern, flags)) => (pattern, flags),
        None => (written, ""),
    };
    regex_lite::RegexBuilder::new(pattern)
        .case_insensitive(flags.contains('i'))
        .build()
        .is_ok_and(|pattern| pattern.is_match(text))
}
