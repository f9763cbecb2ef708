//! What differs between two forms of a question.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::values::{self, Line, entries, object, pairs, text};
use super::words::{ordinal, quoted};

/// Members that repeat others, or that only the editor reads.
const SILENT: [&str; 8] = [
    "QuestionText_Unsafe",
    "QuestionText_Safe",
    "QuestionID",
    "NextChoiceId",
    "NextAnswerId",
    "DynamicChoicesData",
    "ChoiceOrder",
    "AnswerOrder",
];

/// A question: `Q3 (QID3) "How are you?"`.
pub(super) fn named(payload: &Map<String, Value>) -> String {
    let question =
        format!("{} {}", place(payload), quoted(&engine::html::plain(text(payload, "QuestionText"))));
    format!("question {question}")
}

fn place(payload: &Map<String, Value>) -> String {
    format!("{} ({})", text(payload, "DataExportTag"), text(payload, "QuestionID"))
}

/// Adds a line for each difference of a question.
pub(super) fn compare(before: &Map<String, Value>, after: &Map<String, Value>, lines: &mut Vec<String>) {
    let line = Line::of(&place(after));
    let list = |payload: &Map<String, Value>| -> IndexMap<String, Value> {
        payload.iter().map(|(name, value)| (name.clone(), value.clone())).collect()
    };
    for (name, of_before, of_after) in pairs(&list(before), &list(after)) {
        match name {
            "QuestionText" => values::compare(&line.named("text"), of_before, of_after, lines),
            // The editor makes it of the text, unless the author has written one.
            "QuestionDescription" if !is_labelled(before) && !is_labelled(after) => {}
            "Choices" => choices("choice", "Choices", "ChoiceOrder", before, after, lines),
            "Answers" => choices("scale point", "Answers", "AnswerOrder", before, after, lines),
            "Language" => translations(of_before, of_after, &line, lines),
            "DisplayLogic" | "InPageDisplayLogic" => logic(&line, of_before, of_after, lines),
            name if SILENT.contains(&name) => {}
            name => values::compare(&line.named(name), of_before, of_after, lines),
        }
    }
}

fn is_labelled(payload: &Map<String, Value>) -> bool {
    object(payload.get("Configuration"))
        .get("QuestionDescriptionOption")
        .is_some_and(|how| how == "SpecifyLabel")
}

/// The ids of a list in the order in which it is shown.
fn order(payload: &Map<String, Value>, list: &str, order: &str) -> Vec<String> {
    let id = |value: &Value| match value {
        Value::String(id) => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        _ => None,
    };
    let said: Vec<String> =
        entries(payload.get(order)).into_iter().filter_map(|(_, value)| id(value)).collect();
    if said.is_empty() {
        return entries(payload.get(list)).into_iter().map(|(id, _)| id.into_owned()).collect();
    }
    said
}

fn choices(
    what: &str,
    list: &str,
    ordered: &str,
    before: &Map<String, Value>,
    after: &Map<String, Value>,
    lines: &mut Vec<String>,
) {
    let of = |payload: &Map<String, Value>| -> IndexMap<String, Value> {
        entries(payload.get(list)).into_iter().map(|(id, choice)| (id.into_owned(), choice.clone())).collect()
    };
    let (order_before, order_after) = (order(before, list, ordered), order(after, list, ordered));
    let place_of = |order: &[String]| -> IndexMap<String, usize> {
        order.iter().enumerate().map(|(place, id)| (id.clone(), place)).collect()
    };
    let (places_before, places_after) = (place_of(&order_before), place_of(&order_after));
    let which = |places: &IndexMap<String, usize>, id: &str| match places.get(id) {
        Some(place) => format!("{} {what}", ordinal(*place)),
        None => format!("{what} {id}"),
    };
    let (of_before, of_after) = (of(before), of(after));
    let question = place(after);
    for (id, before, after) in pairs(&of_before, &of_after) {
        let display =
            |choice: &Value| quoted(choice.get("Display").and_then(Value::as_str).unwrap_or_default());
        match (before, after) {
            (Some(gone), None) => {
                let which = which(&places_before, id);
                lines.push(format!("{question}: the {which} {} was removed", display(gone)));
            }
            (None, Some(new)) => {
                let which = which(&places_after, id);
                lines.push(format!("{question}: the {which} {} was added", display(new)));
            }
            (Some(before), Some(after)) => {
                let line = Line::of(&format!("{question}, {}", which(&places_after, id)));
                let member = |name: &str| if name == "Display" { "text".to_owned() } else { name.to_owned() };
                let of = |choice: &Value| -> IndexMap<String, Value> {
                    object(Some(choice)).iter().map(|(name, value)| (member(name), value.clone())).collect()
                };
                for (name, before, after) in pairs(&of(before), &of(after)) {
                    match name {
                        "DisplayLogic" => logic(&line, before, after, lines),
                        name => values::compare(&line.named(name), before, after, lines),
                    }
                }
            }
            (None, None) => {}
        }
    }
    // What came or went is told already: here is what changed places.
    let common = |order: &[String]| -> Vec<String> {
        let both = |id: &&String| of_before.contains_key(*id) && of_after.contains_key(*id);
        order.iter().filter(both).cloned().collect()
    };
    let (first, second) = (common(&order_before), common(&order_after));
    if first != second {
        let line = Line::of(&question);
        lines.push(line.became(&format!("the order of its {what}s"), &first.join(", "), &second.join(", ")));
    }
}

fn translations(before: Option<&Value>, after: Option<&Value>, line: &Line, lines: &mut Vec<String>) {
    let of = |value: Option<&Value>| -> IndexMap<String, Value> {
        object(value).iter().map(|(code, value)| (code.clone(), value.clone())).collect()
    };
    for (code, before, after) in pairs(&of(before), &of(after)) {
        match (before, after) {
            (Some(_), None) => lines.push(line.with(&format!("the translation {code} was removed"))),
            (None, Some(_)) => lines.push(line.with(&format!("the translation {code} was added"))),
            (before, after) => {
                values::compare(&line.named(&format!("translation {code}")), before, after, lines)
            }
        }
    }
}

/// Logic is told by the words that the editor has for it; where those are the same, by its members.
fn logic(line: &Line, before: Option<&Value>, after: Option<&Value>, lines: &mut Vec<String>) {
    let (told_before, told_after) = (sentence(before), sentence(after));
    match (told_before.is_empty(), told_after.is_empty()) {
        (true, false) => {
            lines.push(line.with(&format!("the display logic {} was added", quoted(&told_after))))
        }
        (false, true) => {
            lines.push(line.with(&format!("the display logic {} was removed", quoted(&told_before))))
        }
        _ if told_before != told_after => {
            lines.push(line.became("the display logic", &told_before, &told_after));
        }
        _ => values::compare(&line.named("display logic"), before, after, lines),
    }
}

fn sentence(logic: Option<&Value>) -> String {
    let groups = entries(logic).into_iter().filter(|(_, group)| group.is_object());
    let conditions = groups.flat_map(|(_, group)| entries(Some(group)));
    let words = conditions.filter_map(|(_, condition)| condition.get("Description")?.as_str());
    words.map(|words| engine::html::plain(words).trim().to_owned()).collect::<Vec<_>>().join(" ")
}
