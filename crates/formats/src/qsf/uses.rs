//! Where a part of a survey is used by the others: by logic, piped text, carried choices, loops, quotas.

use std::collections::BTreeSet;

use serde_json::Value;

/// What is looked for.
#[derive(Debug, Clone, Copy)]
pub enum Wanted<'a> {
    /// A question, wherever it is named.
    Question(&'a str),
    /// Choices and answers of a question.
    Choices {
        /// The question.
        question: &'a str,
        /// The ids of its choices (of a grid: its rows).
        choices: &'a BTreeSet<String>,
        /// The ids of its answers (a grid's columns).
        answers: &'a BTreeSet<String>,
    },
    /// A block, named by its id.
    Block(&'a str),
    /// A quota, named by its id.
    Quota(&'a str),
}

/// The first use of it in a piece of the definition (`model::survey::pieces`), in words that follow "is used by": `the display
/// logic of question QID7`.
///
/// A block's list of its questions is no use of them, nor is the flow's of its blocks; what is written for the editor's eyes
/// alone (`Description`) and scripts are passed over.
#[must_use]
pub fn uses(place: &str, piece: &Value, wanted: Wanted<'_>) -> Option<String> {
    let whose = whose(place)?;
    let mut path = Vec::new();
    let found = walk(piece, &mut path, wanted)?;
    Some(match found {
        "" => whose,
        part => format!("the {part} of {whose}"),
    })
}

/// What a place is, in words; none for what nothing follows from.
fn whose(place: &str) -> Option<String> {
    let parts: Vec<&str> = place.splitn(3, '/').collect();
    match parts[..] {
        ["question", id] => Some(format!("question {id}")),
        ["question", id, language] => Some(format!("question {id} in {language}")),
        ["block", id] => Some(format!("block {id}")),
        ["flow"] => Some("the flow".to_owned()),
        ["options"] => Some("the survey's options".to_owned()),
        ["element", "QO", id] => Some(format!("quota {id}")),
        // Notes, question counts, sets of responses: the editor's own.
        ["element", "TR", id] => Some(format!("trigger {id}")),
        ["element", "SCO", ..] => Some("the scoring".to_owned()),
        _ => None,
    }
}

/// The members that say what a thing is for, and in which words.
fn part(member: &str) -> Option<&'static str> {
    Some(match member {
        "DisplayLogic" | "InPageDisplayLogic" => "display logic",
        "SkipLogic" => "skip logic",
        "BranchLogic" => "branch logic",
        "Logic" | "LogicV2" | "CrossLogicDef" => "logic",
        "CustomValidation" => "validation",
        "DynamicChoices" => "carried choices",
        "LoopingOptions" => "loop",
        "ActionElement" | "ActionInfo" => "action",
        "EmbeddedData" => "embedded data",
        _ => return None,
    })
}

fn walk<'a>(value: &'a Value, path: &mut Vec<&'a str>, wanted: Wanted<'_>) -> Option<&'static str> {
    match value {
        Value::String(text) if names(text, path, wanted) => {
            Some(path.iter().find_map(|member| part(member)).unwrap_or(""))
        }
        Value::Array(list) => list.iter().find_map(|inner| walk(inner, path, wanted)),
        Value::Object(map) => map.iter().find_map(|(name, inner)| {
            if is_passed_over(name) {
                return None;
            }
            path.push(name);
            let found = walk(inner, path, wanted);
            path.pop();
            found
        }),
        _ => None,
    }
}

/// Whether a member is for the editor's eyes alone, or a script.
pub(super) fn is_passed_over(member: &str) -> bool {
    matches!(member, "Description" | "SkipToDescription" | "QuestionJS")
}

/// Whether a text names it.
fn names(text: &str, path: &[&str], wanted: Wanted<'_>) -> bool {
    let member = path.last().copied().unwrap_or_default();
    match wanted {
        Wanted::Question(id) => {
            let itself = matches!(
                member,
                "QuestionID" | "QID" | "QuestionIDFromLocator" | "SkipToDestination" | "ActionElement"
            );
            // The list of a block's questions has them two members deep: BlockElements, QuestionID.
            let in_list = member == "QuestionID" && path.len() < 3;
            (itself && !in_list && text == id) || locators(text).any(|locator| question_of(locator) == id)
        }
        Wanted::Block(id) => {
            (text == id && matches!(member, "ActionElement" | "LeftOperand" | "RightOperand" | "BlockID"))
                || text.contains(&format!("bl://{id}/"))
        }
        Wanted::Quota(id) => (member == "QuotaID" && text == id) || text.contains(&format!("qo://{id}/")),
        Wanted::Choices { question, choices, answers } => locators(text)
            .filter(|locator| question_of(locator) == question)
            .any(|locator| names_choice(locator, choices, answers)),
    }
}

/// The locators in a text, without their scheme: `QID7/SelectableChoice/2`.
pub(super) fn locators(text: &str) -> impl Iterator<Item = &str> {
    text.split("q://").skip(1).map(|rest| {
        let ends =
            |character: char| matches!(character, '}' | '?' | '"' | '\'' | '<') || character.is_whitespace();
        &rest[..rest.find(ends).unwrap_or(rest.len())]
    })
}

/// The question of a locator, without the row of a loop before it and the column behind it.
pub(super) fn question_of(locator: &str) -> &str {
    let written = locator.split('/').next().unwrap_or_default();
    let written = written.split(['#', '%']).next().unwrap_or_default();
    written.rsplit('_').next().unwrap_or_default()
}

