//! Putting a survey file together again.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{BLOCKS, ENTRY, ORDER, Pieces, REST, SUMS, WHOLE, place_of_block, place_of_translation};
use crate::survey::SurveyFile;

/// Pieces that do not fit together: what is kept is damaged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinError(String);

impl std::fmt::Display for JoinError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
impl std::error::Error for JoinError {}

#[derive(Deserialize)]
struct Order {
    elements: Vec<String>,
    keys: Option<Vec<String>>,
}

/// Puts the pieces of a version together.
///
/// # Errors
/// When a piece is missing, is left over or is not what belongs in its place.
pub fn join(mut pieces: Pieces) -> Result<SurveyFile, JoinError> {
    if let Some(text) = pieces.remove(WHOLE) {
        return whole(read(WHOLE, &text)?);
    }
    pieces.remove(SUMS);
    let order: Order = take(&mut pieces, ORDER)?;
    let entry = take(&mut pieces, ENTRY)?;
    let rest = if pieces.contains_key(REST) { take(&mut pieces, REST)? } else { Map::new() };
    let mut elements = Vec::with_capacity(order.elements.len());
    for place in &order.elements {
        let mut element: Map<String, Value> = take(&mut pieces, place)?;
        if place == BLOCKS {
            blocks(&mut element, &mut pieces)?;
        } else if place.starts_with("question/") {
            translations(place, &mut element, &mut pieces)?;
        }
        elements.push(element);
    }
    match pieces.keys().next() {
        Some(place) => Err(JoinError(format!("the piece {place} belongs nowhere"))),
        None => Ok(SurveyFile { entry, elements, element_keys: order.keys, rest }),
    }
}

/// Puts the pieces of one question together: its element and those below it.
///
/// # Errors
/// As [`join`].
pub fn join_question(place: &str, mut pieces: Pieces) -> Result<Map<String, Value>, JoinError> {
    let mut element = take(&mut pieces, place)?;
    translations(place, &mut element, &mut pieces)?;
    Ok(element)
}

fn take<T: DeserializeOwned>(pieces: &mut Pieces, place: &str) -> Result<T, JoinError> {
    let text = pieces.remove(place).ok_or_else(|| JoinError(format!("the piece {place} is missing")))?;
    read(place, &text)
}

fn read<T: DeserializeOwned>(place: &str, text: &str) -> Result<T, JoinError> {
    serde_json::from_str(text).map_err(|error| JoinError(format!("the piece {place} is damaged: {error}")))
}

fn whole(mut top: Map<String, Value>) -> Result<SurveyFile, JoinError> {
    let wrong = |member: &str| JoinError(format!("the piece {WHOLE} has no {member}"));
    let Some(Value::Object(entry)) = top.shift_remove("SurveyEntry") else {
        return Err(wrong("SurveyEntry"));
    };
    let (element_keys, elements) = match top.shift_remove("SurveyElements") {
        Some(Value::Array(list)) => (None, list),
        Some(Value::Object(map)) => {
            let (keys, values): (Vec<_>, Vec<_>) = map.into_iter().unzip();
            (Some(keys), values)
        }
        _ => return Err(wrong("SurveyElements")),
    };
    let object = |element| match element {
        Value::Object(element) => Ok(element),
        _ => Err(wrong("elements that are objects")),
    };
    let elements = elements.into_iter().map(object).collect::<Result<_, _>>()?;
    Ok(SurveyFile { entry, elements, element_keys, rest: top })
}

fn blocks(element: &mut Map<String, Value>, pieces: &mut Pieces) -> Result<(), JoinError> {
    let parts: Vec<&mut Value> = match element.get_mut("Payload") {
        Some(Value::Array(list)) => list.iter_mut().collect(),
        Some(Value::Object(map)) => map.values_mut().collect(),
        _ => return Ok(()),
    };
    let places: Vec<_> = parts.iter().map(|part| part.as_str().map(place_of_block)).collect();
    if !places.iter().flatten().any(|place| pieces.contains_key(place)) {
        return Ok(());
    }
    for (part, place) in parts.into_iter().zip(places) {
        if let Some(place) = place {
            *part = take(pieces, &place)?;
        }
    }
    Ok(())
}

fn translations(
    question: &str,
    element: &mut Map<String, Value>,
    pieces: &mut Pieces,
) -> Result<(), JoinError> {
    let language = element.get_mut("Payload").and_then(|payload| payload.get_mut("Language"));
    let Some(Value::Array(names)) = language.as_deref() else { return Ok(()) };
    let places =
        names.iter().map(|name| Some((name.as_str()?, place_of_translation(question, name.as_str()?))));
    let Some(places) = places.collect::<Option<Vec<_>>>() else { return Ok(()) };
    if !places.iter().any(|(_, place)| pieces.contains_key(place)) {
        return Ok(());
    }
    let mut languages = Map::new();
    for (name, place) in &places {
        languages.insert((*name).to_owned(), take(pieces, place)?);
    }
    if let Some(place) = language {
        *place = Value::Object(languages);
    }
    Ok(())
}
