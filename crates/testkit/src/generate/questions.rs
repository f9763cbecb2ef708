//! Questions of every kind.

use serde_json::{Map, Value, json};

use super::author::{Asked, Author, Kind};
use super::logic;
use super::validation;

const KINDS: &[&str] = &[
    "question: MC SAVR",
    "question: MC SAHR",
    "question: MC SACOL",
    "question: MC MAVR",
    "question: MC MAHR",
    "question: MC MACOL",
    "question: MC DL",
    "question: MC SB",
    "question: MC MSB",
    "question: MC NPS",
    "question: Matrix Likert SingleAnswer",
    "question: Matrix Likert MultipleAnswer",
    "question: Matrix Likert DL",
    "question: Matrix Bipolar",
    "question: Matrix TE",
    "question: Matrix CS",
    "question: TE SL",
    "question: TE ML",
    "question: TE ESTB",
    "question: TE FORM",
    "question: TE PW",
    "question: TE SL",
    "question: DB TB",
    "question: Slider HSLIDER",
    "question: Slider HBAR",
    "question: Slider STAR",
    "question: SBS SBSMatrix",
    "question: CS VRTL",
    "question: RO DND",
    "question: DD DL",
    "question: Timing PageTimer",
    "question: Meta Browser",
    "question: Captcha V2",
    "question: FileUpload FileUpload",
];

/// A question of any kind; in a loop it pipes the loop's fields and nobody looks at it.
pub(super) fn any(author: &mut Author, in_loop: bool) -> Value {
    let kind = author.one_of(KINDS).unwrap_or("question: DB TB");
    of_kind(author, kind, in_loop)
}

