//! Taking a survey file apart.

use std::collections::HashSet;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{
    BLOCKS, ENTRY, FLOW, OPTIONS, ORDER, Pieces, REST, place_of_block, place_of_question,
    place_of_translation,
};
use crate::survey::SurveyFile;

/// The longest name that makes a place, in bytes: places are keys of an index.
const LONGEST_NAME: usize = 100;

/// Takes a file apart. [`join`](super::join) makes the same of it again, its members in the same order.
///
/// # Errors
/// When a part cannot be written as JSON, which no file that was read as JSON brings about.
pub fn split(file: SurveyFile) -> Result<Pieces, serde_json::Error> {
    let mut pieces = Pieces::new();
    let mut order = Vec::with_capacity(file.elements.len());
    put(&mut pieces, ENTRY, &file.entry)?;
    if !file.rest.is_empty() {
        put(&mut pieces, REST, &file.rest)?;
    }
    for (number, mut element) in file.elements.into_iter().enumerate() {
        let named = place_of(&element).filter(|place| !pieces.contains_key(place));
        if let Some(place) = &named {
            if place == BLOCKS {
                blocks(&mut element, &mut pieces)?;
            } else if element.get("Element").and_then(Value::as_str) == Some("SQ") {
                translations(place, &mut element, &mut pieces)?;
            }
        }
        let place = named.unwrap_or_else(|| format!("element/#{number}"));
        put(&mut pieces, &place, &element)?;
        order.push(place);
    }
    let order = match file.element_keys {
        Some(keys) => json!({ "elements": order, "keys": keys }),
        None => json!({ "elements": order }),
    };
    put(&mut pieces, ORDER, &order)?;
    Ok(pieces)
}

fn put(pieces: &mut Pieces, place: &str, part: &impl Serialize) -> Result<(), serde_json::Error> {
    pieces.insert(place.to_owned(), serde_json::to_string(part)?);
    Ok(())
}

/// Takes the element of a question apart into the pieces of its place.
///
/// # Errors
/// As [`split`].
pub fn split_question(place: &str, mut element: Map<String, Value>) -> Result<Pieces, serde_json::Error> {
    let mut pieces = Pieces::new();
    translations(place, &mut element, &mut pieces)?;
    put(&mut pieces, place, &element)?;
    Ok(pieces)
}

/// The place of an element by its own names, which stay when others come before it; none where it has no usable name.
fn place_of(element: &Map<String, Value>) -> Option<String> {
    let code = usable(element.get("Element"))?;
    let attribute = usable(element.get("PrimaryAttribute"));
    match code {
        "SQ" => {
            let said = element.get("Payload").and_then(|payload| payload.get("QuestionID"));
            let id = said.map_or(attribute, |said| usable(Some(said)))?;
            Some(place_of_question(id))
        }
        "BL" => Some(BLOCKS.to_owned()),
        "FL" => Some(FLOW.to_owned()),
        "SO" => Some(OPTIONS.to_owned()),
        _ => {
            Some(attribute.map_or_else(|| format!("element/{code}"), |name| format!("element/{code}/{name}")))
        }
    }
}

fn usable(name: Option<&Value>) -> Option<&str> {
    let plain = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'_' | b'-' | b'.');
    let name = name?.as_str()?;
    ((1..=LONGEST_NAME).contains(&name.len()) && name.bytes().all(plain)).then_some(name)
}

/// Takes the blocks out of their element, where each is an object with an id of its own; the ids stand for them.
fn blocks(element: &mut Map<String, Value>, pieces: &mut Pieces) -> Result<(), serde_json::Error> {
    let parts: Vec<&mut Value> = match element.get_mut("Payload") {
        Some(Value::Array(list)) => list.iter_mut().collect(),
        Some(Value::Object(map)) => map.values_mut().collect(),
        _ => return Ok(()),
    };
    let ids: Option<Vec<String>> =
        parts.iter().map(|block| usable(block.as_object()?.get("ID")).map(str::to_owned)).collect();
    let Some(ids) = ids else { return Ok(()) };
    if ids.iter().collect::<HashSet<_>>().len() < ids.len() {
        return Ok(());
    }
    for (part, id) in parts.into_iter().zip(ids) {
        put(pieces, &place_of_block(&id), part)?;
        *part = Value::String(id);
    }
    Ok(())
}

/// Takes the translations out of a question, where each is an object under a usable name; the names stand for them.
fn translations(
    question: &str,
    element: &mut Map<String, Value>,
    pieces: &mut Pieces,
) -> Result<(), serde_json::Error> {
    let language = element.get_mut("Payload").and_then(|payload| payload.get_mut("Language"));
    let Some(Value::Object(languages)) = language.as_deref() else { return Ok(()) };
    let whole = |(name, part): (&String, &Value)| part.is_object() && usable(Some(&json!(name))).is_some();
    if languages.is_empty() || !languages.iter().all(whole) {
        return Ok(());
    }
    for (name, part) in languages {
        put(pieces, &place_of_translation(question, name), part)?;
    }
    let names = languages.keys().cloned().map(Value::String).collect();
    if let Some(place) = language {
        *place = Value::Array(names);
    }
    Ok(())
}
