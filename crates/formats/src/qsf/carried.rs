//! Choices that are carried forward, as their source has them now (api/qsf.md section 9).
//!
//! A file keeps a copy of them in the question that they are carried to (`x4` of the source's `4`), and an edit of the source leaves
//! it as it was. So the copy only says what is the question's own: its recodes, names, text fields and conditions. Which choices
//! there are, their texts and their translations are the source's. Of a choice that the copy does not know, the text is carried
//! alone (what the original carries besides is not known).

use std::borrow::Cow;
use std::collections::HashMap;

use model::limits::surveys::QUESTION_CELLS;
use model::survey::SurveyFile;
use serde_json::{Map, Value, json};

use super::question::ordered;
use super::room::Room;
use super::size::{self, Size};
use super::tolerant::{objects, text};

/// How often a choice is carried further: each question on the way puts a letter before its id.
const STEPS: usize = 10;

type Payload = Map<String, Value>;

/// The payloads of all questions, with the choices that are carried forward.
pub(super) fn payloads<'a>(file: &'a SurveyFile, room: &mut Room) -> Vec<Cow<'a, Payload>> {
    let payloads = file.of_code("SQ").filter_map(|element| element.get("Payload")?.as_object());
    let mut payloads: Vec<Cow<'a, Payload>> = payloads.map(Cow::Borrowed).collect();
    let sources: Vec<Option<String>> = payloads.iter().map(|payload| source(payload)).collect();
    if sources.iter().all(Option::is_none) {
        return payloads;
    }
    let ids = payloads
        .iter()
        .enumerate()
        .filter_map(|(place, payload)| Some((text(payload.get("QuestionID"))?, place)));
    let places: HashMap<String, usize> = ids.collect();
    let source_of = |place: usize| sources[place].as_ref().and_then(|id| places.get(id)).copied();
    let repeats = repeats(file, &payloads, &places);
    let mut done = vec![false; payloads.len()];
    for first in 0..payloads.len() {
        // A source may carry from another one: that comes first.
        let mut way = Vec::new();
        let mut next = Some(first);
        while let Some(place) = next.filter(|place| !done[*place]) {
            done[place] = true;
            way.push(place);
            next = source_of(place);
        }
        // What goes round in a circle has no source: it stays as it is in the file.
        let circle = next.and_then(|next| way.iter().position(|place| *place == next));
        way.truncate(circle.unwrap_or(way.len()));
        for place in way.iter().rev() {
            let Some(source) = source_of(*place) else { continue };
            let times = repeats.get(place).copied().unwrap_or(1);
            if let Some(merged) = merged(&payloads[*place], &payloads[source], times, room) {
                payloads[*place] = Cow::Owned(merged);
            }
        }
    }
    payloads
}

/// The question whose choices are carried to this one.
fn source(payload: &Payload) -> Option<String> {
    let path = payload.get("DynamicChoices")?.get("Locator")?.as_str()?.strip_prefix("q://")?;
    path.split(['/', '?']).next().map(str::to_owned)
}

/// How often a looped block shows its questions, by their places.
fn repeats(
    file: &SurveyFile,
    payloads: &[Cow<'_, Payload>],
    places: &HashMap<String, usize>,
) -> HashMap<usize, usize> {
    let mut repeats = HashMap::new();
    for block in objects(file.payload("BL")) {
        let cells = |id: &str| places.get(id).map_or(1, |place| size::question(&payloads[*place]).cells);
        let times = size::repeats(block, cells);
        let ids = objects(block.get("BlockElements")).filter_map(|element| text(element.get("QuestionID")));
        for place in ids.filter_map(|id| places.get(&id).copied()) {
            let most = repeats.entry(place).or_insert(1);
            *most = times.max(*most);
        }
    }
    repeats
}

/// The payload with the choices of its source; `None` where the copy in the file is to stay.
fn merged(payload: &Payload, source: &Payload, times: usize, room: &mut Room) -> Option<Payload> {
    let carried = ordered(source.get("Choices"), source.get("ChoiceOrder"));
    if carried.is_empty()
        || carried.iter().any(|(id, _)| id.bytes().take_while(|byte| *byte == b'x').count() >= STEPS)
    {
        return None;
    }
    let stored = ordered(payload.get("Choices"), payload.get("ChoiceOrder"));
    let is_carried = |id: &str| id.starts_with('x');
    // They stand together, where the copy has the first of them.
    let place = stored.iter().position(|(id, _)| is_carried(id)).unwrap_or(0);
    let copies: HashMap<&str, &Value> = stored.iter().map(|(id, copy)| (id.as_str(), *copy)).collect();
    let own = |part: &[(String, &Value)]| -> Vec<(String, Value)> {
        let own = part.iter().filter(|(id, _)| !is_carried(id));
        own.map(|(id, choice)| (id.clone(), (*choice).clone())).collect()
    };
    let mut choices = own(&stored[..place]);
    choices.extend(carried.iter().map(|(id, choice)| {
        let id = format!("x{id}");
        let copy = copies.get(id.as_str()).and_then(|copy| copy.as_object());
        let mut copy = copy.cloned().unwrap_or_default();
        copy.insert("Display".to_owned(), choice.get("Display").unwrap_or(choice).clone());
        (id, Value::Object(copy))
    }));
    choices.extend(own(&stored[place..]));
    let mut merged = payload.clone();
    merged.insert("ChoiceOrder".to_owned(), choices.iter().map(|(id, _)| json!(id)).collect());
    merged.insert("Choices".to_owned(), Value::Object(choices.into_iter().collect()));
    let texts = translate(&mut merged, source, carried.iter().map(|(id, _)| id.as_str()));
    let (was, is) = (size::question(payload), size::question(&merged));
    let shown: usize =
        carried.iter().filter_map(|(_, choice)| choice.get("Display")?.as_str()).map(str::len).sum();
    let more = is.without(was).and(Size { cells: 0, labels: shown + texts });
    (is.cells <= QUESTION_CELLS && room.take(more.times(times))).then_some(merged)
}

/// Takes over the source's translations of its choices; gives their bytes.
fn translate<'a>(
    payload: &mut Payload,
    source: &Payload,
    ids: impl Iterator<Item = &'a str> + Clone,
) -> usize {
    let mut bytes = 0;
    for (code, translation) in source.get("Language").and_then(Value::as_object).into_iter().flatten() {
        for id in ids.clone() {
            let told = translation.get("Choices").and_then(|choices| choices.get(id)?.get("Display"));
            let Some(told) = told.filter(|told| told.as_str().is_some_and(|told| !told.trim().is_empty()))
            else {
                continue;
            };
            bytes += told.as_str().map_or(0, str::len);
            let carried = format!("x{id}");
            let mut place = Some(&mut *payload);
            for name in ["Language", code, "Choices", &carried] {
                place = place.and_then(|map| member(map, name));
            }
            if let Some(place) = place {
                place.insert("Display".to_owned(), told.clone());
            }
        }
    }
    bytes
}

/// A member as an object; what was no object becomes an empty one, as files write an empty object as a list.
fn member<'a>(map: &'a mut Payload, name: &str) -> Option<&'a mut Payload> {
    let value = map.entry(name).or_insert(Value::Null);
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    value.as_object_mut()
}
