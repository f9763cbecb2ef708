//! Survey files as their authors write them, answered: what the reader and the engine make of them together.

// The lint knows test functions, not the functions that help them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod cases;
mod checks;
mod choices;
mod logic;
mod loops;
mod pipes;

use engine::run::{
    Direction, Input, Known, PageView, PreparedSurvey, RunState, SubmitOutcome, page, recorded, start, submit,
};
use model::response::Answer;
use serde_json::{Map, Value, json};

/// 2026-09-02 14:05:09.
const NOW: i64 = 1_788_357_909_000;

fn element(code: &str, primary: &str, payload: Value) -> Value {
    json!({"Element": code, "PrimaryAttribute": primary, "Payload": payload})
}

/// A question with the members that all have, and its own.
fn question(id: &str, kind: &str, selector: &str, own: Value) -> Value {
    let mut payload = json!({
        "QuestionID": id, "QuestionType": kind, "Selector": selector, "DataExportTag": id.replace("QID", "Q"),
        "QuestionText": format!("Text of {id}"), "QuestionDescription": format!("About {id}"), "Language": [],
    });
    payload.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
    payload
}

fn named(texts: &[&str]) -> Value {
    let entry = |(place, text): (usize, &&str)| ((place + 1).to_string(), json!({"Display": text}));
    Value::Object(texts.iter().enumerate().map(entry).collect())
}

fn single(id: &str, own: Value) -> Value {
    with(question(id, "MC", "SAVR", json!({"Choices": named(&["One", "Two", "Three"])})), own)
}

fn several(id: &str, own: Value) -> Value {
    with(single(id, json!({"Selector": "MAVR"})), own)
}

fn text(id: &str, own: Value) -> Value {
    question(id, "TE", "SL", own)
}

fn matrix(id: &str, own: Value) -> Value {
    let lists = json!({"Choices": named(&["Row one", "Row two"]), "Answers": named(&["Bad", "Fair", "Good"]),
        "SubSelector": "SingleAnswer"});
    with(question(id, "Matrix", "Likert", lists), own)
}

fn with(mut payload: Value, own: Value) -> Value {
    payload.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
    payload
}

/// A block whose elements are the questions named, and page breaks where it says "-".
fn block(id: &str, elements: &[&str], options: Value) -> Value {
    let element = |name: &&str| match *name {
        "-" => json!({"Type": "Page Break"}),
        id => json!({"Type": "Question", "QuestionID": id}),
    };
    let elements: Vec<Value> = elements.iter().map(element).collect();
    json!({"Type": "Standard", "ID": id, "Description": id, "BlockElements": elements, "Options": options})
}

fn shows(block: &str) -> Value {
    json!({"Type": "Standard", "ID": block, "FlowID": format!("FL_{block}")})
}

fn sets(fields: &[(&str, &str)]) -> Value {
    let field = |(name, value): &(&str, &str)| json!({"Type": "Custom", "Field": name, "Value": value});
    json!({"Type": "EmbeddedData", "FlowID": "FL_90", "EmbeddedData": fields.iter().map(field).collect::<Vec<_>>()})
}

fn file(questions: &[Value], blocks: Vec<Value>, flow: Vec<Value>) -> Value {
    let mut elements = vec![
        element("BL", "Survey Blocks", Value::Array(blocks)),
        element("FL", "Survey Flow", json!({"Type": "Root", "FlowID": "FL_1", "Flow": flow})),
        element("SO", "Survey Options", json!({"BackButton": "true"})),
        element(
            "SCO",
            "Scoring",
            json!({"ScoringCategories": [{"ID": "SC_0", "Name": "All"}, {"ID": "SC_1", "Name": "Some"}]}),
        ),
    ];
    elements.extend(
        questions
            .iter()
            .map(|payload| element("SQ", payload["QuestionID"].as_str().unwrap(), payload.clone())),
    );
    json!({"SurveyEntry": {"SurveyName": "A run", "SurveyLanguage": "EN"}, "SurveyElements": elements})
}

/// A survey whose questions stand on pages of their own, in one block.
fn in_turn(questions: &[Value]) -> Value {
    let ids = questions.iter().flat_map(|payload| [payload["QuestionID"].as_str().unwrap(), "-"]);
    file(questions, vec![block("BL_1", &ids.collect::<Vec<_>>(), json!({}))], vec![shows("BL_1")])
}

/// One condition as an expression.
fn when(condition: Value) -> Value {
    let condition = with(json!({"Type": "Expression"}), condition);
    json!({"0": {"0": condition, "Type": "If"}, "Type": "BooleanExpression", "inPage": false})
}

/// A respondent on their way.
struct Run {
    survey: PreparedSurvey,
    state: RunState,
}

impl Run {
    fn of(file: Value) -> Self {
        Self::with(file, 1, &[])
    }

    fn with(file: Value, seed: u64, embedded: &[(&str, &str)]) -> Self {
        let file = formats::qsf::from_value(file).expect("the file is read");
        let survey = PreparedSurvey::new(formats::qsf::survey(&file));
        let embedded = embedded.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let state = start(&survey, seed, embedded.collect(), Known::default(), NOW);
        Self { survey, state }
    }

    fn send(&mut self, fields: &[(&str, &str)]) -> SubmitOutcome {
        let form: Vec<_> =
            fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        submit(&self.survey, &mut self.state, &form, Direction::Next, NOW)
    }

    fn page(&self) -> Option<PageView> {
        page(&self.survey, &self.state)
    }

    fn keys(&self) -> Vec<String> {
        self.page().map(|page| page.questions.into_iter().map(|view| view.key).collect()).unwrap_or_default()
    }

    /// The text of the first question of the page.
    fn text(&self) -> String {
        self.page().expect("there is a page").questions.swap_remove(0).text
    }

    /// The ids of the choices of the first question of the page.
    fn offered(&self) -> Vec<String> {
        match self.page().expect("there is a page").questions.swap_remove(0).input {
            Input::Choices(choices) => choices.choices.into_iter().map(|choice| choice.id).collect(),
            Input::Matrix(matrix) => matrix.columns.into_iter().map(|(id, _)| id).collect(),
            other => panic!("no choices: {other:?}"),
        }
    }

    fn recorded(&self) -> indexmap::IndexMap<String, Answer> {
        recorded(&self.survey, &self.state, NOW).answers
    }

    fn value(&self, field: &str) -> String {
        match self.recorded().get(field) {
            None => String::new(),
            Some(Answer::Text(value) | Answer::Number(value) | Answer::Choice(value)) => value.clone(),
            Some(Answer::Choices(values)) => values.join(","),
        }
    }
}

fn options(looping: Map<String, Value>) -> Value {
    let word = if looping.contains_key("QID") { "Question" } else { "Static" };
    json!({"Looping": word, "LoopingOptions": looping})
}
