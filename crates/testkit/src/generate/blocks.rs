//! Blocks: pages, orders, loops, skips.

use serde_json::{Value, json};

use super::author::{Author, Kind, block_id};
use super::questions;

/// A block and its questions.
pub(super) fn any(author: &mut Author, number: usize, all: &mut Vec<Value>) -> Value {
    let looping = looping(author);
    let count = 1 + author.chance.below(5);
    let mut elements = Vec::new();
    let mut ids: Vec<String> = Vec::new();
    for place in 0..count {
        let mut question = questions::any(author, looping.is_some());
        let id = question["QuestionID"].as_str().unwrap_or_default().to_owned();
        // A question that hangs on one of its own page.
        let before = ids.last().cloned().filter(|_| looping.is_none());
        if let Some(before) = before
            && author.may("logic: display in page", 8)
        {
            let locator = format!("q://{before}/SelectableChoice/1");
            let condition = json!({
                "LogicType": "Question", "LeftOperand": locator, "ChoiceLocator": locator, "Operator": "Selected", "Type": "Expression",
            });
            question["InPageDisplayLogic"] =
                json!({ "0": { "0": condition, "Type": "If" }, "Type": "BooleanExpression", "inPage": true });
        }
        let mut element = json!({ "Type": "Question", "QuestionID": id });
        if looping.is_none() && author.may("logic: skip in a block's element", 8) {
            element["SkipLogic"] = skip(author, &id);
        } else if looping.is_none() && author.may("logic: skip in the question", 5) {
            question["SkipLogic"] = skip(author, &id);
        }
        all.push(question);
        elements.push(element);
        ids.push(id);
        if place + 1 < count && author.chance.percent(35) {
            elements.push(json!({ "Type": "Page Break" }));
        }
    }
    let mut options =
        json!({ "BlockLocking": "false", "RandomizeQuestions": "false", "BlockVisibility": "Expanded" });
    order(author, &ids, &mut options);
    if let Some((kind, details)) = looping {
        options["Looping"] = kind.into();
        options["LoopingOptions"] = details;
    }
    let kind = if number == 1 { "Default" } else { "Standard" };
    json!({ "Type": kind, "ID": block_id(number), "Description": format!("Block {number}"), "BlockElements": elements, "Options": options })
}

fn skip(author: &mut Author, id: &str) -> Value {
    let destination = if author.chance.percent(50) { "ENDOFBLOCK" } else { "ENDOFSURVEY" };
    let locator = format!("q://{id}/SelectableChoice/1");
    json!([{
        "SkipLogicID": 1, "ChoiceLocator": locator, "Condition": "Selected", "SkipToDestination": destination,
        "Locator": locator, "QuestionID": id,
    }])
}

fn order(author: &mut Author, ids: &[String], options: &mut Value) {
    if !author.chance.percent(20) {
        return;
    }
    let advanced = |fixed: Vec<&str>, all: &[String], subset: usize, per_page: usize| {
        json!({ "Advanced": { "FixedOrder": fixed, "RandomizeAll": all, "RandomSubSet": [], "TotalRandSubset": subset,
            "Undisplayed": [], "QuestionsPerPage": per_page }, "EvenPresentation": false })
    };
    let ways = [
        "random: questions",
        "random: questions, some a page",
        "random: questions, only some",
        "random: questions, advanced",
    ];
    let (way, details) = match author.one_of(&ways) {
        Some("random: questions") => ("RandomizeAll", Value::Null),
        Some("random: questions, some a page") => ("RandomWithXPerPage", advanced(Vec::new(), ids, 0, 2)),
        Some("random: questions, only some") => ("RandomWithOnlyX", advanced(Vec::new(), ids, 1, 0)),
        Some(_) => {
            let fixed =
                ids.iter().enumerate().map(|(place, id)| if place == 0 { id } else { "{~Randomized~}" });
            ("Advanced", advanced(fixed.collect(), &ids[1..], 0, 0))
        }
        None => return,
    };
    options["RandomizeQuestions"] = way.into();
    if !details.is_null() {
        options["Randomization"] = details;
    }
}

/// What a block loops over: the word for it and its details.
fn looping(author: &mut Author) -> Option<(&'static str, Value)> {
    if !author.chance.percent(25) {
        return None;
    }
    let row = |id: &str| (id.to_owned(), json!({ "1": format!("Thing {id}"), "2": format!("Field {id}") }));
    let subset = author.may("loop: random subset", 20);
    let random = match subset {
        true => "Subset",
        false if author.may("loop: random", 40) => "All",
        false => "None",
    };
    let ways = ["loop: static", "loop: selected choices", "loop: unselected choices", "loop: numeric"];
    let way = author.one_of(&ways)?;
    if way == "loop: static" {
        let rows: Value = Value::Object((1..=3).map(|number: usize| row(&number.to_string())).collect());
        return Some(("Static", json!({ "Static": rows, "Randomization": random, "TotalRandSubset": 2 })));
    }
    let is_numeric = way == "loop: numeric";
    let source = author.asked_that(|kind| match kind {
        Kind::Choices(_, several) => *several && !is_numeric,
        Kind::Number => is_numeric,
        _ => false,
    })?;
    let (what, ids) = match (way, &source.kind) {
        ("loop: selected choices", Kind::Choices(ids, _)) => ("MergeOnSelectedChoices", ids.clone()),
        ("loop: unselected choices", Kind::Choices(ids, _)) => ("MergeOnUnselectedChoices", ids.clone()),
        _ => ("MergeOnNumericResponse", (1..=4).map(|number| number.to_string()).collect()),
    };
    let rows = Value::Object(ids.iter().map(|id| row(id)).collect());
    let locator = format!("q://{}/LoopAndMerge/{what}?v=3", source.id);
    let group = format!("q://{}/ChoiceGroup/SelectedChoices", source.id);
    Some((
        "Question",
        json!({
            "QID": source.id, "Locator": locator, "ChoiceGroupLocator": group, "Static": rows, "Randomization": random,
        }),
    ))
}
