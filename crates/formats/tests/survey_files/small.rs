//! Survey files of our own writing, for the rules that must hold without the corpus.

use serde_json::{Map, Value, json};

fn element(code: &str, primary: &str, payload: Value) -> Value {
    json!({
        "SurveyID": "SV_aaaaaaaaaaaaaaa", "Element": code, "PrimaryAttribute": primary,
        "SecondaryAttribute": null, "TertiaryAttribute": null, "Payload": payload,
    })
}

fn question(id: &str, kind: &str, selector: &str, sub: &str, more: Value) -> Value {
    let mut payload = json!({
        "QuestionID": id, "QuestionType": kind, "Selector": selector, "SubSelector": sub,
        "DataExportTag": id.replace("QID", "Q"), "QuestionText": format!("Text of {id}"),
        "QuestionDescription": id, "Language": [],
    });
    payload.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    element("SQ", id, payload)
}

fn choices(names: &[&str]) -> Value {
    let entry = |(place, name): (usize, &&str)| ((place + 1).to_string(), json!({ "Display": name }));
    Value::Object(names.iter().enumerate().map(entry).collect())
}

/// A survey of the given questions in one block.
pub(crate) fn survey_of(questions: Vec<Value>) -> Value {
    let shown: Vec<Value> = questions
        .iter()
        .map(|question| json!({ "Type": "Question", "QuestionID": question["PrimaryAttribute"] }))
        .collect();
    let blocks = json!([
        { "Type": "Default", "ID": "BL_aaaaaaaaaaaaaaa", "Description": "My block", "BlockElements": shown },
        { "Type": "Trash", "ID": "BL_bbbbbbbbbbbbbbb", "Description": "Trash", "BlockElements": [] },
    ]);
    let flow = json!({
        "Type": "Root", "FlowID": "FL_1",
        "Flow": [{ "Type": "Block", "ID": "BL_aaaaaaaaaaaaaaa", "FlowID": "FL_2" }],
    });
    let mut elements = vec![element("BL", "Survey Blocks", blocks), element("FL", "Survey Flow", flow)];
    elements.extend(questions);
    json!({
        "SurveyEntry": { "SurveyID": "SV_aaaaaaaaaaaaaaa", "SurveyName": "Small", "SurveyLanguage": "EN" },
        "SurveyElements": elements,
    })
}

/// Two questions.
pub(crate) fn survey() -> Value {
    survey_of(vec![
        question(
            "QID1",
            "MC",
            "SAVR",
            "TX",
            json!({ "Choices": choices(&["Yes", "No"]), "ChoiceOrder": ["2", 1] }),
        ),
        question("QID2", "TE", "SL", "", json!({})),
    ])
}

/// A question of every kind that has columns.
pub(crate) fn every_kind() -> Value {
    let pair = || json!({ "Choices": choices(&["A", "B"]), "Answers": choices(&["no", "yes"]) });
    let mut other = choices(&["Red", "Other"]);
    other["2"]["TextEntry"] = json!("true");
    let mut rows = pair();
    rows["Choices"]["2"]["TextEntry"] = json!(true);
    rows["ChoiceDataExportTags"] = json!({ "1": "own_tag", "2": "Q3_2" });
    let mut shuffled = json!({ "Choices": other.clone(), "Randomization": { "Type": "All" } });
    shuffled["RecodeValues"] = json!({ "1": 10, "2": "-1" });
    shuffled["VariableNaming"] = json!({ "1": "crimson" });
    let column = |number: usize, sub: &str, selector: &str| {
        json!({
            "QuestionID": format!("QID9#{number}"), "QuestionType": "Matrix", "Selector": selector,
            "SubSelector": sub, "QuestionText": format!("Column {number}"), "Answers": choices(&["a", "b"]),
        })
    };
    let mut tagged = column(4, "SingleAnswer", "Likert");
    tagged["ChoiceDataExportTags"] = json!({ "1": "first", "2": "second" });
    tagged["AnswerDataExportTag"] = json!("last");
    let sides = json!({
        "1": column(1, "SingleAnswer", "Likert"), "2": column(2, "MultipleAnswer", "Likert"),
        "3": column(3, "Short", "TE"), "4": tagged,
    });
    survey_of(vec![
        question("QID1", "MC", "SAVR", "TX", shuffled),
        question("QID2", "MC", "MAVR", "TX", json!({ "Choices": other })),
        question("QID3", "Matrix", "Likert", "SingleAnswer", rows),
        question("QID4", "Matrix", "Likert", "MultipleAnswer", pair()),
        question("QID5", "Matrix", "TE", "Long", pair()),
        question("QID6", "TE", "FORM", "", json!({ "Choices": choices(&["Name"]) })),
        question(
            "QID7",
            "Slider",
            "HSLIDER",
            "",
            json!({ "Choices": choices(&["Speed"]), "ChoiceOrder": [1] }),
        ),
        question("QID8", "MC", "NPS", "", json!({ "Choices": [{ "Display": "0" }, { "Display": "1" }] })),
        question(
            "QID9",
            "SBS",
            "SBSMatrix",
            "",
            json!({ "Choices": choices(&["x", "y"]), "AdditionalQuestions": sides }),
        ),
        question("QID10", "Timing", "PageTimer", "", json!({ "Choices": choices(&["First Click"]) })),
        question("QID11", "Meta", "Browser", "", json!({})),
        question("QID12", "FileUpload", "FileUpload", "", json!({})),
        question("QID13", "DB", "TB", "", json!({})),
        question("QID14", "Captcha", "V2", "", json!({})),
        question("QID15", "CS", "VRTL", "TX", json!({ "Choices": choices(&["One"]) })),
        question("QID16", "RO", "DND", "TX", json!({ "Choices": choices(&["First"]) })),
        question("QID17", "Matrix", "CS", "WTB", pair()),
        question(
            "QID18",
            "DD",
            "DL",
            "",
            json!({
                "Choices": choices(&["Country", "Town"]), "Answers": choices(&["FR", "FR ~ Lyon", "FR ~ Nice"]),
            }),
        ),
    ])
}

