//! Surveys that are large, or that go round in circles.

use serde_json::{Value, json};

use super::author::block_id;
use super::survey::{file, walk_field};

/// A survey of so many questions with one choice of two, 20 to a page: about 400 bytes a question.
#[must_use]
pub fn large(questions: usize) -> Vec<u8> {
    let question = |number: usize| {
        let text = format!("Does statement {number} describe your visit?");
        json!({
            "QuestionID": format!("QID{number}"), "QuestionType": "MC", "Selector": "SAVR", "SubSelector": "TX",
            "DataExportTag": format!("Q{number}"), "QuestionText": text, "QuestionDescription": "",
            "Choices": { "1": { "Display": "Yes" }, "2": { "Display": "No" } },
        })
    };
    let all: Vec<Value> = (1..=questions).map(question).collect();
    let mut elements = Vec::new();
    for number in 1..=questions {
        elements.push(json!({ "Type": "Question", "QuestionID": format!("QID{number}") }));
        if number % 20 == 0 {
            elements.push(json!({ "Type": "Page Break" }));
        }
    }
    of(
        &[json!({ "Type": "Default", "ID": block_id(1), "Description": "All", "BlockElements": elements })],
        &all,
    )
}

/// A survey of so many questions with one text, without anything that a file can do without: 200 bytes a question.
#[must_use]
pub fn sparse(questions: usize) -> Vec<u8> {
    let id = |number: usize| format!("QID{number}");
    let shown = |number| json!({ "Type": "Question", "QuestionID": id(number) });
    let block = json!([{
        "Type": "Default", "ID": block_id(1), "BlockElements": (1..=questions).map(shown).collect::<Vec<_>>(),
    }]);
    let flow = json!({
        "Type": "Root", "FlowID": "FL_1", "Flow": [
            { "Type": "EmbeddedData", "FlowID": "FL_2", "EmbeddedData": [walk_field()] },
            { "Type": "Block", "ID": block_id(1), "FlowID": "FL_3" },
        ],
    });
    let mut elements =
        vec![json!({ "Element": "BL", "Payload": block }), json!({ "Element": "FL", "Payload": flow })];
    elements.extend((1..=questions).map(|number| {
        let payload = json!({
            "QuestionID": id(number), "QuestionType": "TE", "Selector": "SL", "DataExportTag": format!("Q{number}"),
            "QuestionText": "Why?", "QuestionDescription": "",
        });
        json!({ "Element": "SQ", "Payload": payload })
    }));
    json!({ "SurveyEntry": { "SurveyName": "Sparse" }, "SurveyElements": elements }).to_string().into_bytes()
}

/// A survey whose questions, choices and fields hang on each other in a circle: display logic on what comes later, texts that
/// pipe each other and themselves, choices carried forward round and round, a skip back.
#[must_use]
pub fn circular(questions: usize) -> Vec<u8> {
    let question = |number: usize| {
        let next = number % questions + 1;
        let locator = format!("q://QID{next}/SelectableChoice/x1");
        let condition = json!({
            "LogicType": "Question", "LeftOperand": locator, "ChoiceLocator": locator, "Operator": "NotSelected", "Type": "Expression",
        });
        let logic = json!({ "0": { "0": condition, "Type": "If" }, "Type": "BooleanExpression" });
        let piped = format!(
            "${{q://QID{next}/QuestionText}} ${{q://QID{number}/QuestionText}} ${{q://QID{next}/ChoiceGroup/AllChoices}}"
        );
        json!({
            "QuestionID": format!("QID{number}"), "QuestionType": "MC", "Selector": "MAVR", "SubSelector": "TX",
            "DataExportTag": format!("Q{number}"), "QuestionText": piped, "QuestionDescription": "Circle",
            "Choices": { "1": { "Display": piped, "DisplayLogic": logic }, "x1": { "Display": "Carried" } },
            "ChoiceOrder": ["1", "x1"], "DisplayLogic": logic,
            "DynamicChoices": { "DynamicType": "ChoiceGroup", "Type": "Dynamic",
                "Locator": format!("q://QID{next}/ChoiceGroup/UnselectedChoices") },
            "Validation": { "Settings": { "ForceResponse": "OFF", "Type": "None" } },
        })
    };
    let all: Vec<Value> = (1..=questions).map(question).collect();
    let shown = |number: usize| {
        let locator = format!("q://QID{number}/SelectableChoice/1");
        json!({ "Type": "Question", "QuestionID": format!("QID{number}"), "SkipLogic": [{
            "SkipLogicID": 1, "ChoiceLocator": locator, "Condition": "NotSelected", "SkipToDestination": "QID1", "QuestionID": "QID1",
        }] })
    };
    let elements: Vec<Value> = (1..=questions).map(shown).collect();
    of(
        &[json!({ "Type": "Default", "ID": block_id(1), "Description": "All", "BlockElements": elements })],
        &all,
    )
}

fn of(blocks: &[Value], questions: &[Value]) -> Vec<u8> {
    let field =
        |value: &str| json!({ "Description": "echo", "Type": "Custom", "Field": "echo", "Value": value });
    let flow = vec![
        json!({ "Type": "EmbeddedData", "FlowID": "FL_2", "EmbeddedData": [walk_field(), field("${e://Field/echo}${e://Field/echo}x")] }),
        json!({ "Type": "Block", "ID": block_id(1), "FlowID": "FL_3" }),
    ];
    let options =
        json!({ "BackButton": "true", "SurveyProtection": "PublicSurvey", "SurveyExpiration": "None" });
    file(blocks, flow, &options, questions, 3).to_string().into_bytes()
}
