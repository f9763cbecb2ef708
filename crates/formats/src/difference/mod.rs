//! What differs between two survey files, in an author's words.
//!
//! Files that mean the same are equal: ids and dates of the survey, the order of members, a number written as a text, an empty
//! list for an empty object, and copies of a text that the editor keeps say nothing.

mod questions;
mod values;
mod words;

use std::collections::HashSet;

use indexmap::IndexMap;
use model::survey::SurveyFile;
use serde_json::{Map, Value, json};

use values::{Line, compare, entries, object, pairs, text};

/// What `after` has otherwise than `before`, a line each: `Q3 (QID3), second choice: text "Yes" became "Yes, always"`. Nothing
/// where both mean the same.
#[must_use]
pub fn differences(before: &SurveyFile, after: &SurveyFile) -> Vec<String> {
    let mut lines = Vec::new();
    for member in ENTRY {
        let of = |file: &SurveyFile| file.entry.get(member).filter(|date| !is_never(date)).cloned();
        compare(&Line::of("survey").named(member), of(before).as_ref(), of(after).as_ref(), &mut lines);
    }
    questions(before, after, &mut lines);
    blocks(before, after, &mut lines);
    flow(before, after, &mut lines);
    options(before, after, &mut lines);
    others(before, after, &mut lines);
    lines
}

/// Members of the entry that a survey's meaning hangs on.
const ENTRY: [&str; 5] =
    ["SurveyName", "SurveyDescription", "SurveyLanguage", "SurveyStartDate", "SurveyExpirationDate"];
/// Elements that are compared by themselves, and those that say nothing of a survey.
const KNOWN: [&str; 9] = ["SQ", "BL", "FL", "SO", "STAT", "QC", "RS", "PL", "PROJ"];

fn is_never(date: &Value) -> bool {
    date.as_str().is_some_and(|date| date.starts_with("0000-00-00"))
}

fn questions(before: &SurveyFile, after: &SurveyFile, lines: &mut Vec<String>) {
    let of = |file: &SurveyFile| -> IndexMap<String, Map<String, Value>> {
        let payloads = file.of_code("SQ").filter_map(|element| element.get("Payload")?.as_object());
        payloads.map(|payload| (text(payload, "QuestionID").to_owned(), payload.clone())).collect()
    };
    for (_, before, after) in pairs(&of(before), &of(after)) {
        match (before, after) {
            (Some(before), Some(after)) => questions::compare(before, after, lines),
            (Some(gone), None) => lines.push(format!("{} was removed", questions::named(gone))),
            (None, Some(new)) => lines.push(format!("{} was added", questions::named(new))),
            (None, None) => {}
        }
    }
}

fn blocks(before: &SurveyFile, after: &SurveyFile, lines: &mut Vec<String>) {
    let of = |file: &SurveyFile| -> IndexMap<String, Map<String, Value>> {
        let blocks = entries(file.payload("BL")).into_iter().filter_map(|(_, block)| block.as_object());
        blocks.map(|block| (text(block, "ID").to_owned(), block.clone())).collect()
    };
    for (id, before, after) in pairs(&of(before), &of(after)) {
        let named = |block: &Map<String, Value>| {
            format!("block {} ({id})", words::quoted(text(block, "Description")))
        };
        match (before, after) {
            (Some(gone), None) => lines.push(format!("{} was removed", named(gone))),
            (None, Some(new)) => lines.push(format!("{} was added", named(new))),
            (Some(before), Some(after)) => {
                let line = Line::of(&named(after));
                for member in ["Description", "Type", "SubType", "Options"] {
                    compare(&line.named(member), before.get(member), after.get(member), lines);
                }
                let (shown_before, shown_after) = (shown(before), shown(after));
                if shown_before != shown_after {
                    lines.push(line.became("what it shows", &shown_before, &shown_after));
                }
                skips(&line, before, after, lines);
            }
            (None, None) => {}
        }
    }
}

/// The questions of a block and its page breaks, in a line.
fn shown(block: &Map<String, Value>) -> String {
    let elements = entries(block.get("BlockElements"));
    let element = |element: &Value| match element.get("QuestionID").and_then(Value::as_str) {
        Some(id) => id.to_owned(),
        None => "page break".to_owned(),
    };
    elements.into_iter().map(|(_, shown)| element(shown)).collect::<Vec<_>>().join(", ")
}

