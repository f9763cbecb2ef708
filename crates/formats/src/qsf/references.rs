//! What the logic of a part of a definition names: questions, their choices and answers, quotas. An edit may name only what is
//! there; [`uses`](super::uses) looks the other way.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::tolerant::{entries, text_of};
use super::uses::{is_passed_over, locators, question_of};

/// What logic can name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Named {
    /// A question, by its id.
    Question(String),
    /// A choice of a question, or a row or an answer of a grid.
    Choice {
        /// The question.
        question: String,
        /// The id of the choice.
        choice: String,
    },
    /// A quota, by its id.
    Quota(String),
}

/// All that the logic of a piece names, each with the member in which it stands first: conditions, carried choices, loops,
/// destinations of skips, validation. Piped text is none of it: a pipe that leads nowhere is an empty text.
#[must_use]
pub fn references(piece: &Map<String, Value>) -> BTreeMap<Named, &'static str> {
    let mut found = BTreeMap::new();
    members(piece, None, &mut found);
    found
}

/// Whether a question may have this choice: one whose choices are carried or are not a list has any.
#[must_use]
pub fn may_have_choice(question: &Map<String, Value>, choice: &str) -> bool {
    let listed =
        matches!(text_of(question, "QuestionType").as_str(), "MC" | "Matrix" | "TE" | "CS" | "RO" | "Slider");
    let carried = ["DynamicChoices", "DynamicAnswers"];
    if !listed || carried.iter().any(|member| !entries(question.get(*member)).is_empty()) {
        return true;
    }
    let mut ids = ["Choices", "Answers"].into_iter().flat_map(|list| entries(question.get(list))).peekable();
    ids.peek().is_none() || ids.any(|(id, _)| id == choice)
}

/// The members whose texts are logic.
fn logic(member: &str) -> Option<&'static str> {
    const MEMBERS: &[&str] = &[
        "DisplayLogic",
        "InPageDisplayLogic",
        "SkipLogic",
        "BranchLogic",
        "Logic",
        "LogicV2",
        "CrossLogicDef",
        "CustomValidation",
        "DynamicChoices",
        "DynamicAnswers",
        "LoopingOptions",
    ];
    MEMBERS.iter().find(|known| **known == member).copied()
}

fn walk(
    value: &Value,
    within: Option<&'static str>,
    member: &str,
    found: &mut BTreeMap<Named, &'static str>,
) {
    match value {
        Value::String(text) => {
            let Some(within) = within else { return };
            for named in named(text, member) {
                found.entry(named).or_insert(within);
            }
        }
        Value::Array(list) => list.iter().for_each(|inner| walk(inner, within, member, found)),
        Value::Object(map) => members(map, within, found),
        _ => {}
    }
}

fn members(
    map: &Map<String, Value>,
    within: Option<&'static str>,
    found: &mut BTreeMap<Named, &'static str>,
) {
    for (name, inner) in map {
        // The fields of a loop and the message of a check are texts.
        if !is_passed_over(name) && !matches!(name.as_str(), "Static" | "Message") {
            walk(inner, within.or_else(|| logic(name)), name, found);
        }
    }
}

/// What a text of logic names, in the member in which it stands.
fn named(text: &str, member: &str) -> Vec<Named> {
    let is_question = |id: &str| id.starts_with("QID");
    if matches!(member, "SkipToDestination" | "QID") {
        return if is_question(text) { vec![Named::Question(text.to_owned())] } else { Vec::new() };
    }
    let mut all = Vec::new();
    for locator in locators(text) {
        let question = question_of(locator).to_owned();
        if !is_question(&question) {
            continue;
        }
        // A column of a side-by-side question has choices of its own.
        let parts: Vec<&str> =
            if locator.contains(['#', '%']) { Vec::new() } else { locator.split('/').collect() };
        if let [
            _,
            "SelectableChoice" | "ChoiceTextEntryValue" | "ChoiceDisplayed" | "SelectableAnswer",
            ids @ ..,
        ] = &parts[..]
        {
            let ids = ids.iter().filter(|id| id.bytes().all(|byte| byte.is_ascii_digit()) && !id.is_empty());
            all.extend(ids.map(|id| Named::Choice { question: question.clone(), choice: (*id).to_owned() }));
        }
        all.push(Named::Question(question));
    }
    let quotas = text.split("qo://").skip(1).filter_map(|rest| rest.split('/').next());
    all.extend(quotas.filter(|id| !id.is_empty()).map(|id| Named::Quota(id.to_owned())));
    all
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_logic_names_is_found_with_its_member_and_what_texts_name_is_not() {
        let question = |id: &str| Named::Question(id.to_owned());
        let choice =
            |id: &str, choice: &str| Named::Choice { question: id.to_owned(), choice: choice.to_owned() };
        let piece = json!({
            "QuestionText": "${q://QID80/ChoiceGroup/SelectedChoices}",
            "DisplayLogic": { "0": { "0": {
                "LeftOperand": "q://1_QID2/SelectableChoice/7", "Description": "q://QID81/SelectableChoice/1",
                "RightOperand": "${qo://QO_4/QuotaCount}" } } },
            "DynamicChoices": { "Locator": "q://QID3/ChoiceGroup/SelectedChoices" },
            "BlockElements": [{ "QuestionID": "QID82", "SkipLogic": [
                { "SkipToDestination": "QID5", "Locator": "q://QID4#2/SelectableChoice/1/2" }, { "SkipToDestination": "ENDOFBLOCK" }] }],
            "Options": { "LoopingOptions": { "QID": "QID6", "Static": { "1": { "1": "${q://QID83/QuestionText}" } } } },
            "Flow": [{ "EmbeddedData": [{ "Value": "${q://QID84/QuestionText}" }] }],
        });
        let expected = [
            (question("QID2"), "DisplayLogic"),
            (question("QID3"), "DynamicChoices"),
            (question("QID4"), "SkipLogic"),
            (question("QID5"), "SkipLogic"),
            (question("QID6"), "LoopingOptions"),
            (choice("QID2", "7"), "DisplayLogic"),
            (Named::Quota("QO_4".to_owned()), "DisplayLogic"),
        ];
        assert_eq!(references(piece.as_object().unwrap()), BTreeMap::from(expected));
    }

    #[test]
    fn a_question_has_the_choices_it_lists_and_one_that_carries_them_any() {
        let has = |question: Value, choice: &str| may_have_choice(question.as_object().unwrap(), choice);
        let listed = json!({ "QuestionType": "MC", "Choices": { "1": {}, "4": {} }, "DynamicChoices": [] });
        assert!(has(listed.clone(), "4") && !has(listed, "2"));
        assert!(has(
            json!({ "QuestionType": "MC", "Choices": { "1": {} }, "DynamicChoices": { "Locator": "" } }),
            "2"
        ));
        assert!(has(
            json!({ "QuestionType": "Matrix", "Choices": { "1": {} }, "Answers": { "2": {} } }),
            "2"
        ));
        assert!(has(json!({ "QuestionType": "Timing" }), "3") && has(json!({ "QuestionType": "TE" }), "3"));
    }
}
