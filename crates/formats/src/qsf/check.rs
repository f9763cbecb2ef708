//! What must be right in a survey file before anything is made of it.
//!
//! Tolerant where real files differ (missing options, empty flow entries, a question element without payload), strict
//! where a mistake would lose answers: questions that cannot be told apart, or that nobody can show.

use std::collections::{HashMap, HashSet};

use model::QuestionId;
use model::limits::surveys::{FLOW_ELEMENTS, LABEL_BYTES, QUESTION_CELLS, SURVEY_CELLS};
use model::survey::SurveyFile;
use serde_json::{Map, Value};

use super::QsfError;
use super::size::{self, Size};
use super::tolerant::entries;

/// The questions of the file by id, and how large each is.
type Questions<'a> = HashMap<&'a str, Size>;

/// Checks the whole file: what was read, and what an edit made.
///
/// # Errors
/// When a member that everything hangs on is missing or wrong; the error says what and where.
pub fn file(file: &SurveyFile) -> Result<(), QsfError> {
    let mut questions = Questions::new();
    let mut blocks = None;
    let mut flow = None;
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
                let fields = self::flow(payload, &format!("{place}.Payload"))?;
                flow = Some(flow.unwrap_or(0) + fields);
            }
            _ => {}
        }
    }
    let Some((place, payload)) = blocks else {
        return Err(QsfError::new("SurveyElements", "there is no element BL (blocks)"));
    };
    let Some(fields) = flow else {
        return Err(QsfError::new("SurveyElements", "there is no element FL (flow)"));
    };
    self::blocks(payload, &format!("{place}.Payload"), &questions, fields)
}

/// The number of embedded data fields that the flow names.
fn flow(payload: &Value, place: &str) -> Result<usize, QsfError> {
    let (elements, fields) = size::flow(payload);
    if elements > FLOW_ELEMENTS {
        let fault = format!("the flow has {elements} elements; {FLOW_ELEMENTS} at most");
        return Err(QsfError::new(place, fault));
    }
    Ok(fields)
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
        known.extend(id.map(|id| (id, Size::default())));
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
    let size = size::question(payload);
    if size.cells > QUESTION_CELLS {
        let fault = format!("question {id} would have {} answer cells; {QUESTION_CELLS} at most", size.cells);
        return Err(QsfError::new(place, fault));
    }
    if known.insert(id, size).is_some() {
        return Err(QsfError::new(format!("{place}.QuestionID"), format!("there are two questions `{id}`")));
    }
    Ok(())
}

fn blocks(payload: &Value, place: &str, questions: &Questions<'_>, embedded: usize) -> Result<(), QsfError> {
    container(payload, place)?;
    let mut known = HashSet::new();
    let embedded = Size { cells: embedded, labels: 0 };
    let mut total = questions.values().fold(embedded, |total, size| total.and(*size));
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
        let mut size = Size::default();
        for (key, element) in entries(Some(elements)) {
            size = size.and(block_element(element, &format!("{place}[{key}] (block {id})"), questions)?);
        }
        let repeats = size::repeats(block, |id| questions.get(id).copied().unwrap_or_default().cells);
        total = total.and(size.times(repeats - 1));
    }
    if total.cells > SURVEY_CELLS {
        let fault =
            format!("the survey would have {} answer cells and fields; {SURVEY_CELLS} at most", total.cells);
        return Err(QsfError::new("SurveyElements", fault));
    }
    if total.labels > LABEL_BYTES {
        let fault = format!(
            "the labels of the survey's columns would have {} bytes, as long texts stand beside many answer cells; \
             {LABEL_BYTES} at most",
            total.labels
        );
        return Err(QsfError::new("SurveyElements", fault));
    }
    Ok(())
}

/// How large the element is; a page break has no size.
fn block_element(element: &Value, place: &str, questions: &Questions<'_>) -> Result<Size, QsfError> {
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
        "Page Break" => Ok(Size::default()),
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
