//! Texts, calculations and conditions that nobody would write: the engine must come to an end with them, and soon.
//!
//! `kept` holds texts, one a line, and written conditions; each is tried as it is, and then others made of them at random.
//! `cargo test` does that for a second each, `cargo xtask soak fuzz` for ten minutes; what it finds is added to `kept`.

// The lint knows test functions, not the functions that help them.
#![allow(clippy::unwrap_used)]

use engine::run::{Direction, Known, PreparedSurvey, SubmitOutcome, page, recorded, start, submit};
use indexmap::IndexMap;
use model::QuestionId;
use model::survey::{
    Block, BlockElement, BlockKind, Choice, Condition, Expression, FlowElement, ForcedResponse, Joint,
    Question, QuestionType, Survey,
};
use serde_json::{Map, Value, json};

fn question(number: usize, text: &str, display: Option<Expression>) -> Question {
    let choice = |id: &str, text: &str| Choice {
        id: id.into(),
        text: text.into(),
        recode: id.into(),
        variable_name: None,
        export_tag: None,
        text_entry: true,
        exclusive: false,
        analyze: true,
        display: display.clone(),
    };
    Question {
        id: QuestionId::parse(&format!("QID{number}")).unwrap(),
        tag: format!("Q{number}"),
        text: text.to_owned(),
        description: String::new(),
        kind: if number == 2 { QuestionType::TextEntry } else { QuestionType::MultipleChoice },
        selector: if number == 2 { "SL" } else { "MAVR" }.into(),
        sub_selector: String::new(),
        choices: vec![choice("1", text), choice("2", "Two")],
        answers: Vec::new(),
        columns: Vec::new(),
        forced: ForcedResponse::Off,
        display: display.clone(),
        raw: Map::new(),
    }
}

/// Takes a respondent through a survey of three pages in a loop, whose texts and conditions are these; what is typed is
/// the text, too.
fn walk(text: &str, display: Option<Expression>) {
    let questions = [question(1, text, None), question(2, text, display.clone()), question(3, text, display)];
    let rows = [("1".to_owned(), json!({"1": text})), ("2".to_owned(), json!({}))];
    let elements = questions.iter().flat_map(|question| {
        [BlockElement::Question { id: question.id.clone(), skip: Vec::new() }, BlockElement::PageBreak]
    });
    let block = Block {
        id: "BL_1".into(),
        description: "Block".into(),
        kind: BlockKind::Default,
        elements: elements.collect(),
        loop_rows: rows.map(|(key, row)| (key, row.as_object().cloned().unwrap_or_default())).into(),
        raw: Map::new(),
    };
    let survey = PreparedSurvey::new(Survey {
        name: String::new(),
        language: "EN".into(),
        questions: questions.into_iter().map(|question| (question.id.clone(), question)).collect(),
        blocks: IndexMap::from([(block.id.clone(), block)]),
        flow: vec![FlowElement::Block { flow: "FL_2".into(), block: "BL_1".into() }],
        options: Map::new(),
        scoring: vec![("SC_0".into(), "All".into())],
        quotas: Vec::new(),
        quota_groups: Vec::new(),
        shown_scores: Vec::new(),
    });
    let mut state = start(&survey, 1, vec![("field".to_owned(), text.to_owned())], Known::default(), 0);
    for _ in 0..10 {
        let Some(page) = page(&survey, &state) else { break };
        let sent = page.questions.iter().flat_map(|question| {
            [
                (question.key.clone(), "1".to_owned()),
                (format!("{}_TEXT", question.key), text.to_owned()),
                (format!("{}_1_TEXT", question.key), text.to_owned()),
            ]
        });
        let sent: Vec<(String, String)> = sent.collect();
        if !matches!(submit(&survey, &mut state, &sent, Direction::Next, 1), SubmitOutcome::Page) {
            break;
        }
    }
    let _ = recorded(&survey, &state, 2);
}

/// Parts that texts are put together from, so that more than noise is tried.
const PARTS: [&str; 40] = [
    "${",
    "}",
    "$e{",
    "$",
    "{",
    "q://QID1/",
    "q://2_QID2/",
    "e://Field/field",
    "lm://Field/1",
    "lm://CurrentLoopNumber",
    "date://CurrentDate/",
    "date://OtherDate/Y/",
    "+1 week",
    "rand://int/",
    "1:",
    "-9223372036854775808",
    "gr://SC_0/Score",
    "ChoiceGroup/SelectedChoices",
    "ChoiceTextEntryValue",
    "QuestionText",
    "ChoiceDescription/1",
    "SelectedChoicesRecode",
    "TotalSum",
    "round(",
    ")",
    "(",
    ",",
    " + ",
    " - ",
    " * ",
    " / ",
    " % ",
    " ^ ",
    "0",
    "99999999999999999999",
    "0.1",
    "&nbsp;",
    "<b>",
    "ß",
    "%23",
];

fn text_of(parts: &[(u8, u8)]) -> String {
    let mut text = String::new();
    for (part, letter) in parts {
        match PARTS.get(*part as usize) {
            Some(part) => text.push_str(part),
            None => text.push(char::from(*letter)),
        }
    }
    text
}

