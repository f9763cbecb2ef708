//! Stories of respondents on small surveys written by hand.

use indexmap::IndexMap;
use model::QuestionId;
use model::response::Answer;
use model::survey::{
    Block, BlockElement, BlockKind, Choice, Condition, EmbeddedField, Expression, FlowElement,
    ForcedResponse, Joint, Question, QuestionType, Survey,
};
use serde_json::{Map, Value, json};

use super::*;

mod bounds;
mod checks;
mod contacts;
mod ends;
mod even_lists;
mod lists;
mod outside;
mod patterns;
mod properties;
mod recorded;
mod services;
mod steps;
mod texts;
mod way;

fn object(value: Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

fn choice(id: &str, text: &str) -> Choice {
    Choice {
        id: id.into(),
        text: text.into(),
        recode: id.into(),
        variable_name: None,
        export_tag: None,
        text_entry: false,
        exclusive: false,
        analyze: true,
        display: None,
    }
}

fn question(id: &str, kind: QuestionType, selector: &str) -> Question {
    Question {
        id: QuestionId::parse(id).unwrap(),
        tag: id.replace("QID", "Q"),
        text: format!("Text of {id}"),
        description: String::new(),
        kind,
        selector: selector.into(),
        sub_selector: String::new(),
        choices: vec![choice("1", "One"), choice("2", "Two"), choice("3", "Three")],
        answers: Vec::new(),
        columns: Vec::new(),
        forced: ForcedResponse::Off,
        display: None,
        raw: Map::new(),
    }
}

fn single(id: &str) -> Question {
    question(id, QuestionType::MultipleChoice, "SAVR")
}

fn text(id: &str) -> Question {
    Question { choices: Vec::new(), ..question(id, QuestionType::TextEntry, "SL") }
}

/// A block whose questions stand on the pages given as lists.
fn block(id: &str, pages: &[&[&str]]) -> Block {
    let mut elements = Vec::new();
    for page in pages {
        elements.extend(
            page.iter()
                .map(|id| BlockElement::Question { id: QuestionId::parse(id).unwrap(), skip: Vec::new() }),
        );
        elements.push(BlockElement::PageBreak);
    }
    Block {
        id: id.into(),
        description: id.into(),
        kind: BlockKind::Standard,
        elements,
        loop_rows: Vec::new(),
        raw: Map::new(),
    }
}

fn shows(block: &str) -> FlowElement {
    FlowElement::Block { flow: format!("FL_{block}"), block: block.into() }
}

fn survey(questions: Vec<Question>, blocks: Vec<Block>, flow: Vec<FlowElement>) -> Survey {
    Survey {
        name: "A test".into(),
        language: "EN".into(),
        questions: questions.into_iter().map(|question| (question.id.clone(), question)).collect(),
        blocks: blocks.into_iter().map(|block| (block.id.clone(), block)).collect(),
        flow,
        options: object(json!({"BackButton": "true", "AvailableLanguages": {"EN": [], "DE": []}})),
        scoring: Vec::new(),
        shown_scores: Vec::new(),
        quotas: Vec::new(),
        quota_groups: Vec::new(),
    }
}

fn when(logic: &str, left: &str, operator: &str, right: &str) -> Expression {
    let condition = Condition {
        logic: logic.into(),
        left: left.into(),
        operator: operator.into(),
        right: right.into(),
        ignore_case: false,
    };
    Expression { groups: vec![(Joint::And, vec![(Joint::And, condition)])], in_page: false }
}

fn picked(question: &str, choice: &str) -> Expression {
    when("Question", &format!("q://{question}/SelectableChoice/{choice}"), "Selected", "")
}

fn form(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// A run that has not begun.
fn bare() -> RunState {
    let nothing = PreparedSurvey::new(survey(Vec::new(), Vec::new(), Vec::new()));
    start(&nothing, 1, Vec::new(), Known::default(), 0)
}

/// A respondent: the survey and the state, and what is done with them.
struct Respondent {
    survey: PreparedSurvey,
    state: RunState,
}

impl Respondent {
    fn of(survey: Survey) -> Self {
        let survey = PreparedSurvey::new(survey);
        let state = start(&survey, 1, Vec::new(), Known::default(), 1_000);
        Self { survey, state }
    }

    fn send(&mut self, fields: &[(&str, &str)]) -> SubmitOutcome {
        submit(&self.survey, &mut self.state, &form(fields), Direction::Next, 3_500)
    }

    fn keys(&self) -> Vec<String> {
        let page = page(&self.survey, &self.state);
        page.map(|page| page.questions.into_iter().map(|view| view.key).collect()).unwrap_or_default()
    }

    fn answers(&self) -> IndexMap<String, Answer> {
        recorded(&self.survey, &self.state, 61_000).answers
    }
}