/// A question of this kind (a line of the table of features).
pub(super) fn of_kind(author: &mut Author, kind: &str, in_loop: bool) -> Value {
    author.questions += 1;
    let number = author.questions;
    let id = format!("QID{number}");
    let words: Vec<&str> = kind.trim_start_matches("question: ").split(' ').collect();
    let (name, selector) = (words[0], words.get(1).copied().unwrap_or_default());
    let text = logic::text(author, &format!("Question {number}, of {name} {selector}"), in_loop);
    let mut question = json!({
        "QuestionID": id, "QuestionType": name, "Selector": selector, "DataExportTag": format!("Q{number}"),
        "QuestionText": text, "QuestionDescription": format!("Question {number}"), "Language": [],
        "DefaultChoices": false, "Configuration": { "QuestionDescriptionOption": "UseText" },
    });
    if let Some(sub) = words.get(2) {
        question["SubSelector"] = (*sub).into();
    }
    let kind = match (name, selector) {
        ("MC", "NPS") => {
            let choices: Vec<Value> = (0..=10).map(|point| json!({ "Display": point.to_string() })).collect();
            question["Choices"] = choices.into();
            question["ChoiceOrder"] = (0..=10).map(|point| point.to_string()).collect();
            Some(Kind::Choices((0..=10).map(|point| point.to_string()).collect(), false))
        }
        ("MC", _) => {
            question["SubSelector"] = "TX".into();
            let ids = choices(author, &mut question, in_loop);
            Some(Kind::Choices(ids, matches!(selector, "MAVR" | "MAHR" | "MACOL" | "MSB")))
        }
        ("Matrix", _) => {
            let rows = list(&mut question, "Choices", "ChoiceOrder", 1 + author.chance.below(4), "Statement");
            let answers = list(&mut question, "Answers", "AnswerOrder", 2 + author.chance.below(4), "Point");
            random(author, &mut question, &rows);
            if author.may("logic: display of a scale point", 5) {
                let display = logic::expression(author);
                question["Answers"][&answers[0]]["DisplayLogic"] = display.unwrap_or(Value::Null);
            }
            let is_picked = selector == "Likert" || selector == "Bipolar";
            is_picked.then_some(Kind::Matrix(rows, answers))
        }
        ("TE", "FORM") => {
            list(&mut question, "Choices", "ChoiceOrder", 2, "Field");
            None
        }
        ("TE", _) => Some(Kind::Text),
        ("Slider" | "CS" | "RO", _) => {
            let ids = list(&mut question, "Choices", "ChoiceOrder", 2 + author.chance.below(4), "Item");
            if name == "Slider" {
                let configuration = json!({ "CSSliderMin": 0, "CSSliderMax": 80, "GridLines": 8, "NumDecimals": "1", "StarCount": 5 });
                question["Configuration"] = configuration;
            }
            Some(Kind::Numbers(ids))
        }
        ("SBS", _) => {
            let rows = list(&mut question, "Choices", "ChoiceOrder", 1 + author.chance.below(3), "Row");
            let columns = [
                ("Matrix", "Likert", "SingleAnswer"),
                ("Matrix", "Likert", "MultipleAnswer"),
                ("TE", "SL", ""),
            ];
            question["NumberOfQuestions"] = columns.len().into();
            for (place, (kind, selector, sub)) in columns.iter().enumerate() {
                let number = place + 1;
                let mut column = json!({
                    "QuestionID": format!("{id}#{number}"), "DataExportTag": format!("Q{}#{number}", author.questions),
                    "QuestionType": kind, "Selector": selector, "SubSelector": sub, "QuestionText": format!("Column {number}"),
                    "QuestionDescription": "", "Validation": validation::settings(author, json!({})),
                });
                list(&mut column, "Choices", "ChoiceOrder", rows.len(), "Row");
                list(&mut column, "Answers", "AnswerOrder", if *kind == "TE" { 1 } else { 3 }, "Point");
                question["AdditionalQuestions"][number.to_string()] = column;
            }
            None
        }
        ("DD", _) => {
            list(&mut question, "Choices", "ChoiceOrder", 2, "Level");
            let paths = ["Europe", "Europe ~ Rome", "Europe ~ Paris", "Asia", "Asia ~ Seoul"];
            let answer =
                |(place, path): (usize, &&str)| ((place + 1).to_string(), json!({ "Display": path }));
            question["Answers"] = Value::Object(paths.iter().enumerate().map(answer).collect());
            question["AnswerOrder"] = (1..=paths.len()).map(|place| place.to_string()).collect();
            question["Configuration"]["VariableCount"] = 2.into();
            None
        }
        ("Timing", _) => {
            list(&mut question, "Choices", "ChoiceOrder", 4, "Time");
            None
        }
        ("Meta", _) => {
            list(&mut question, "Choices", "ChoiceOrder", 7, "Meta");
            None
        }
        _ => None,
    };
    let kind = validation::add(author, &mut question, kind);
    if author.may("other: translation", 10) {
        question["Language"] = json!({ "DE": { "QuestionText": format!("Frage {number}") } });
    }
    if author.may("logic: display", 15) {
        question["DisplayLogic"] = logic::expression(author).unwrap_or(json!([]));
    }
    // Conditions inside a loop's round would name it by its row; those outside cannot tell which round is meant.
    if let Some(kind) = kind.filter(|_| !in_loop) {
        let pipes = question.to_string().contains("${") || question.to_string().contains("$e{");
        author.asked.push(Asked { id, kind, pipes });
    }
    question
}

