//! What must be right in a survey file before anything is made of it.
//!
//! Tolerant where real files differ (missing options, empty flow entries, a question element without payload), strict
//! where a mistake would lose answers: questions that cannot be told apart, or that nobody can show.

use std::collections::{HashMap, HashSet};

use model::QuestionId;
use model::limits::surveys::QUESTION_CELLS;
use model::survey::SurveyFile;
use serde_json::{Map, Value};

use super::QsfError;
use super::quotas::Counted;
use super::size::{self, Size};
use super::sums::Sums;
use super::tolerant::{entries, text};

/// The types of questions that there are (api/surveys.md section 6.4); files of other makers may hold others.
pub const QUESTION_TYPES: &[&str] = &[
    "MC",
    "Matrix",
    "Captcha",
    "CS",
    "DB",
    "DD",
    "Draw",
    "DynamicMatrix",
    "FileUpload",
    "GAP",
    "HeatMap",
    "HL",
    "HotSpot",
    "Meta",
    "PGR",
    "RO",
    "SBS",
    "Slider",
    "SS",
    "TE",
    "Timing",
    "TreeSelect",
];

/// The questions of the file by id, and how large each is.
type Questions = HashMap<String, Size>;

/// Checks the whole file: what was read, and what an edit made. It gives what the file comes to, but for its bytes.
///
/// # Errors
/// When a member that everything hangs on is missing or wrong; the error says what and where.
pub fn file(file: &SurveyFile) -> Result<Sums, QsfError> {
    let mut questions = Questions::new();
    let (mut blocks, mut flow, mut sums) = (None, None, Sums::default());
    let mut quotas = Counted::default();
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
                flow.get_or_insert(payload);
            }
            "QC" => {
                let count = text(element.get("SecondaryAttribute")).and_then(|count| count.parse().ok());
                sums.raise(count.filter(|count| *count < 1_000_000_000).unwrap_or(0));
            }
            "QO" => quotas.quota(payload),
            "QG" => quotas.group(payload),
            _ => {}
        }
    }
    quotas.check()?;
    let Some((place, payload)) = blocks else {
        return Err(QsfError::new("SurveyElements", "there is no element BL (blocks)"));
    };
    let Some(flow) = flow else {
        return Err(QsfError::new("SurveyElements", "there is no element FL (flow)"));
    };
    sums.set_flow(flow);
    for (id, size) in &questions {
        sums.change_question(id, None, Some(*size), &HashMap::new());
    }
    self::blocks(payload, &format!("{place}.Payload"), &questions, &mut sums)?;
    sums.check().map_err(|fault| QsfError::new("SurveyElements", fault))?;
    Ok(sums)
}

/// Checks a question alone, and gives how large it is.
///
/// # Errors
/// What is wrong: the member, and what is expected of it.
pub fn question_alone(payload: &Map<String, Value>) -> Result<Size, QsfError> {
    let id = word(payload, "QuestionID", "question")?;
    for member in ["QuestionType", "Selector", "QuestionText", "QuestionDescription"] {
        word(payload, member, &format!("question {id}"))?;
    }
    let size = size::question(payload);
    if size.cells > QUESTION_CELLS {
        let fault = format!("question {id} would have {} answer cells; {QUESTION_CELLS} at most", size.cells);
        return Err(QsfError::new("question", fault));
    }
    Ok(size)
}

fn question(
    element: &Map<String, Value>,
    payload: &Value,
    place: &str,
    known: &mut Questions,
) -> Result<(), QsfError> {
    let place = format!("{place}.Payload");
    if payload.is_null() {
        let id = element.get("PrimaryAttribute").and_then(Value::as_str);
        known.extend(id.map(|id| (id.to_owned(), Size::default())));
        return Ok(());
    }
    let Some(payload) = payload.as_object() else {
        return Err(QsfError::new(place, "a question is an object"));
    };
    let id = word(payload, "QuestionID", &place)?;
    if QuestionId::parse(id).is_err() {
        let fault = format!("`{id}` is no question id: QID and letters, digits or hyphens are expected");
        return Err(QsfError::new(format!("{place}.QuestionID"), fault));
    }
    if let Some(attribute) = element.get("PrimaryAttribute").and_then(Value::as_str)
        && attribute != id
    {
        let fault = format!("`{id}` differs from the element's PrimaryAttribute `{attribute}`");
        return Err(QsfError::new(format!("{place}.QuestionID"), fault));
    }
    let size = question_alone(payload).map_err(|error| error.within(&place))?;
    if known.insert(id.to_owned(), size).is_some() {
        return Err(QsfError::new(format!("{place}.QuestionID"), format!("there are two questions `{id}`")));
    }
    Ok(())
}

fn blocks(payload: &Value, place: &str, questions: &Questions, sums: &mut Sums) -> Result<(), QsfError> {
    container(payload, place)?;
    let mut known = HashSet::new();
    let (mut first, mut default) = (None, None);
    for (key, block) in entries(Some(payload)) {
        let place = format!("{place}[{key}]");
        let Some(block) = block.as_object() else {
            return Err(QsfError::new(place, "a block is an object"));
        };
        let kind = word(block, "Type", &place)?;
        let id = word(block, "ID", &place)?;
        if !known.insert(id) {
            return Err(QsfError::new(format!("{place}.ID"), format!("there are two blocks `{id}`")));
        }
        match kind {
            "Trash" => sums.note_block(id, kind),
            "Default" => default = default.or(Some(id)),
            _ => first = first.or(Some(id)),
        }
        if let Some(elements) = block.get("BlockElements").filter(|elements| !elements.is_null()) {
            let place = format!("{place}.BlockElements");
            container(elements, &place)?;
            for (key, element) in entries(Some(elements)) {
                block_element(element, &format!("{place}[{key}] (block {id})"), questions)?;
            }
        }
        sums.change_block(id, None, Some(block), questions);
    }
    if let Some(id) = default.or(first) {
        sums.note_block(id, "Default");
    }
    Ok(())
}

fn block_element(element: &Value, place: &str, questions: &Questions) -> Result<(), QsfError> {
    let Some(element) = element.as_object() else {
        return Err(QsfError::new(place, "a block element is an object"));
    };
    match word(element, "Type", place)? {
        "Question" => {
            let id = word(element, "QuestionID", place)?;
            questions.get(id).map(drop).ok_or_else(|| {
                QsfError::new(place, format!("the block shows question `{id}`, which the file does not hold"))
            })
        }
        "Page Break" => Ok(()),
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