fn skips(line: &Line, before: &Map<String, Value>, after: &Map<String, Value>, lines: &mut Vec<String>) {
    let of = |block: &Map<String, Value>| -> IndexMap<String, Value> {
        let elements = entries(block.get("BlockElements")).into_iter();
        let skips = elements.filter_map(|(_, element)| {
            Some((element.get("QuestionID")?.as_str()?.to_owned(), element.get("SkipLogic")?.clone()))
        });
        skips.collect()
    };
    for (id, before, after) in pairs(&of(before), &of(after)) {
        compare(&line.named(&format!("skip logic of {id}")), before, after, lines);
    }
}

/// A flow element without what it holds, and the ids of that.
type FlowPart = (Map<String, Value>, Vec<String>);

fn flow(before: &SurveyFile, after: &SurveyFile, lines: &mut Vec<String>) {
    let of = |file: &SurveyFile| {
        let mut parts = IndexMap::new();
        if let Some(root) = file.payload("FL") {
            collect(root, &mut parts);
        }
        parts
    };
    for (id, before, after) in pairs(&of(before), &of(after)) {
        let named = |(members, _): &FlowPart| format!("flow {id} ({})", text(members, "Type"));
        match (before, after) {
            (Some(gone), None) => lines.push(format!("{} was removed", named(gone))),
            (None, Some(new)) => lines.push(format!("{} was added", named(new))),
            (Some(before), Some(after)) => {
                let line = Line::of(&named(after));
                let (of_before, of_after) = (json!(before.0), json!(after.0));
                compare(&line, Some(&of_before), Some(&of_after), lines);
                // What came or went is told by itself: here is what stands in another order or place.
                let common = |own: &[String], other: &[String]| -> Vec<String> {
                    let other: HashSet<&String> = other.iter().collect();
                    own.iter().filter(|id| other.contains(id)).cloned().collect()
                };
                let (first, second) = (common(&before.1, &after.1), common(&after.1, &before.1));
                if first != second {
                    lines.push(line.became(
                        "the order of what it holds",
                        &first.join(", "),
                        &second.join(", "),
                    ));
                }
            }
            (None, None) => {}
        }
    }
}

fn collect(element: &Value, parts: &mut IndexMap<String, FlowPart>) {
    let Some(members) = element.as_object() else { return };
    let children = entries(members.get("Flow"));
    let ids =
        children.iter().filter_map(|(_, child)| Some(child.get("FlowID")?.as_str()?.to_owned())).collect();
    // The highest number that the flow ever gave says nothing of the flow.
    let own =
        members.iter().filter(|(name, _)| !["Flow", "Properties", "UIActions"].contains(&name.as_str()));
    let own = own.map(|(name, value)| (name.clone(), value.clone())).collect();
    parts.insert(text(members, "FlowID").to_owned(), (own, ids));
    for (_, child) in children {
        collect(child, parts);
    }
}

fn options(before: &SurveyFile, after: &SurveyFile, lines: &mut Vec<String>) {
    let of = |file: &SurveyFile| -> IndexMap<String, Value> {
        let said =
            object(file.payload("SO")).iter().filter(|(name, _)| !OF_THE_SURVEY.contains(&name.as_str()));
        said.map(|(name, value)| (name.clone(), value.clone())).collect()
    };
    for (name, before, after) in pairs(&of(before), &of(after)) {
        compare(&Line::of("options").named(name), before, after, lines);
    }
}

/// Options that repeat what the survey's entry says.
const OF_THE_SURVEY: [&str; 3] = ["SurveyName", "SurveyCreationDate", "ActiveResponseSet"];

/// Quotas, scoring and whatever else the file holds.
fn others(before: &SurveyFile, after: &SurveyFile, lines: &mut Vec<String>) {
    let of = |file: &SurveyFile| -> IndexMap<String, Value> {
        let others = file.elements.iter().filter(|element| !KNOWN.contains(&text(element, "Element")));
        let named = others.map(|element| {
            let name =
                format!("{} {}", words::of_code(text(element, "Element")), text(element, "PrimaryAttribute"));
            (name.trim().to_owned(), element.get("Payload").cloned().unwrap_or(Value::Null))
        });
        named.collect()
    };
    for (name, before, after) in pairs(&of(before), &of(after)) {
        match (before, after) {
            (Some(_), None) => lines.push(format!("{name} was removed")),
            (None, Some(_)) => lines.push(format!("{name} was added")),
            (before, after) => compare(&Line::of(name), before, after, lines),
        }
    }
}
