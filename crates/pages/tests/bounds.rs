//! Survey files of strangers: whatever is in them, starting, drawing and answering stay within their bounds.

#![allow(clippy::unwrap_used)] // A test program from top to bottom; clippy looks into test functions only.

use engine::run::{Direction, Known, PreparedSurvey, RunState, page, recorded, start, submit};
use model::limits::surveys::{ANSWERS_BYTES, EMBEDDED_BYTES, PAGE_TEXT};
use pages::{PageChrome, survey_page};
use serde_json::{Value, json};

/// Changed files that are tried, and how many pages of each.
const FILES: usize = 300;
const PAGES: usize = 4;

fn survey_of(questions: &[Value]) -> PreparedSurvey {
    let shown =
        questions.iter().map(|question| json!({"Type": "Question", "QuestionID": question["QuestionID"]}));
    let block = json!({"Type": "Default", "ID": "BL_1", "Description": "", "BlockElements": shown.collect::<Vec<_>>()});
    let mut elements = vec![
        json!({"Element": "BL", "Payload": [block]}),
        json!({"Element": "FL", "Payload": {"Flow": [{"Type": "Block", "ID": "BL_1", "FlowID": "FL_1"}]}}),
    ];
    elements.extend(questions.iter().map(|question| json!({"Element": "SQ", "Payload": question})));
    let file = json!({"SurveyEntry": {"SurveyName": "Large"}, "SurveyElements": elements});
    PreparedSurvey::new(formats::qsf::survey(&formats::qsf::from_value(file).unwrap()))
}