/// The choices of a question, with what choices can have; their ids.
fn choices(author: &mut Author, question: &mut Value, in_loop: bool) -> Vec<String> {
    let ids = list(question, "Choices", "ChoiceOrder", 2 + author.chance.below(5), "Choice");
    if author.may("other: recoded choices", 25) {
        let recode =
            |(place, id): (usize, &String)| (id.clone(), Value::from(((place + 1) * 10).to_string()));
        question["RecodeValues"] = Value::Object(ids.iter().enumerate().map(recode).collect());
    }
    let last = ids.last().cloned().unwrap_or_default();
    if author.may("other: text of a choice", 25) {
        question["Choices"][&last]["TextEntry"] = "true".into();
        if author.may("validation: text of a choice forced", 30) {
            question["Choices"][&last]["TextEntryForceResponse"] = "ON".into();
        }
    } else if author.may("other: choice alone", 15) {
        question["Choices"][&last]["ExclusiveAnswer"] = true.into();
    }
    if author.may("logic: display of a choice", 12) {
        question["Choices"][&ids[0]]["DisplayLogic"] = logic::expression(author).unwrap_or(Value::Null);
    }
    let text = logic::text(author, "Choice 1", in_loop);
    question["Choices"][&ids[0]]["Display"] = text.into();
    if author.may("other: default choices", 8) {
        question["DefaultChoices"] = json!({ (ids[1].clone()): { "Selected": true } });
    }
    if author.may("other: scoring", 25) {
        let grade = |(place, id): (usize, &String)| json!({ "ChoiceID": id, "Grades": { "SC_0": place } });
        question["GradingData"] = ids.iter().enumerate().map(grade).collect();
    }
    random(author, question, &ids);
    carry(author, question);
    ids
}

/// A random order of choices or rows.
fn random(author: &mut Author, question: &mut Value, ids: &[String]) {
    let ways =
        ["random: choices", "random: choices, subset", "random: choices, advanced", "random: scale reversal"];
    if !author.chance.percent(25) {
        return;
    }
    question["Randomization"] = match author.one_of(&ways) {
        Some("random: choices") => json!({ "Type": "All", "TotalRandSubset": "" }),
        Some("random: choices, subset") => json!({ "Type": "SubSet", "TotalRandSubset": "2" }),
        Some("random: choices, advanced") => {
            let fixed: Vec<&str> = ids
                .iter()
                .enumerate()
                .map(|(place, id)| if place == 0 { id } else { "{~Randomized~}" })
                .collect();
            let advanced = json!({ "FixedOrder": fixed, "RandomizeAll": &ids[1..], "RandomSubSet": [], "Undisplayed": [], "TotalRandSubset": 0 });
            json!({ "Type": "Advanced", "Advanced": advanced, "TotalRandSubset": "" })
        }
        Some(_) => json!({ "Type": "ScaleReversal" }),
        None => json!([]),
    };
}

/// Choices carried forward from a question with several.
fn carry(author: &mut Author, question: &mut Value) {
    let source = author.asked_that(|kind| matches!(kind, Kind::Choices(_, true)));
    let Some(Asked { id, kind: Kind::Choices(ids, _), .. }) = source.filter(|_| author.chance.percent(12))
    else {
        return;
    };
    let ways = ["carry: selected choices", "carry: unselected choices", "carry: displayed choices"];
    let what = match author.one_of(&ways) {
        Some("carry: selected choices") => "SelectedChoices",
        Some("carry: unselected choices") => "UnselectedChoices",
        Some(_) => "DisplayedChoices",
        None => return,
    };
    question["DynamicChoices"] = json!({ "DynamicType": "ChoiceGroup", "Type": "Dynamic", "Locator": format!("q://{id}/ChoiceGroup/{what}") });
    for choice in ids.iter().filter(|id| !id.starts_with('x')) {
        question["Choices"][format!("x{choice}")] = json!({ "Display": format!("Carried {choice}") });
        if let Some(order) = question["ChoiceOrder"].as_array_mut() {
            order.push(format!("x{choice}").into());
        }
    }
}

/// Fills a list of choices or scale points; their ids.
fn list(question: &mut Value, member: &str, order: &str, count: usize, word: &str) -> Vec<String> {
    let ids: Vec<String> = (1..=count).map(|number| number.to_string()).collect();
    let bipolar = question["Selector"] == "Bipolar" && member == "Choices";
    let text = |id: &String| if bipolar { format!("low {id}:high {id}") } else { format!("{word} {id}") };
    let choices: Map<String, Value> =
        ids.iter().map(|id| (id.clone(), json!({ "Display": text(id) }))).collect();
    question[member] = Value::Object(choices);
    question[order] = json!(ids);
    ids
}
