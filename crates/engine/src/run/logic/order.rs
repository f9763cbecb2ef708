//! In which order choices and scale points are shown (api/qsf.md section 9).

use std::collections::{HashMap, HashSet};

use model::survey::{Choice, Question};
use serde_json::Value;

use crate::run::chance::Chance;
use crate::run::known::Draw;
use crate::run::payload::{is_even, is_on, number};
use crate::run::scope::RunScope;

/// Whether the author mixes the choices (`Randomization`) or the scale points (`AnswerRandomization`).
pub(crate) fn is_mixed(question: &Question, member: &str) -> bool {
    let way = question.raw.get(member).and_then(|raw| raw.get("Type")?.as_str());
    way.is_some_and(|way| way != "None")
}

/// A list as this respondent is offered it.
pub(crate) struct Mixed<'a> {
    /// Those that are offered, in the order of this run.
    pub(crate) items: Vec<&'a Choice>,
    /// What is to be drawn for them, where they are presented evenly and were not drawn yet, or one that was drawn is not offered
    /// any more. Until then chance alone chooses.
    pub(crate) draw: Option<Draw>,
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
) -> Mixed<'a> {
    let mut items: Vec<&Choice> = list.iter().collect();
    let raw = question.raw.get(member).unwrap_or(&Value::Null);
    let even = is_even(question, member).then_some((list, place));
    // The whole list is mixed before anything is left out, so that an order stays what it was when more is offered.
    let mut chance = Chance::at(scope.state.seed, place);
    match raw.get("Type").and_then(Value::as_str) {
        Some("All") => chance.shuffle(&mut items),
        Some("SubSet") => {
            chance.shuffle(&mut items);
            let size = number(raw.get("TotalRandSubset")).filter(|size| *size > 0).unwrap_or(list.len());
            let offered = items.into_iter().filter(|item| is_offered(item));
            return some(scope, offered, size, even);
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
                let offered = items.into_iter().filter(|choice| is_offered(choice)).collect();
                return laid_out(scope, offered, advanced, &mut chance, even);
            }
        }
        _ => {}
    }
    items.retain(|item| is_offered(item));
    Mixed { items, draw: None }
}

/// So many of those that are offered, which come in an order of chance: of an evenly presented list (and its place) those that were
/// drawn, and the first others for those of them that are not offered.
fn some<'a>(
    scope: RunScope<'_>,
    offered: impl Iterator<Item = &'a Choice>,
    size: usize,
    even: Option<(&[Choice], &str)>,
) -> Mixed<'a> {
    let Some((list, name)) = even else {
        return Mixed { items: offered.take(size).collect(), draw: None };
    };
    let offered: Vec<&Choice> = offered.collect();
    if offered.len() <= size {
        return Mixed { items: offered, draw: None };
    }
    let places: HashMap<&str, usize> =
        list.iter().enumerate().map(|(place, choice)| (choice.id.as_str(), place)).collect();
    let place_of = |choice: &&Choice| places.get(choice.id.as_str()).copied();
    let order: Vec<usize> = offered.iter().filter_map(place_of).collect();
    let known = &scope.state.known;
    let drawn = known.drawn(name).unwrap_or_default();
    let (given, others): (Vec<usize>, Vec<usize>) = order.iter().partition(|place| drawn.contains(place));
    let draw = (given.len() < size && !known.is_fresh(name)).then(|| Draw {
        list: name.to_owned(),
        items: list.iter().map(|choice| choice.id.clone()).collect(),
        count: size,
        order,
    });
    let taken: HashSet<usize> = given.into_iter().chain(others).take(size).collect();
    let is_taken = |choice: &&Choice| place_of(choice).is_some_and(|place| taken.contains(&place));
    Mixed { items: offered.into_iter().filter(is_taken).collect(), draw }
}

/// The choices in the slots that the author gave them. Those of the random part that are not offered leave their slots to
/// others; what is not named has no slot.
fn laid_out<'a>(
    scope: RunScope<'_>,
    offered: Vec<&'a Choice>,
    advanced: &Value,
    chance: &mut Chance,
    even: Option<(&[Choice], &str)>,
) -> Mixed<'a> {
    let ids = |name: &str| -> Vec<String> {
        advanced.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(id).collect()
    };
    let undisplayed: HashSet<String> = ids("Undisplayed").into_iter().collect();
    let offered: Vec<&Choice> =
        offered.into_iter().filter(|choice| !undisplayed.contains(&choice.id)).collect();
    let order = ids("FixedOrder");
    if order.is_empty() {
        return Mixed { items: offered, draw: None };
    }
    let by_id: HashMap<&str, &Choice> = offered.iter().map(|choice| (choice.id.as_str(), *choice)).collect();
    let mut mixed = |name: &str| -> Vec<&'a Choice> {
        let mut ids = ids(name);
        chance.shuffle(&mut ids);
        ids.iter().filter_map(|id| by_id.get(id.as_str()).copied()).collect()
    };
    let (all, drawn_from) = (mixed("RandomizeAll"), mixed("RandomSubSet"));
    // A size of nothing is none: the slots say how many there are.
    let slots = order.iter().filter(|slot| *slot == SUBSET).count();
    let size = number(advanced.get("TotalRandSubset")).filter(|size| *size > 0).unwrap_or(slots);
    let part = some(scope, drawn_from.into_iter(), size.min(slots), even);
    let (mut all, mut part_items) = (all.into_iter(), part.items.into_iter());
    let mut shown = HashSet::new();
    let pick = |name: String| {
        let choice = match name.as_str() {
            "{~Randomized~}" => all.next(),
            SUBSET => part_items.next(),
            _ => by_id.get(name.as_str()).copied(),
        };
        choice.filter(|choice| shown.insert(choice.id.as_str()))
    };
    Mixed { items: order.into_iter().filter_map(pick).collect(), draw: part.draw }
}

/// The slot of a choice of the random part.
const SUBSET: &str = "{~SubSet~}";

/// The id of a choice; files have numbers too.
fn id(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