fn question(kind: &str, selector: &str, choices: usize, answers: usize, text: &str) -> Value {
    let list = |count: usize| -> Value {
        (1..=count)
            .map(|id| (id.to_string(), json!({"Display": text})))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    json!({"QuestionID": "QID1", "QuestionType": kind, "Selector": selector, "SubSelector": "SingleAnswer",
        "QuestionText": "Why?", "QuestionDescription": "Why?", "Choices": list(choices), "Answers": list(answers)})
}

fn drawn(survey: &PreparedSurvey) -> usize {
    let state = start(survey, 1, Vec::new(), Known::default(), 0);
    survey_page(&page(survey, &state).unwrap(), &PageChrome::default()).len()
}

#[test]
fn a_page_grows_with_what_it_asks_and_not_with_its_square() {
    let ranks = |items| drawn(&survey_of(&[question("RO", "DND", items, 0, "x")]));
    assert!(ranks(8_000) < 5 * ranks(2_000), "{} and {}", ranks(8_000), ranks(2_000));
    // A column of 15 kB beside 2,000 rows: its text stands once, and shortened in each row.
    for sub_selector in ["SingleAnswer", "DL"] {
        let mut matrix = question("Matrix", "Likert", 2_000, 2, "x");
        matrix["SubSelector"] = json!(sub_selector);
        matrix["Answers"]["1"]["Display"] = json!("word ".repeat(3_000));
        let bytes = drawn(&survey_of(&[matrix]));
        assert!(bytes < 4_000_000, "{bytes} bytes");
    }
}

#[test]
fn markup_that_costs_its_square_is_left_out_and_the_words_stay() {
    for markup in ["<div>", "<b title=x><table><td></b></td></table>"] {
        let mut asked = question("TE", "SL", 0, 0, "");
        asked["QuestionText"] = json!(format!("{}Why is the sky blue?", markup.repeat(5_000)));
        let survey = survey_of(&[asked]);
        let shown = page(&survey, &start(&survey, 1, Vec::new(), Known::default(), 0)).unwrap();
        assert_eq!(shown.questions[0].text, "Why is the sky blue?");
        assert!(survey.take_findings()[0].what.contains("markup"));
    }
}

#[test]
fn changed_files_of_the_corpus_are_run_within_their_bounds() {
    let Some(files) = needs::corpus::survey_files() else { return };
    let files: Vec<Value> = files
        .iter()
        .filter_map(|path| serde_json::from_slice(&std::fs::read(path).unwrap()).ok())
        .filter(|file: &Value| file.to_string().len() < 200_000)
        .collect();
    assert!(files.len() >= 5, "only {} files", files.len());
    let mut chance = Random(7);
    let mut run = 0;
    for number in 0..FILES {
        let mut file = files[number % files.len()].clone();
        for _ in 0..1 + chance.below(12) {
            let Some(elements) = file["SurveyElements"].as_array_mut() else { break };
            let place = chance.below(elements.len());
            // Mostly inside the payload: a file that is refused whole shows little.
            let payload = &mut elements[place]["Payload"];
            let inner = match payload {
                Value::Object(map) if !map.is_empty() => map.values_mut().nth(chance.below(12)),
                Value::Array(list) => list.get_mut(chance.below(6)),
                _ => None,
            };
            if let Some(inner) = inner {
                change(inner, &mut chance);
            }
        }
        let Ok(file) = formats::qsf::from_value(file) else { continue };
        let survey = PreparedSurvey::new(formats::qsf::survey(&file));
        let _ = engine::run::findings(&survey);
        let brought = vec![("segment".to_owned(), "gold".to_owned())];
        let mut state = start(&survey, number as u64, brought, Known::default(), 0);
        for _ in 0..PAGES {
            check(&state);
            let Some(shown) = page(&survey, &state) else { break };
            let html = survey_page(&shown, &PageChrome::default());
            assert!(html.len() < 4 * PAGE_TEXT, "{} bytes of a page", html.len());
            submit(&survey, &mut state, &filled(&html, &mut chance), Direction::Next, 1_000);
        }
        check(&state);
        let _ = recorded(&survey, &state, 2_000);
        run += 1;
    }
    assert!(run > FILES / 3, "only {run} of {FILES} files could be run");
}

fn check(state: &RunState) {
    let bytes = serde_json::to_string(state).unwrap().len();
    assert!(bytes < 2 * (EMBEDDED_BYTES + ANSWERS_BYTES), "{bytes} bytes are kept of a respondent");
}

/// Something in every input whose name is found on the page.
fn filled(html: &str, chance: &mut Random) -> Vec<(String, String)> {
    let names = html.split(" name=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let values = ["1", "2", "12", "a word", "", "${e://Field/segment}", "<b>", "ada@example.org"];
    let pairs = names.map(|name| (name.to_owned(), values[chance.below(values.len())].to_owned()));
    pairs.filter(|(name, _)| name != "~page").collect()
}

/// Changes one place of the file: another value, a copy of its neighbours, texts that pipe, numbers that are large.
fn change(value: &mut Value, chance: &mut Random) {
    let inner = match value {
        Value::Object(map) if !map.is_empty() => {
            let place = chance.below(map.len());
            map.values_mut().nth(place)
        }
        Value::Array(list) if !list.is_empty() => {
            if chance.below(20) == 0 {
                let copy = list[chance.below(list.len())].clone();
                list.extend(std::iter::repeat_n(copy, 50));
            }
            let place = chance.below(list.len());
            list.get_mut(place)
        }
        _ => None,
    };
    if let Some(inner) = inner.filter(|_| chance.below(12) > 0) {
        return change(inner, chance);
    }
    let pipes = "${q://QID1/QuestionText}${e://Field/a}${q://QID2/ChoiceGroup/AllChoices}".repeat(200);
    *value = match chance.below(10) {
        0 => Value::Null,
        1 => json!([]),
        2 => json!({}),
        3 => json!(u64::MAX),
        4 => json!("999999999"),
        5 => json!(pipes),
        6 => json!("<div><b title=x>".repeat(500)),
        7 => json!("/(a+)+(?=.*b)\\1$/"),
        8 => json!("QID1"),
        _ => json!(-1.5),
    };
}

struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }
}
