//! The rows of loops (api/qsf.md section 10).

use std::collections::HashSet;

use indexmap::IndexMap;
use model::QuestionId;
use model::limits::surveys::{LOOP_ROUNDS, NUMBERED_ROUNDS};
use model::survey::{BlockElement, Question};
use serde_json::{Map, Value};

use super::room::Room;
use super::size::{self, Size};
use super::tolerant::{entries, text};

/// Rows of a loop: the key of each, and its fields.
type Rows = Vec<(String, Map<String, Value>)>;

/// The rows that the options list, and behind them those that an answer can ask for besides, as the table of an author need not name
/// all: the choices of the question that the loop goes over, or as many as its number can come to. Rows without fields are rounds
/// all the same (which order they have in the original is not known). There are as many of them as there is room for the answers to
/// the `elements` that they repeat.
pub(super) fn loop_rows(
    options: Option<&Value>,
    elements: &[BlockElement],
    questions: &IndexMap<QuestionId, Question>,
    room: &mut Room,
) -> Rows {
    let option = |name: &str| options.and_then(|options| options.get(name));
    let looping = text(option("Looping")).unwrap_or_default();
    let Some(details) = option("LoopingOptions") else { return Rows::new() };
    if !matches!(looping.as_str(), "Static" | "Question") {
        return Rows::new();
    }
    let fields = |value: &Value| value.as_object().cloned().unwrap_or_default();
    let listed = entries(details.get("Static")).into_iter();
    let mut rows: Rows = listed.map(|(key, row)| (key, fields(row))).collect();
    if looping == "Question" {
        let id = text(details.get("QID")).and_then(|id| QuestionId::parse(&id).ok());
        let further = further(details, id.and_then(|id| questions.get(&id)), &rows);
        let round = round(elements, questions);
        rows.extend(further.into_iter().take_while(|_| room.take(round)));
    }
    rows
}

/// What the answers of one round take.
fn round(elements: &[BlockElement], questions: &IndexMap<QuestionId, Question>) -> Size {
    let shown = elements.iter().filter_map(|element| match element {
        BlockElement::Question { id, .. } => questions.get(id),
        BlockElement::PageBreak => None,
    });
    shown.map(|question| size::question(&question.raw)).fold(Size::default(), Size::and)
}

fn further(details: &Value, source: Option<&Question>, listed: &Rows) -> Rows {
    let known: HashSet<&str> = listed.iter().map(|(key, _)| key.as_str()).collect();
    let bare = |key: String| (key, Map::new());
    let locators = ["Locator", "ChoiceGroupLocator"].map(|name| text(details.get(name)).unwrap_or_default());
    let Some(numbered) = locators.iter().find(|locator| locator.contains("NumericResponse")) else {
        let choices =
            source.into_iter().flat_map(|question| &question.choices).map(|choice| choice.id.clone());
        return choices.filter(|id| !known.contains(id.as_str())).map(bare).collect();
    };
    // A locator may say how many there are (`…/MergeOnNumericResponse?v=3`).
    let said = numbered.split_once("?v=").map(|(_, most)| most.parse().unwrap_or(0));
    let most = said.or_else(|| source.and_then(highest)).unwrap_or(NUMBERED_ROUNDS).min(LOOP_ROUNDS);
    let keys = (1..).map(|number: usize| number.to_string()).filter(|key| !known.contains(key.as_str()));
    keys.take(most.saturating_sub(listed.len())).map(bare).collect()
}

/// The highest number that a question lets be typed.
fn highest(question: &Question) -> Option<usize> {
    let settings = question.raw.get("Validation")?.get("Settings")?;
    let is_number = settings.get("ContentType").and_then(Value::as_str) == Some("ValidNumber");
    let highest = text(settings.get("ValidNumber")?.get("Max")).filter(|_| is_number)?;
    highest.trim().parse::<usize>().ok()
}