fn names_choice(locator: &str, choices: &BTreeSet<String>, answers: &BTreeSet<String>) -> bool {
    let parts: Vec<&str> = locator.split('/').collect();
    match parts[..] {
        [_, "SelectableAnswer", answer, ..] => answers.contains(answer),
        [
            _,
            "SelectableChoice"
            | "ChoiceTextEntryValue"
            | "ChoiceNumericEntryValue"
            | "ChoiceDisplayed"
            | "ChoiceDescription"
            | "SelectedAnswerCount"
            | "SelectedAnswers",
            choice,
            ref rest @ ..,
        ] => choices.contains(choice) || rest.first().is_some_and(|answer| answers.contains(*answer)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn logic(locator: &str) -> Value {
        json!({ "0": { "0": { "LogicType": "Question", "LeftOperand": locator, "Description": "q://QID8/x" } } })
    }

    #[test]
    fn each_use_of_a_question_is_told_in_words() {
        let logic = || logic("q://QID7/SelectableChoice/1");
        for (place, piece, told) in [
            (
                "question/QID9",
                json!({ "Payload": { "DisplayLogic": logic() } }),
                "the display logic of question QID9",
            ),
            (
                "question/QID9",
                json!({ "Payload": { "QuestionText": "You said ${q://QID7/ChoiceGroup/SelectedChoices}" } }),
                "question QID9",
            ),
            (
                "question/QID9/ES",
                json!({ "QuestionText": "${q://2_QID7/ChoiceTextEntryValue}" }),
                "question QID9 in ES",
            ),
            (
                "question/QID9",
                json!({ "Payload": { "Choices": { "1": { "DisplayLogic": logic() } } } }),
                "the display logic of question QID9",
            ),
            (
                "question/QID9",
                json!({ "Payload": { "Validation": { "Settings": { "CustomValidation": { "Logic": logic() } } } } }),
                "the validation of question QID9",
            ),
            (
                "question/QID9",
                json!({ "Payload": { "DynamicChoices": { "Locator": "q://QID7/ChoiceGroup/SelectedChoices" } } }),
                "the carried choices of question QID9",
            ),
            (
                "block/BL_1",
                json!({ "BlockElements": [{ "QuestionID": "QID1", "SkipLogic": [{ "SkipToDestination": "QID7" }] }] }),
                "the skip logic of block BL_1",
            ),
            (
                "block/BL_1",
                json!({ "BlockElements": [{ "QuestionID": "QID1", "SkipLogic": [{ "QuestionID": "QID7" }] }] }),
                "the skip logic of block BL_1",
            ),
            (
                "block/BL_1",
                json!({ "Options": { "LoopingOptions": { "QID": "QID7" } } }),
                "the loop of block BL_1",
            ),
            (
                "flow",
                json!({ "Payload": { "Flow": [{ "BranchLogic": logic() }] } }),
                "the branch logic of the flow",
            ),
            (
                "flow",
                json!({ "Payload": { "Flow": [{ "EmbeddedData": [{ "Value": "${q://QID7%232/SelectableChoice/1}" }] }] } }),
                "the embedded data of the flow",
            ),
            ("element/QO/QO_1", json!({ "Payload": { "Logic": logic() } }), "the logic of quota QO_1"),
            (
                "element/QO/QO_1",
                json!({ "Payload": { "ActionElement": "QID7" } }),
                "the action of quota QO_1",
            ),
        ] {
            assert_eq!(uses(place, &piece, Wanted::Question("QID7")).as_deref(), Some(told), "{piece}");
            assert_eq!(uses(place, &piece, Wanted::Question("QID8")), None, "{piece}");
            assert_eq!(uses(place, &piece, Wanted::Question("QID")), None, "{piece}");
        }
    }

    #[test]
    fn lists_notes_and_scripts_are_no_use() {
        for (place, piece) in [
            ("block/BL_1", json!({ "BlockElements": [{ "Type": "Question", "QuestionID": "QID7" }] })),
            ("element/NT/NT_1", json!({ "Payload": { "ParentID": "QID7" } })),
            ("question/QID9", json!({ "Payload": { "QuestionJS": "// q://QID7/QuestionText" } })),
            ("question/QID77", json!({ "Payload": { "QuestionID": "QID77" } })),
        ] {
            assert_eq!(uses(place, &piece, Wanted::Question("QID7")), None, "{piece}");
        }
    }

    #[test]
    fn a_choice_is_found_in_each_kind_of_locator() {
        let set = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<BTreeSet<_>>();
        let (choices, answers, none) = (set(&["2"]), set(&["5"]), set(&[]));
        for (locator, is_choice, is_answer) in [
            ("q://QID3/SelectableChoice/2", true, false),
            ("q://QID3/SelectableChoice/21", false, false),
            ("q://QID3/SelectableChoice/1/5", false, true),
            ("q://QID3/SelectableAnswer/5", false, true),
            ("q://QID3/ChoiceTextEntryValue/2", true, false),
            ("q://QID3/ChoiceTextEntryValue", false, false),
            ("q://1_QID3/ChoiceDisplayed/2", true, false),
            ("q://QID4/SelectableChoice/2", false, false),
        ] {
            let found = |choices, answers| {
                uses("flow", &logic(locator), Wanted::Choices { question: "QID3", choices, answers })
                    .is_some()
            };
            assert_eq!((found(&choices, &none), found(&none, &answers)), (is_choice, is_answer), "{locator}");
        }
    }
}
