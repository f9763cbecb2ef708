//! What a survey is made of, part by part, and which of it somebody met.

use std::collections::{BTreeSet, HashSet};

use model::survey::{Block, BlockElement, Choice, Expression, FlowElement, Question, Survey};
use serde_json::{Map, Value};

use super::met::{Met, kind};

/// A part: what sort of thing it is, which of the sort, and whether it was met.
pub(super) type Part = (&'static str, String, bool);

/// Every part of a survey.
pub(super) fn of(survey: &Survey, met: &Met<'_>) -> Vec<Part> {
    let mut parts = Vec::new();
    flow(&survey.flow, met, &mut parts);
    let shown: HashSet<&str> =
        engine::columns::shown_blocks(survey).into_iter().map(|block| block.id.as_str()).collect();
    for block in survey.blocks.values().filter(|block| shown.contains(block.id.as_str())) {
        self::block(survey, block, met, &mut parts);
    }
    parts
}

fn flow(elements: &[FlowElement], met: &Met<'_>, parts: &mut Vec<Part>) {
    for element in elements {
        let is_met = met.has_element(element);
        parts.push(("flow element", kind(element), is_met));
        match element {
            FlowElement::Branch { condition: Some(condition), .. } => {
                conditions("branch", condition, is_met, parts);
            }
            FlowElement::EmbeddedData { fields, .. } => {
                for value in fields.iter().filter_map(|field| field.value.as_ref()) {
                    parts.extend(pipes(value).into_iter().map(|pipe| ("piped text", pipe, is_met)));
                }
            }
            _ => {}
        }
        flow(element.children(), met, parts);
    }
}

fn block(survey: &Survey, block: &Block, met: &Met<'_>, parts: &mut Vec<Part>) {
    let is_met = met.has_block(block);
    let options = block.raw.get("Options");
    let option = |name: &str| options.and_then(|options| options.get(name)?.as_str());
    if let Some(way) = option("RandomizeQuestions").filter(|way| *way != "false") {
        parts.push(("random order", format!("questions, {way}"), is_met));
    }
    if !block.loop_rows.is_empty() {
        let details = options.and_then(|options| options.get("LoopingOptions"));
        let detail = |name: &str| details.and_then(|details| details.get(name)?.as_str());
        let what = detail("Locator").and_then(|locator| locator.rsplit('/').next()).unwrap_or("Static");
        let what = what.split('?').next().unwrap_or(what);
        parts.push(("loop", what.to_owned(), is_met));
        if let Some(random) = detail("Randomization").filter(|random| *random != "None") {
            parts.push(("random order", format!("loop, {random}"), is_met));
        }
    }
    for element in &block.elements {
        let BlockElement::Question { id, skip } = element else { continue };
        let Some(question) = survey.questions.get(id) else { continue };
        let seen = met.has_question(id.as_str());
        self::question(question, is_met, seen, parts);
        for item in skip {
            let text = |name: &str| item.get(name).and_then(Value::as_str).unwrap_or_default();
            parts.push(("operator", format!("skip, {}", text("Condition")), seen));
        }
    }
}

fn question(question: &Question, block_met: bool, seen: bool, parts: &mut Vec<Part>) {
    let kind = question.raw.get("QuestionType").and_then(Value::as_str).unwrap_or_default();
    let name = format!("{kind} {} {}", question.selector, question.sub_selector);
    parts.push(("question", name.trim_end().to_owned(), seen));
    if let Some(display) = &question.display {
        conditions(if display.in_page { "display in page" } else { "display" }, display, block_met, parts);
    }
    for choice in question.choices.iter().chain(&question.answers) {
        let Choice { display: Some(display), .. } = choice else { continue };
        conditions("display of a choice", display, seen, parts);
    }
    let mut texts = vec![question.text.as_str()];
    texts.extend(question.choices.iter().chain(&question.answers).map(|choice| choice.text.as_str()));
    let used: BTreeSet<String> = texts.into_iter().flat_map(pipes).collect();
    parts.extend(used.into_iter().map(|pipe| ("piped text", pipe, seen)));
    if let Some(settings) = question.raw.get("Validation").and_then(|raw| raw.get("Settings")?.as_object()) {
        validation(settings, seen, parts);
    }
    for member in ["Randomization", "AnswerRandomization"] {
        let way = question.raw.get(member).and_then(|raw| raw.get("Type")?.as_str());
        if let Some(way) = way.filter(|way| !matches!(*way, "" | "None")) {
            let what = if member == "Randomization" { "choices" } else { "scale points" };
            parts.push(("random order", format!("{what}, {way}"), seen));
        }
    }
    if let Some(locator) = question.raw.get("DynamicChoices").and_then(|raw| raw.get("Locator")?.as_str()) {
        let what = locator.rsplit('/').next().unwrap_or(locator);
        parts.push(("carried forward", what.split('?').next().unwrap_or(what).to_owned(), seen));
    }
    let is_filled = |name: &str| match question.raw.get(name) {
        Some(Value::Object(map)) => !map.is_empty(),
        Some(Value::Array(list)) => !list.is_empty(),
        _ => false,
    };
    for (member, what) in
        [("GradingData", "grades"), ("DefaultChoices", "default choices"), ("Language", "translation")]
    {
        if is_filled(member) {
            parts.push(("other", what.to_owned(), seen));
        }
    }
}

fn validation(settings: &Map<String, Value>, seen: bool, parts: &mut Vec<Part>) {
    let text = |name: &str| settings.get(name).and_then(Value::as_str).unwrap_or_default();
    match text("Type") {
        "" | "None" => {}
        "ContentType" => parts.push(("validation", format!("ContentType {}", text("ContentType")), seen)),
        other => parts.push(("validation", other.to_owned(), seen)),
    }
    if let "ON" | "RequestResponse" = text("ForceResponse") {
        parts.push(("validation", format!("response {}", text("ForceResponse")), seen));
    }
}

fn conditions(place: &str, expression: &Expression, is_met: bool, parts: &mut Vec<Part>) {
    for condition in expression.conditions() {
        let what = format!("{place}, {} {}", condition.logic, condition.operator);
        parts.push(("operator", what, is_met));
    }
}

/// The forms of piped text in a text: scheme and what of the thing is asked for.
fn pipes(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    if text.contains("$e{") {
        found.insert("$e{ }".to_owned());
    }
    for token in text.split("${").skip(1).filter_map(|rest| rest.split('}').next()) {
        let Some((scheme, path)) = token.split_once("://") else { continue };
        let mut parts = path.split(['/', '?']);
        let first = parts.next().unwrap_or_default();
        let form = match scheme {
            "q" | "qo" | "gr" => {
                let words = parts.filter(|part| part.chars().all(char::is_alphabetic) && !part.is_empty());
                format!("{scheme}://…/{}", words.collect::<Vec<_>>().join("/"))
            }
            _ => format!("{scheme}://{first}"),
        };
        found.insert(form);
    }
    found
}
