//! The surveys that are run and edited.

use serde_json::{Map, Value, json};

const BLOCK: &str = "BL_0benchmarkBlock";

/// An open survey of so many questions, so many on a page: by turns one choice of five, several of five, a text, and a table of three
/// statements. About 400 bytes a question.
pub(super) fn file(questions: usize, per_page: usize) -> Vec<u8> {
    let mut inside = Vec::new();
    for number in 1..=questions {
        inside.push(json!({"Type": "Question", "QuestionID": id(number)}));
        if number % per_page == 0 && number < questions {
            inside.push(json!({"Type": "Page Break"}));
        }
    }
    let blocks =
        json!([{"Type": "Default", "Description": "Questions", "ID": BLOCK, "BlockElements": inside}]);
    let flow = json!({
        "Type": "Root", "FlowID": "FL_1", "Properties": {"Count": 2},
        "Flow": [{"Type": "Standard", "ID": BLOCK, "FlowID": "FL_2", "Autofill": []}],
    });
    let options =
        json!({"BackButton": "false", "SurveyProtection": "PublicSurvey", "SurveyExpiration": "None"});
    let mut elements = vec![
        json!({"Element": "BL", "PrimaryAttribute": "Survey Blocks", "Payload": blocks}),
        json!({"Element": "FL", "PrimaryAttribute": "Survey Flow", "Payload": flow}),
        json!({"Element": "SO", "PrimaryAttribute": "Survey Options", "Payload": options}),
    ];
    elements.extend(
        (1..=questions)
            .map(|number| json!({"Element": "SQ", "PrimaryAttribute": id(number), "Payload": question(number, "last")})),
    );
    let entry = json!({"SurveyName": "Benchmark", "SurveyLanguage": "EN", "SurveyStatus": "Active"});
    json!({"SurveyEntry": entry, "SurveyElements": elements}).to_string().into_bytes()
}

/// A survey of so many questions with one text, without anything that a file can do without: 210 bytes a question, so that a hundred
/// thousand are within the largest file that is read.
pub(super) fn sparse(questions: usize) -> Vec<u8> {
    let inside: Vec<Value> =
        (1..=questions).map(|number| json!({"Type": "Question", "QuestionID": id(number)})).collect();
    let flow = json!({"Flow": [{"Type": "Block", "ID": BLOCK, "FlowID": "FL_2"}]});
    let mut elements = vec![
        json!({"Element": "BL", "Payload": [{"Type": "Default", "ID": BLOCK, "BlockElements": inside}]}),
        json!({"Element": "FL", "Payload": flow}),
    ];
    elements.extend((1..=questions).map(|number| {
        let payload = json!({
            "QuestionID": id(number), "QuestionType": "TE", "Selector": "SL", "DataExportTag": format!("Q{number}"),
            "QuestionText": "Why?", "QuestionDescription": "",
        });
        json!({"Element": "SQ", "Payload": payload})
    }));
    json!({"SurveyEntry": {"SurveyName": "Sparse", "SurveyStatus": "Active"}, "SurveyElements": elements})
        .to_string()
        .into_bytes()
}

/// A question; `which` visit it asks about tells it from what it was before.
pub(super) fn question(number: usize, which: &str) -> Value {
    let text = format!("How well does statement number {number} describe your {which} visit?");
    let mut question = json!({
        "QuestionID": id(number), "QuestionText": text, "QuestionDescription": "", "DataExportTag": format!("Q{number}"),
    });
    let mut set = |name: &str, value: Value| question[name] = value;
    let (kind, selector) = [("MC", "SAVR"), ("MC", "MAVR"), ("TE", "SL"), ("Matrix", "Likert")][number % 4];
    set("QuestionType", json!(kind));
    set("Selector", json!(selector));
    match kind {
        "MC" => {
            set("SubSelector", json!("TX"));
            set("Choices", list("Choice", 5));
            set("ChoiceOrder", json!(["1", "2", "3", "4", "5"]));
        }
        "Matrix" => {
            set("SubSelector", json!("SingleAnswer"));
            set("Choices", list("Statement", 3));
            set("ChoiceOrder", json!(["1", "2", "3"]));
            set("Answers", list("Point", 4));
            set("AnswerOrder", json!(["1", "2", "3", "4"]));
        }
        _ => {}
    }
    question
}

/// The id of a question.
pub(super) fn id(number: usize) -> String {
    format!("QID{number}")
}

fn list(word: &str, count: usize) -> Value {
    let one = |number: usize| (number.to_string(), json!({"Display": format!("{word} {number}")}));
    Value::Object((1..=count).map(one).collect::<Map<_, _>>())
}
