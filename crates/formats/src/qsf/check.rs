//! What must be right in a survey file before anything is made of it.
//!
//! Tolerant where real files differ (missing options, empty flow entries, a question element without payload), strict
//! where a mistake would lose answers: questions that cannot be told apart, or that nobody can show.

use std::collections::{HashMap, HashSet};

use model::QuestionId;
use model::survey::SurveyFile;
use serde_json::{Map, Value};

use super::QsfError;
use super::size::{self, MOST_CELLS};
use super::tolerant::entries;

/// The questions of the file by id, and how many answer cells each has.
type Questions<'a> = HashMap<&'a str, usize>;

/// Checks the whole file: what was read, and what an edit made.
///
/// # Errors
/// When a member that everything hangs on is missing or wrong; the error says what and where.
pub fn file(file: &SurveyFile) -> Result<(), QsfError> {
    let mut questions = Questions::new();
    let mut blocks = None;
    let mut flow = false;
    for (place, element) in file.elements.iter().enumerate() {
        let place = format!("SurveyElements[{place}]");
        let code = word(element, "Element", &place)?;
        let payload = element.get("Payload").ok_or_else(|| {
            QsfError::new(
                format!("{place} ({code})"),
                "an element without Payload; null is written where there is none",
            )
        })?;
        match code {
            "SQ" => question(element, payload, &place, &mut questions)?,
            "BL" if blocks.is_some() => return Err(QsfError::new(place, "a second element BL (blocks)")),
            "BL" => blocks = Some((place, payload)),
            "FL" => {
                container(payload, &format!("{place}.Payload"))?;
                flow = true;
            }
            _ => {}
        }
    }
    let Some((place, payload)) = blocks else {
        return Err(QsfError::new("SurveyElements", "there is no element BL (blocks)"));
    };
    if !flow {
        return Err(QsfError::new("SurveyElements", "there is no element FL (flow)"));
    }
    self::blocks(payload, &format!("{place}.Payload"), &questions)
}

fn question<'a>(
    element: &'a Map<String, Value>,
    payload: &'a Value,
    place: &str,
    known: &mut Questions<'a>,
) -> Result<(), QsfError> {
    let place = format!("{place}.Payload");
    if payload.is_null() {
        let id = element.get("PrimaryAttribute").and_then(Value::as_str);
        known.extend(id.map(|id| (id, 0)));
        return Ok(());
    }
    let Some(payload) = payload.as_object() else {
        return Err(QsfError::new(place, "a question is an object"));
    };
    let id = word(payload, "QuestionID", &place)?;
    for member in ["QuestionType", "Selector", "QuestionText", "QuestionDescription"] {
        word(payload, member, &format!("{place} (question {id})"))?;
    }
    if QuestionId::parse(id).is_err() {
        let fault = format!("`{id}` is no question id: QID and letters or digits are expected");
        return Err(QsfError::new(format!("{place}.QuestionID"), fault));
    }
    if let Some(attribute) = element.get("PrimaryAttribute").and_then(Value::as_str)
        && attribute != id
    {
        let fault = format!("`{id}` differs from the element's PrimaryAttribute `{attribute}`");
        return Err(QsfError::new(format!("{place}.QuestionID"), fault));
    }
    if known.insert(id, size::cells(payload)).is_some() {
        return Err(QsfError::new(format!("{place}.QuestionID"), format!("there are two questions `{id}`")));
    }
    Ok(())
}

fn blocks(payload: &Value, place: &str, questions: &Questions<'_>) -> Result<(), QsfError> {
    container(payload, place)?;
    let mut known = HashSet::new();
    let mut total = questions.values().fold(0, |total: usize, cells| total.saturating_add(*cells));
    for (key, block) in entries(Some(payload)) {
        let place = format!("{place}[{key}]");
        let Some(block) = block.as_object() else {
            return Err(QsfError::new(place, "a block is an object"));
        };
        word(block, "Type", &place)?;
        let id = word(block, "ID", &place)?;
        if !known.insert(id) {
            return Err(QsfError::new(format!("{place}.ID"), format!("there are two blocks `{id}`")));
        }
        let Some(elements) = block.get("BlockElements").filter(|elements| !elements.is_null()) else {
            continue;
        };
        let place = format!("{place}.BlockElements");
        container(elements, &place)?;
        let mut cells: usize = 0;
        for (key, element) in entries(Some(elements)) {
            let more = block_element(element, &format!("{place}[{key}] (block {id})"), questions)?;
            cells = cells.saturating_add(more);
        }
        let repeats = size::repeats(block, |id| questions.get(id).copied().unwrap_or_default());
        total = total.saturating_add(cells.saturating_mul(repeats - 1));
    }
    if total > MOST_CELLS {
        let fault = format!("the survey would have {total} answer cells; {MOST_CELLS} at most");
        return Err(QsfError::new("SurveyElements", fault));
    }
    Ok(())
}

/// How many answer cells the element has; a page break has none.
fn block_element(element: &Value, place: &str, questions: &Questions<'_>) -> Result<usize, QsfError> {
    let Some(element) = element.as_object() else {
        return Err(QsfError::new(place, "a block element is an object"));
    };
    match word(element, "Type", place)? {
        "Question" => {
            let id = word(element, "QuestionID", place)?;
            questions.get(id).copied().ok_or_else(|| {
                QsfError::new(place, format!("the block shows question `{id}`, which the file does not hold"))
            })
        }
        "Page Break" => Ok(0),
        other => Err(QsfError::new(
            place,
            format!("a block element of type `{other}`; `Question` or `Page Break` is expected"),
        )),
    }
}

/// An array or an object, which old files write for one another.
fn container(value: &Value, place: &str) -> Result<(), QsfError> {
    if value.is_array() || value.is_object() {
        return Ok(());
    }
    Err(QsfError::new(place, "an array or an object is expected"))
}

/// A member that must be there and be a text.
fn word<'a>(map: &'a Map<String, Value>, member: &str, place: &str) -> Result<&'a str, QsfError> {
    match map.get(member) {
        Some(Value::String(text)) => Ok(text),
        Some(_) => Err(QsfError::new(format!("{place}.{member}"), "a text is expected")),
        None => Err(QsfError::new(place, format!("{member} is missing"))),
    }
}
