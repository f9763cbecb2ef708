//! Conditions: display, branches, validation, quotas, skips.

use serde_json::{Map, Value};

use super::lines::Lines;
use super::pipes;
use super::runs::{LOCATORS, LOGIC, OPERATORS};
use super::words::{cut, entries, text};
use crate::run::known::is_a_device;
use crate::run::payload::is_on;

const UNKNOWN: &str = "nothing is known of it: only conditions that deny it hold";

/// An expression: groups of conditions under numbers.
pub(super) fn expression(value: &Value, lines: &mut Lines, place: &dyn Fn() -> String) {
    for (_, group) in entries(Some(value)) {
        for (_, item) in entries(Some(group).filter(|group| group.is_object())) {
            let Some(condition) = item.as_object().filter(|item| !is_on(item.get("_HiddenExpression")))
            else {
                continue;
            };
            let left = first(condition, ["LeftOperand", "ChoiceLocator"]);
            of(text(condition, "LogicType"), left, text(condition, "Operator"), lines, place);
            for name in ["LeftOperand", "RightOperand"] {
                condition.get(name).into_iter().for_each(|side| pipes::within(side, lines, place));
            }
        }
    }
}

/// A skip: its condition is on a question.
pub(super) fn skip(item: &Value, lines: &mut Lines, place: &dyn Fn() -> String) {
    let Some(item) = item.as_object() else { return };
    let either = |names: [&str; 2]| -> String { first(item, names).to_owned() };
    of("Question", &either(["Locator", "ChoiceLocator"]), &either(["Condition", "Operator"]), lines, place);
}

fn first<'a>(item: &'a Map<String, Value>, names: [&str; 2]) -> &'a str {
    names.into_iter().map(|name| text(item, name)).find(|text| !text.is_empty()).unwrap_or_default()
}

fn of(kind: &str, left: &str, operator: &str, lines: &mut Lines, place: &dyn Fn() -> String) {
    if !LOGIC.contains(&kind) {
        lines.add(format!("a condition of the kind {}", cut(kind)), UNKNOWN, place);
        return;
    }
    if let Some(missing) =
        left.split_once("://").and_then(|(scheme, path)| lines.references.missing(scheme, path))
    {
        lines.add(format!("a condition on {missing}"), UNKNOWN, place);
        return;
    }
    if kind == "Question"
        && let Some(path) = left.strip_prefix("q://")
        && !is_run(path, operator)
    {
        let what = path.split('?').next().and_then(|path| path.split('/').nth(1)).unwrap_or("the whole");
        lines.add(format!("a condition on {} of a question", cut(what)), UNKNOWN, place);
    } else if kind == "DeviceType" && !is_a_device(left.rsplit('/').next().unwrap_or_default()) {
        lines.add(format!("the device {}", cut(left)), "nobody's is taken for one", place);
    } else if !OPERATORS.contains(&operator) && kind != "BooleanValue" {
        lines.add(format!("the operator {}", cut(operator)), "the condition does not hold", place);
    }
}

/// Whether something is known of what a condition asks of a question.
fn is_run(path: &str, operator: &str) -> bool {
    match path.split('?').next().and_then(|path| path.split('/').nth(1)) {
        Some(what) => LOCATORS.contains(&what) || pipes::is_value(path),
        // Whether it was answered at all.
        None => matches!(operator, "Empty" | "NotEmpty"),
    }
}
