//! Questions of survey files (api/qsf.md section 6).

use std::collections::{HashMap, HashSet};

use model::QuestionId;
use model::survey::{Choice, Expression, ForcedResponse, Question, QuestionType};
use serde_json::{Map, Value};

use super::tolerant::{entries, ids, is_on, text, text_of};

/// Reads a question's payload. Nothing but the id can be wrong with it.
pub(super) fn question(payload: &Map<String, Value>) -> Option<Question> {
    let id = QuestionId::parse(payload.get("QuestionID")?.as_str()?).ok()?;
    Some(read(payload, id, None))
}

/// Reads a question, or a column of the side-by-side question `parent`, whose statements it shares.
fn read(payload: &Map<String, Value>, id: QuestionId, parent: Option<&Map<String, Value>>) -> Question {
    let kind = QuestionType::parse(&text_of(payload, "QuestionType"));
    let tag = text_of(payload, "DataExportTag");
    // Values and names belong to what is picked: the scale points where there are any, the choices otherwise.
    let scaled = payload.get("Answers").is_some_and(|answers| !entries(Some(answers)).is_empty());
    let own = |member: &str| payload.get(member).filter(|value| !entries(Some(value)).is_empty());
    let inherited = |member: &str| own(member).or_else(|| parent.and_then(|parent| parent.get(member)));
    let source = ChoiceSource {
        list: inherited("Choices"),
        order: inherited("ChoiceOrder"),
        tags: inherited("ChoiceDataExportTags"),
        names: (!scaled).then_some(payload),
    };
    let answers = ChoiceSource {
        list: payload.get("Answers"),
        order: payload.get("AnswerOrder"),
        tags: None,
        names: Some(payload),
    };
    let columns = if kind == QuestionType::SideBySide { columns(payload, &id) } else { Vec::new() };
    Question {
        tag: if tag.is_empty() { id.as_str().to_owned() } else { tag },
        id,
        text: text_of(payload, "QuestionText"),
        description: text_of(payload, "QuestionDescription"),
        kind,
        selector: text_of(payload, "Selector"),
        sub_selector: text_of(payload, "SubSelector"),
        choices: source.choices(),
        answers: answers.choices(),
        columns,
        forced: forced(payload),
        display: payload
            .get("DisplayLogic")
            .and_then(Expression::read)
            .or_else(|| payload.get("InPageDisplayLogic").and_then(Expression::read)),
        raw: payload.clone(),
    }
}

/// The columns of a side-by-side question: in the configured order, else by number.
fn columns(payload: &Map<String, Value>, id: &QuestionId) -> Vec<Question> {
    let mut columns = entries(payload.get("AdditionalQuestions"));
    let order = ids(payload.get("Configuration").and_then(|configuration| configuration.get("ColumnOrder")));
    let mut places: HashMap<&str, usize> = HashMap::new();
    for (place, wanted) in order.iter().enumerate() {
        places.entry(wanted).or_insert(place);
    }
    columns.sort_by_key(|(key, _)| {
        (places.get(key.as_str()).copied().unwrap_or(usize::MAX), key.parse().unwrap_or(usize::MAX))
    });
    columns
        .into_iter()
        .filter_map(|(_, column)| column.as_object())
        .map(|column| read(column, id.clone(), Some(payload)))
        .collect()
}

fn forced(payload: &Map<String, Value>) -> ForcedResponse {
    let settings = payload.get("Validation").and_then(|validation| validation.get("Settings"));
    match settings.and_then(|settings| settings.get("ForceResponse")).and_then(Value::as_str) {
        Some("ON") => ForcedResponse::On,
        Some("RequestResponse") => ForcedResponse::Request,
        _ => ForcedResponse::Off,
    }
}

/// Where a list of choices is put together from.
struct ChoiceSource<'a> {
    list: Option<&'a Value>,
    order: Option<&'a Value>,
    tags: Option<&'a Value>,
    /// The payload whose `RecodeValues`, `VariableNaming` and `AnalyzeChoices` speak of this list.
    names: Option<&'a Map<String, Value>>,
}

impl ChoiceSource<'_> {
    fn choices(&self) -> Vec<Choice> {
        ordered(self.list, self.order).into_iter().map(|(id, choice)| self.choice(&id, choice)).collect()
    }

    fn choice(&self, id: &str, value: &Value) -> Choice {
        let member = |name: &str| value.get(name);
        let named = |list: &str| entry(self.names.and_then(|names| names.get(list)), id);
        Choice {
            id: id.to_owned(),
            text: text(member("Display")).or_else(|| text(Some(value))).unwrap_or_default(),
            recode: text(named("RecodeValues")).unwrap_or_else(|| id.to_owned()),
            variable_name: text(named("VariableNaming")).filter(|name| !name.is_empty()),
            export_tag: text(entry(self.tags, id)).filter(|tag| !tag.is_empty() && !is_stale_tag(tag)),
            text_entry: is_on(member("TextEntry")),
            exclusive: is_on(member("ExclusiveAnswer")),
            analyze: text(named("AnalyzeChoices")).is_none_or(|word| !word.eq_ignore_ascii_case("no")),
            display: member("DisplayLogic").and_then(Expression::read),
        }
    }
}

/// The choices of a list in display order, each once. A list without any order keeps its own.
pub(super) fn ordered<'a>(list: Option<&'a Value>, order: Option<&Value>) -> Vec<(String, &'a Value)> {
    let list = entries(list);
    let by_id: HashMap<&str, &'a Value> = list.iter().map(|(id, choice)| (id.as_str(), *choice)).collect();
    let mut order = ids(order);
    let mut seen = HashSet::new();
    order.retain(|id| by_id.contains_key(id.as_str()) && seen.insert(id.clone()));
    if order.is_empty() {
        return list;
    }
    order.into_iter().filter_map(|id| by_id.get(id.as_str()).map(|choice| (id.clone(), *choice))).collect()
}

/// The entry of a list that is keyed by choice id, or by place where ids count from 0.
fn entry<'a>(list: Option<&'a Value>, id: &str) -> Option<&'a Value> {
    match list? {
        Value::Object(map) => map.get(id),
        Value::Array(values) => values.get(id.parse::<usize>().ok()?),
        _ => None,
    }
}

/// `Q4_3`: written by the editor, often for a question that was copied since, and left out by exports (api/responses.md
/// section 5).
fn is_stale_tag(tag: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    tag.strip_prefix('Q')
        .and_then(|rest| rest.split_once('_'))
        .is_some_and(|(question, choice)| digits(question) && digits(choice))
}