/// A survey file that says what a recorded overview says, laid out the other way round: for reading it back.
pub(crate) fn laid_out_from(overview: &Value) -> Value {
    let object = |value: &Value| value.as_object().unwrap().clone();
    let mut elements = Vec::new();
    let mut blocks = vec![json!({ "Type": "Trash", "ID": "BL_bbbbbbbbbbbbbbb", "BlockElements": [] })];
    for (id, block) in object(&overview["blocks"]) {
        let shown =
            block["elements"].as_array().unwrap().iter().map(|element| match &element["questionId"] {
                Value::Null => json!({ "Type": "Page Break" }),
                id => json!({ "Type": "Question", "QuestionID": id }),
            });
        let shown: Vec<Value> = shown.collect();
        blocks.push(json!({ "Type": "Standard", "ID": id, "Description": block["description"], "BlockElements": shown }));
    }
    elements.push(element("BL", "Survey Blocks", Value::Array(blocks)));
    let children = flow(&overview["flow"], &overview["embeddedData"]);
    elements.push(element(
        "FL",
        "Survey Flow",
        json!({ "Type": "Root", "FlowID": "FL_1", "Flow": children }),
    ));
    for (id, told) in object(&overview["questions"]) {
        elements.push(element("SQ", &id, laid_out_question(&id, &told)));
    }
    json!({ "SurveyEntry": { "SurveyName": overview["name"] }, "SurveyElements": elements })
}

fn flow(children: &Value, embedded: &Value) -> Value {
    let child = |child: &Value| {
        let options = &child["randomizationOptions"];
        let fields: Vec<Value> = embedded
            .as_array()
            .unwrap()
            .iter()
            .map(|field| json!({ "Field": field["name"], "Value": field["defaultValue"] }))
            .collect();
        let kind = child["type"].as_str().unwrap();
        let mut laid = json!({
            "Type": kind, "ID": child["id"], "SubSet": options["randomSubset"].to_string(),
            "EvenPresentation": options["evenPresentation"], "Flow": flow(&child["flow"], embedded),
        });
        if kind == "EmbeddedData" {
            laid["EmbeddedData"] = json!(fields);
        }
        laid
    };
    json!(children.as_array().into_iter().flatten().map(child).collect::<Vec<_>>())
}

fn laid_out_question(id: &str, told: &Value) -> Value {
    let kind = &told["questionType"];
    let mut laid = json!({
        "QuestionID": id, "QuestionType": kind["type"], "Selector": kind["selector"], "SubSelector": kind["subSelector"],
        "QuestionText": told["questionText"], "QuestionDescription": "", "DataExportTag": told["questionName"],
    });
    let matrix = kind["type"] == "Matrix";
    for (list, from) in [("Choices", "subQuestions"), (if matrix { "Answers" } else { "Choices" }, "choices")]
    {
        let Some(told) = told[from].as_object() else { continue };
        let display =
            |(id, choice): (&String, &Value)| (id.clone(), json!({ "Display": choice["choiceText"] }));
        laid[list] = Value::Object(told.iter().map(display).collect::<Map<_, _>>());
        laid[if list == "Answers" { "AnswerOrder" } else { "ChoiceOrder" }] =
            json!(told.keys().collect::<Vec<_>>());
    }
    if told["randomization"]["type"] == "all" {
        laid["Randomization"] = json!({ "Type": "All" });
    }
    let force = if told["validation"]["doesForceResponse"] == true { "ON" } else { "OFF" };
    laid["Validation"] = json!({ "Settings": { "ForceResponse": force, "Type": "None" } });
    if let Some(settings) = told["validation"]["settings"].as_object() {
        laid["Validation"]["Settings"]["Type"] = json!("ContentType");
        laid["Validation"]["Settings"]["ContentType"] = told["validation"]["type"].clone();
        let number = json!({ "Min": settings["minimum"].to_string(), "Max": "", "NumDecimals": "" });
        laid["Validation"]["Settings"]["ValidNumber"] = number;
    }
    laid
}
