//! In which order choices and scale points are shown (api/qsf.md section 9).

use std::collections::{HashMap, HashSet};

use model::survey::{Choice, Question};
use serde_json::Value;

use crate::run::chance::Chance;
use crate::run::payload::{is_on, number};
use crate::run::scope::RunScope;

/// Whether the author mixes the choices (`Randomization`) or the scale points (`AnswerRandomization`).
pub(crate) fn is_mixed(question: &Question, member: &str) -> bool {
    let way = question.raw.get(member).and_then(|raw| raw.get("Type")?.as_str());
    way.is_some_and(|way| way != "None")
}

/// Those of a list of choices that are offered, in the order of this run. `member` says how the author mixes them; of a
/// random part only so many are offered as it has.
pub(crate) fn mixed<'a>(
    scope: RunScope<'a>,
    question: &'a Question,
    list: &'a [Choice],
    member: &str,
    place: &str,
    is_offered: impl Fn(&Choice) -> bool,
) -> Vec<&'a Choice> {
    let mut items: Vec<&Choice> = list.iter().collect();
    let raw = question.raw.get(member).unwrap_or(&Value::Null);
    // The whole list is mixed before anything is left out, so that an order stays what it was when more is offered.
    let mut chance = Chance::at(scope.state.seed, place);
    match raw.get("Type").and_then(Value::as_str) {
        Some("All") => chance.shuffle(&mut items),
        Some("SubSet") => {
            chance.shuffle(&mut items);
            let size = number(raw.get("TotalRandSubset")).filter(|size| *size > 0);
            return items
                .into_iter()
                .filter(|item| is_offered(item))
                .take(size.unwrap_or(list.len()))
                .collect();
        }
        Some("ScaleReversal") => {
            // One throw for the whole survey where the author asks for a consistent scale.
            let consistent = is_on(raw.get("ConsistentScaleReversal"));
            let place = if consistent { "scale" } else { place };
            if Chance::at(scope.state.seed, place).below(2) == 1 {
                items.reverse();
            }
        }
        Some("Advanced") => {
            if let Some(advanced) = raw.get("Advanced").filter(|advanced| advanced.is_object()) {
                return laid_out(items, advanced, &mut chance, is_offered);
            }
        }
        _ => {}
    }
    items.retain(|item| is_offered(item));
    items
}

/// The choices in the slots that the author gave them. Those of the random part that are not offered leave their slots to
/// others; what is not named has no slot.
fn laid_out<'a>(
    items: Vec<&'a Choice>,
    advanced: &Value,
    chance: &mut Chance,
    is_offered: impl Fn(&Choice) -> bool,
) -> Vec<&'a Choice> {
    let ids = |name: &str| -> Vec<String> {
        let id = |value: &Value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        advanced.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(id).collect()
    };
    let undisplayed: HashSet<String> = ids("Undisplayed").into_iter().collect();
    let offered = items.into_iter().filter(|choice| is_offered(choice) && !undisplayed.contains(&choice.id));
    let offered: Vec<&Choice> = offered.collect();
    let by_id: HashMap<&str, &Choice> = offered.iter().map(|choice| (choice.id.as_str(), *choice)).collect();
    let mut mixed = |name: &str| {
        let mut ids = ids(name);
        chance.shuffle(&mut ids);
        ids.retain(|id| by_id.contains_key(id.as_str()));
        ids
    };
    let (all, mut some) = (mixed("RandomizeAll"), mixed("RandomSubSet"));
    let order = ids("FixedOrder");
    if order.is_empty() {
        return offered;
    }
    // A size of nothing is none: the slots say how many there are.
    some.truncate(number(advanced.get("TotalRandSubset")).filter(|size| *size > 0).unwrap_or(some.len()));
    let (mut all, mut some) = (all.into_iter(), some.into_iter());
    let mut shown = HashSet::new();
    let pick = |name: String| {
        let wanted = match name.as_str() {
            "{~Randomized~}" => all.next(),
            "{~SubSet~}" => some.next(),
            _ => Some(name),
        }?;
        by_id.get(wanted.as_str()).copied().filter(|choice| shown.insert(choice.id.as_str()))
    };
    order.into_iter().filter_map(pick).collect()
}
