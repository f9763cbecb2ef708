//! Blocks and flow of survey files (api/qsf.md sections 3, 4 and 10).

use indexmap::IndexMap;
use model::QuestionId;
use model::limits::surveys::WEB_PAIRS;
use model::survey::{
    Block, BlockElement, BlockKind, EmbeddedField, Expression, FlowElement, Question, WebBody, WebService,
};
use serde_json::{Map, Value};

use super::authenticator;
use super::loop_rows::loop_rows;
use super::room::Room;
use super::tolerant::{is_on, objects, text, text_of};

/// Reads the blocks of the `BL` payload by id.
pub(super) fn blocks(
    payload: &Value,
    questions: &IndexMap<QuestionId, Question>,
    room: &mut Room,
) -> IndexMap<String, Block> {
    objects(Some(payload))
        .map(|block| self::block(block, questions, room))
        .map(|block| (block.id.clone(), block))
        .collect()
}

fn block(map: &Map<String, Value>, questions: &IndexMap<QuestionId, Question>, room: &mut Room) -> Block {
    let kind = match map.get("Type").and_then(Value::as_str) {
        Some("Trash") => BlockKind::Trash,
        Some("Default") => BlockKind::Default,
        _ => BlockKind::Standard,
    };
    let elements: Vec<BlockElement> =
        objects(map.get("BlockElements")).filter_map(|element| block_element(element, questions)).collect();
    Block {
        id: text_of(map, "ID"),
        description: text_of(map, "Description"),
        kind,
        loop_rows: loop_rows(map.get("Options"), &elements, questions, room),
        elements,
        raw: map.clone(),
    }
}

/// One element of a block. Skip logic stands with the element, or in the question itself.
fn block_element(
    map: &Map<String, Value>,
    questions: &IndexMap<QuestionId, Question>,
) -> Option<BlockElement> {
    match map.get("Type")?.as_str()? {
        "Question" => {
            let id = QuestionId::parse(map.get("QuestionID")?.as_str()?).ok()?;
            let mut skip: Vec<_> = objects(map.get("SkipLogic")).cloned().collect();
            if skip.is_empty() {
                let own = questions.get(&id).and_then(|question| question.raw.get("SkipLogic"));
                skip = objects(own).cloned().collect();
            }
            Some(BlockElement::Question { id, skip })
        }
        "Page Break" => Some(BlockElement::PageBreak),
        _ => None,
    }
}

/// Reads the children of a flow element (or of the root). Empty entries, which some files have, are left out.
pub(super) fn flow(children: Option<&Value>) -> Vec<FlowElement> {
    objects(children).filter_map(element).collect()
}

fn element(map: &Map<String, Value>) -> Option<FlowElement> {
    let flow = text_of(map, "FlowID");
    let children = || self::flow(map.get("Flow"));
    let kind = map.get("Type")?.as_str()?;
    Some(match kind {
        "Block" | "Standard" => FlowElement::Block { flow, block: text_of(map, "ID") },
        "EmbeddedData" => {
            let fields = objects(map.get("EmbeddedData")).filter_map(embedded_field).collect();
            FlowElement::EmbeddedData { flow, fields }
        }
        "Branch" => {
            let condition = map.get("BranchLogic").and_then(Expression::read);
            FlowElement::Branch { flow, condition, children: children() }
        }
        "BlockRandomizer" | "Randomizer" => randomizer(map, flow, children()),
        "Group" => FlowElement::Group { flow, children: children() },
        "EndSurvey" => {
            let options = map.get("Options").and_then(Value::as_object).cloned().unwrap_or_default();
            FlowElement::EndSurvey { flow, options }
        }
        "WebService" => FlowElement::WebService { flow, service: Box::new(web_service(map)) },
        "Authenticator" => {
            let authenticator = Box::new(authenticator::read(map));
            FlowElement::Authenticator { flow, authenticator, children: children() }
        }
        other => FlowElement::Other { flow, kind: other.to_owned(), children: children() },
    })
}

/// Names and values that are sent to a web service, or taken from it: `[{ "key": …, "value": … }]`.
pub(super) fn web_pairs(value: Option<&Value>) -> Vec<(String, String)> {
    let pairs = objects(value).map(|pair| (text_of(pair, "key"), text_of(pair, "value")));
    pairs.filter(|(key, _)| !key.is_empty()).take(WEB_PAIRS).collect()
}

/// Two members have the body; where both hold something `Body` is taken (which of them the original sends is not certain).
fn web_service(map: &Map<String, Value>) -> WebService {
    let pairs = |member: &str| web_pairs(map.get(member));
    let body = match map.get("Body") {
        Some(Value::String(written)) if !written.trim().is_empty() => WebBody::Text(written.clone()),
        _ => WebBody::Pairs(pairs("Body")),
    };
    let method = text_of(map, "Method").to_ascii_uppercase();
    let is_known = matches!(method.as_str(), "POST" | "PUT" | "PATCH" | "DELETE");
    WebService {
        url: text_of(map, "URL").trim().to_owned(),
        method: if is_known { method } else { "GET".to_owned() },
        parameters: pairs("RequestParams"),
        body: if body.is_empty() { WebBody::Pairs(pairs("EditBodyParams")) } else { body },
        content_type: text_of(map, "ContentType").trim().to_owned(),
        keeps_types: map.contains_key("StringifyValues") && !is_on(map.get("StringifyValues")),
        headers: pairs("Headers"),
        fields: pairs("ResponseMap"),
        is_asked: !is_on(map.get("FireAndForget")),
    }
}

/// How many children run is a number, a text of digits, or nothing at all for every one.
fn randomizer(map: &Map<String, Value>, flow: String, children: Vec<FlowElement>) -> FlowElement {
    let subset = text(map.get("SubSet")).and_then(|text| text.parse().ok());
    FlowElement::Randomizer {
        flow,
        subset: subset.unwrap_or(children.len()),
        even: is_on(map.get("EvenPresentation")),
        children,
    }
}

fn embedded_field(map: &Map<String, Value>) -> Option<EmbeddedField> {
    let name = text(map.get("Field"))?;
    Some(EmbeddedField { name, value: text(map.get("Value")) })
}

/// Scoring categories of the `SCO` payload: id and name.
pub(super) fn scoring(payload: Option<&Value>) -> Vec<(String, String)> {
    objects(payload.and_then(|payload| payload.get("ScoringCategories")))
        .map(|category| (text_of(category, "ID"), text_of(category, "Name")))
        .filter(|(id, _)| !id.is_empty())
        .collect()
}

/// The ids of the categories whose points the end shows, as the `SCO` payload says: one that it names, else all of them (that these
/// are all is unsure).
pub(super) fn shown_scores(payload: Option<&Value>) -> Vec<String> {
    let Some(members) = payload.and_then(Value::as_object) else { return Vec::new() };
    if !is_on(members.get("ScoringSummaryAfterSurvey")) {
        return Vec::new();
    }
    let named = text_of(members, "ScoringSummaryCategory");
    let all = scoring(payload).into_iter().map(|(id, _)| id);
    all.filter(|id| named.is_empty() || *id == named).collect()
}

/// Ids of the response sets and their names, from the `RS` elements.
pub(super) fn response_set(element: &Map<String, Value>) -> Option<(String, Value)> {
    let id = text(element.get("PrimaryAttribute"))?;
    Some((id, element.get("SecondaryAttribute").cloned().unwrap_or(Value::Null)))
}
