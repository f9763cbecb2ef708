//! Which choices and scale points are offered, and in which order (api/qsf.md section 9).

use model::survey::{Choice, Question};
use serde_json::Value;

use super::chance::Chance;
use super::logic;
use super::program::number;
use super::scope::Scope;

/// The choices (statements, fields) of a question as this respondent is offered them.
pub(super) fn choices<'a>(scope: Scope<'a>, question: &'a Question, key: &str) -> Vec<&'a Choice> {
    let ordered = mixed(scope, question, &question.choices, "Randomization", &format!("{key} choices"));
    ordered.into_iter().filter(|choice| is_offered(scope, question, choice)).collect()
}

/// The scale points of a question as this respondent is offered them.
pub(super) fn answers<'a>(scope: Scope<'a>, question: &'a Question, key: &str) -> Vec<&'a Choice> {
    mixed(scope, question, &question.answers, "AnswerRandomization", &format!("{key} answers"))
}

/// Whether the author mixes the choices (`Randomization`) or the scale points (`AnswerRandomization`).
pub(super) fn is_mixed(question: &Question, member: &str) -> bool {
    let way = question.raw.get(member).and_then(|raw| raw.get("Type")?.as_str());
    way.is_some_and(|way| way != "None")
}

fn is_offered(scope: Scope<'_>, question: &Question, choice: &Choice) -> bool {
    let inner = Scope { depth: scope.depth + 1, ..scope };
    let holds = |display| inner.depth > 2 || logic::holds(inner, display);
    choice.display.as_ref().is_none_or(holds) && is_carried(scope, question, choice)
}

/// A choice carried forward (`x4`) is offered as the answer to the question it comes from says.
fn is_carried(scope: Scope<'_>, question: &Question, choice: &Choice) -> bool {
    let Some(id) = choice.id.strip_prefix('x') else { return true };
    let Some(locator) = question.raw.get("DynamicChoices").and_then(|raw| raw.get("Locator")?.as_str())
    else {
        return true;
    };
    let path = locator.strip_prefix("q://").unwrap_or(locator).split('?').next().unwrap_or_default();
    let mut parts = path.split('/');
    let Some((source, key)) = scope.question(parts.next().unwrap_or_default()) else { return true };
    // A question that carries its own choices forward to itself would never end.
    if source.id == question.id {
        return true;
    }
    match parts.nth(1) {
        Some("SelectedChoices" | "SelectedChoicesTextEntry") => scope.picked(source, &key).contains(&id),
        Some("UnselectedChoices") => scope.was_shown(&key) && !scope.picked(source, &key).contains(&id),
        Some("DisplayedChoices") => scope.was_shown(&key),
        _ => true,
    }
}

fn mixed<'a>(
    scope: Scope<'a>,
    question: &'a Question,
    list: &'a [Choice],
    member: &str,
    place: &str,
) -> Vec<&'a Choice> {
    let mut items: Vec<&Choice> = list.iter().collect();
    let Some(raw) = question.raw.get(member) else { return items };
    let mut chance = Chance::at(scope.state.seed, place);
    match raw.get("Type").and_then(Value::as_str) {
        Some("All") => chance.shuffle(&mut items),
        Some("SubSet") => {
            chance.shuffle(&mut items);
            items.truncate(
                number(raw.get("TotalRandSubset")).filter(|count| *count > 0).unwrap_or(items.len()),
            );
        }
        Some("ScaleReversal") => {
            // One throw for the whole survey where the author asks for a consistent scale.
            let consistent =
                raw.get("ConsistentScaleReversal").is_some_and(|value| value == true || value == "true");
            let place = if consistent { "scale" } else { place };
            if Chance::at(scope.state.seed, place).below(2) == 1 {
                items.reverse();
            }
        }
        Some("Advanced") => {
            if let Some(advanced) = raw.get("Advanced").filter(|advanced| advanced.is_object()) {
                items = laid_out(items, advanced, &mut chance);
            }
        }
        _ => {}
    }
    items
}

fn laid_out<'a>(items: Vec<&'a Choice>, advanced: &Value, chance: &mut Chance) -> Vec<&'a Choice> {
    let ids = |name: &str| -> Vec<String> {
        let id = |value: &Value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        advanced.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(id).collect()
    };
    let (order, mut all, mut some) = (ids("FixedOrder"), ids("RandomizeAll"), ids("RandomSubSet"));
    if order.is_empty() {
        return items;
    }
    chance.shuffle(&mut all);
    chance.shuffle(&mut some);
    some.truncate(number(advanced.get("TotalRandSubset")).unwrap_or(some.len()));
    let (mut all, mut some) = (all.into_iter(), some.into_iter());
    let pick = |name: String| {
        let wanted = match name.as_str() {
            "{~Randomized~}" => all.next(),
            "{~SubSet~}" => some.next(),
            _ => Some(name),
        }?;
        items.iter().copied().find(|choice| choice.id == wanted)
    };
    order.into_iter().filter_map(pick).collect()
}