/// The texts that are kept.
fn kept() -> Vec<&'static str> {
    include_str!("kept/texts.txt").lines().collect()
}

#[test]
fn piped_text() {
    let kept = kept();
    kept.iter().for_each(|text| walk(text, None));
    bolero::check!().with_type::<(u8, Vec<(u8, u8)>)>().for_each(|(which, parts)| {
        // Half of them begin with a text that is kept.
        let begin = kept.get(usize::from(*which) % (kept.len() * 2)).copied().unwrap_or_default();
        walk(&format!("{begin}{}", text_of(parts)), None);
    });
}

#[test]
fn calculations() {
    bolero::check!().with_type::<Vec<(u8, u8)>>().for_each(|parts| {
        // From the brackets on the parts are those of calculations.
        let parts: Vec<(u8, u8)> = parts.iter().map(|(part, letter)| (23 + part % 20, *letter)).collect();
        walk(&format!("$e{{ {} }}", text_of(&parts)), None);
    });
}

const LOGICS: [&str; 8] =
    ["Question", "EmbeddedField", "PanelData", "Scoring", "LoopAndMerge", "BooleanValue", "GeoIP", "Unheard"];
const OPERATORS: [&str; 12] = [
    "Selected",
    "NotSelected",
    "EqualTo",
    "NotEqualTo",
    "GreaterThan",
    "LessThanOrEqual",
    "Contains",
    "DoesNotContain",
    "Empty",
    "MatchesRegex",
    "Displayed",
    "Unheard",
];
const LOCATORS: [&str; 10] = [
    "q://QID1/SelectableChoice/1",
    "q://QID2/ChoiceTextEntryValue",
    "q://2_QID1/ChoiceDisplayed/1",
    "q://QID3/QuestionDisplayed",
    "q://QID1/SelectedChoicesCount",
    "q://QID1/ChoiceGroup/DisplayedChoices",
    "field",
    "gr://SC_0/Score",
    "lm://Field/1",
    "",
];

#[test]
fn conditions() {
    type Item = (bool, u8, u8, u8, Vec<(u8, u8)>);
    bolero::check!().with_type::<Vec<Vec<Item>>>().for_each(|groups| {
        let joint = |is_or: bool| if is_or { Joint::Or } else { Joint::And };
        let condition = |(is_or, logic, operator, locator, right): &Item| {
            let of = |list: &[&str], number: u8| list[number as usize % list.len()].to_owned();
            let condition = Condition {
                logic: of(&LOGICS, *logic),
                left: of(&LOCATORS, *locator),
                operator: of(&OPERATORS, *operator),
                right: text_of(right),
                ignore_case: *is_or,
            };
            (joint(*is_or), condition)
        };
        let groups = groups.iter().enumerate();
        let groups =
            groups.map(|(place, group)| (joint(place % 2 == 0), group.iter().map(condition).collect()));
        walk("a", Some(Expression { groups: groups.collect(), in_page: false }));
    });
}

/// Names and texts that written conditions are put together from.
const NAMES: [&str; 14] = [
    "0",
    "1",
    "2",
    "Type",
    "Conjuction",
    "LogicType",
    "LeftOperand",
    "Operator",
    "RightOperand",
    "ChoiceLocator",
    "inPage",
    "_HiddenExpression",
    "IgnoreCase",
    "-1",
];
const WORDS: [&str; 10] = [
    "If",
    "AndIf",
    "OrIf",
    "Or",
    "Question",
    "EmbeddedField",
    "q://QID1/SelectableChoice/1",
    "Selected",
    "EqualTo",
    "true",
];

/// A value of nested objects, lists and words, as the bytes say.
fn value_of(bytes: &mut impl Iterator<Item = u8>, depth: usize) -> Value {
    let (Some(kind), Some(size)) = (bytes.next(), bytes.next()) else { return Value::Null };
    let of = |list: &[&str], number: u8| list[number as usize % list.len()].to_owned();
    match kind % 8 {
        0..=3 if depth < 5 => {
            let mut map = Map::new();
            for _ in 0..size % 8 {
                let Some(name) = bytes.next() else { break };
                map.insert(of(&NAMES, name), value_of(bytes, depth + 1));
            }
            Value::Object(map)
        }
        4 if depth < 5 => (0..size % 4).map(|_| value_of(bytes, depth + 1)).collect(),
        5 => json!(size),
        6 => json!(size % 2 == 0),
        _ => json!(of(&WORDS, size)),
    }
}

#[test]
fn written_conditions() {
    let kept: Vec<Value> = serde_json::from_str(include_str!("kept/conditions.json")).unwrap();
    assert!(kept.iter().filter_map(Expression::read).map(|kept| walk("a", Some(kept))).count() > 0);
    bolero::check!().with_type::<Vec<u8>>().for_each(|bytes| {
        if let Some(expression) = Expression::read(&value_of(&mut bytes.iter().copied(), 0)) {
            walk("a", Some(expression));
        }
    });
}
