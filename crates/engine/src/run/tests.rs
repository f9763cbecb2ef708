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
mod patterns;

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
    Expression { conditions: vec![(Joint::And, condition)], in_page: false }
}

fn picked(question: &str, choice: &str) -> Expression {
    when("Question", &format!("q://{question}/SelectableChoice/{choice}"), "Selected", "")
}

fn form(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// A respondent: the survey and the state, and what is done with them.
struct Respondent {
    survey: PreparedSurvey,
    state: RunState,
}

impl Respondent {
    fn of(survey: Survey) -> Self {
        let survey = PreparedSurvey::new(survey);
        let state = start(&survey, 1, Vec::new(), 1_000);
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

#[test]
fn pages_follow_each_other_and_the_answers_are_recorded_under_their_keys() {
    let mut other = choice("3", "Other");
    other.text_entry = true;
    let mut several = question("QID2", QuestionType::MultipleChoice, "MAVR");
    several.choices[2] = other;
    let mut matrix = question("QID3", QuestionType::Matrix, "Likert");
    matrix.answers = vec![choice("1", "No"), choice("2", "Yes")];
    let pages = block("BL_1", &[&["QID1", "QID2"], &["QID3", "QID4"]]);
    let questions = vec![single("QID1"), several, matrix, text("QID4")];
    let mut respondent = Respondent::of(survey(questions, vec![pages], vec![shows("BL_1")]));
    assert_eq!(respondent.keys(), ["QID1", "QID2"]);
    let sent = [
        ("QID1", "2"),
        ("QID2", "3"),
        ("QID2", "1"),
        ("QID2_3_TEXT", "a boat"),
        ("QID1", "9"),
        ("nobody", "1"),
    ];
    assert_eq!(respondent.send(&sent), SubmitOutcome::Page);
    assert_eq!(respondent.keys(), ["QID3", "QID4"]);
    let sent = [("QID3_1", "2"), ("QID3_3", "7"), ("QID4_TEXT", "two\r\nlines")];
    assert!(matches!(
        respondent.send(&sent),
        SubmitOutcome::Ended(End { redirect: None, recorded: true, .. })
    ));
    let answers = respondent.answers();
    assert_eq!(answers["QID1"], Answer::Choice("2".into()));
    assert_eq!(answers["QID2"], Answer::Choices(vec!["1".into(), "3".into()]));
    assert_eq!(answers["QID2_3_TEXT"], Answer::Text("a boat".into()));
    assert_eq!(answers["QID3_1"], Answer::Choice("2".into()));
    assert!(!answers.contains_key("QID3_3"), "an id that is not offered is not kept");
    assert_eq!(answers["QID4_TEXT"], Answer::Text("two\nlines".into()));
    let recorded = recorded(&respondent.survey, &respondent.state, 61_000);
    assert_eq!((recorded.meta.duration, recorded.meta.progress, recorded.meta.finished), (60, 100, true));
    assert!(recorded.displayed.contains(&"QID3_3".to_owned()));
}

#[test]
fn a_forced_answer_holds_the_page_and_a_requested_one_holds_it_once() {
    let forced = Question { forced: ForcedResponse::On, ..single("QID1") };
    let requested = Question { forced: ForcedResponse::Request, ..text("QID2") };
    let pages = block("BL_1", &[&["QID1", "QID2"], &["QID3"]]);
    let mut respondent =
        Respondent::of(survey(vec![forced, requested, text("QID3")], vec![pages], vec![shows("BL_1")]));
    let SubmitOutcome::Invalid(problems) = respondent.send(&[]) else { panic!("both are empty") };
    let faults: Vec<&Fault> = problems.iter().map(|problem| &problem.fault).collect();
    assert_eq!(faults, [&Fault::Required, &Fault::Requested]);
    let shown = page(&respondent.survey, &respondent.state).unwrap();
    assert_eq!(shown.questions[0].problems.len(), 1);
    let SubmitOutcome::Invalid(problems) = respondent.send(&[]) else {
        panic!("the forced one is still empty")
    };
    assert_eq!(problems.len(), 1);
    assert_eq!(respondent.send(&[("QID1", "1")]), SubmitOutcome::Page);
    assert_eq!(respondent.keys(), ["QID3"]);
}

#[test]
fn branches_display_logic_and_skip_logic_lead_the_way() {
    let mut hidden = text("QID3");
    hidden.display = Some(when("EmbeddedField", "segment", "EqualTo", "gold"));
    let mut first = block("BL_1", &[&["QID1"], &["QID2"], &["QID4"]]);
    let skip = json!({"SkipToDestination": "QID4", "Locator": "q://QID1/SelectableChoice/2", "Condition": "Selected"});
    if let BlockElement::Question { skip: items, .. } = &mut first.elements[0] {
        items.push(object(skip));
    }
    let flow = || {
        vec![
            shows("BL_1"),
            FlowElement::Branch {
                flow: "FL_9".into(),
                condition: Some(picked("QID1", "2")),
                children: vec![
                    FlowElement::EmbeddedData {
                        flow: "FL_10".into(),
                        fields: vec![EmbeddedField { name: "segment".into(), value: Some("gold".into()) }],
                    },
                    shows("BL_2"),
                    FlowElement::EndSurvey {
                        flow: "FL_11".into(),
                        options: object(json!({"SurveyTermination": "Redirect", "ResponseFlag": "Screened",
                            "EOSRedirectURL": "https://example.org/done?s=${e://Field/segment}&n=${q://QID4/ChoiceTextEntryValue}"})),
                    },
                ],
            },
            shows("BL_3"),
        ]
    };
    let make = || {
        let questions = vec![single("QID1"), text("QID2"), hidden.clone(), text("QID4"), text("QID5")];
        let blocks = vec![first.clone(), block("BL_2", &[&["QID3"]]), block("BL_3", &[&["QID5"]])];
        Respondent::of(survey(questions, blocks, flow()))
    };
    let mut gold = make();
    gold.send(&[("QID1", "2")]);
    assert_eq!(gold.keys(), ["QID4"], "QID2 was skipped");
    gold.send(&[("QID4_TEXT", "a&b")]);
    assert_eq!(gold.keys(), ["QID3"]);
    let SubmitOutcome::Ended(end) = gold.send(&[]) else { panic!("the branch ends the survey") };
    assert_eq!(end.redirect.as_deref(), Some("https://example.org/done?s=gold&n=a%26b"));
    assert_eq!(end.flag, "Screened");
    assert_eq!(gold.answers()["segment"], Answer::Text("gold".into()));

    let mut plain = make();
    plain.send(&[("QID1", "1")]);
    assert_eq!(plain.keys(), ["QID2"]);
    plain.send(&[]);
    plain.send(&[]);
    assert_eq!(plain.keys(), ["QID5"], "the branch does not hold");
}

#[test]
fn back_keeps_what_was_entered_and_what_is_no_longer_on_the_way_does_not_count() {
    let pages = block("BL_1", &[&["QID1"], &["QID2"], &["QID3"]]);
    let second = Question { display: Some(picked("QID1", "1")), ..text("QID2") };
    let mut respondent =
        Respondent::of(survey(vec![single("QID1"), second, text("QID3")], vec![pages], vec![shows("BL_1")]));
    respondent.send(&[("QID1", "1")]);
    let first_mark = page(&respondent.survey, &respondent.state).unwrap().mark;
    submit(
        &respondent.survey,
        &mut respondent.state,
        &form(&[("QID2_TEXT", "early")]),
        Direction::Back,
        2_000,
    );
    assert_eq!(respondent.keys(), ["QID1"]);
    respondent.send(&[("QID1", "1")]);
    let shown = page(&respondent.survey, &respondent.state).unwrap();
    let Input::Entry(entry) = &shown.questions[0].input else { panic!("a text entry") };
    assert_eq!(entry.value, "early");
    respondent.send(&[("QID2_TEXT", "early")]);
    // The browser's own way back: the form of a page further up comes in once more.
    respondent.send(&[("~page", &first_mark), ("QID2_TEXT", "late")]);
    assert_eq!(respondent.keys(), ["QID3"]);
    assert_eq!(respondent.state.visits.len(), 3);
    respondent.send(&[("~page", "9.9.9"), ("QID3_TEXT", "lost")]);
    assert_eq!(respondent.keys(), ["QID3"], "a form of nowhere changes nothing");
    for _ in 0..2 {
        submit(&respondent.survey, &mut respondent.state, &[], Direction::Back, 2_000);
    }
    respondent.send(&[("QID1", "3")]);
    assert_eq!(respondent.keys(), ["QID3"]);
    respondent.send(&[]);
    assert_eq!(respondent.answers().keys().collect::<Vec<_>>(), ["QID1"]);
}

#[test]
fn a_question_that_depends_on_its_own_page_comes_up_when_the_page_is_sent() {
    let mut within = picked("QID1", "1");
    within.in_page = true;
    let second = Question { display: Some(within), forced: ForcedResponse::On, ..text("QID2") };
    let pages = block("BL_1", &[&["QID1", "QID2"]]);
    let mut respondent =
        Respondent::of(survey(vec![single("QID1"), second], vec![pages], vec![shows("BL_1")]));
    assert_eq!(respondent.keys(), ["QID1"]);
    assert_eq!(respondent.send(&[("QID1", "1")]), SubmitOutcome::Page);
    assert_eq!(respondent.keys(), ["QID1", "QID2"]);
    assert!(matches!(respondent.send(&[("QID1", "1")]), SubmitOutcome::Invalid(_)));
    assert!(matches!(respondent.send(&[("QID1", "2")]), SubmitOutcome::Ended(_)), "it went away again");
}

#[test]
fn loops_show_their_rows_and_pipe_their_fields() {
    let mut looped = block("BL_1", &[&["QID1"]]);
    looped.loop_rows =
        vec![("1".into(), object(json!({"1": "tea"}))), ("2".into(), object(json!({"1": "<coffee>"})))];
    let mut drink = text("QID1");
    drink.text = "How is ${lm://Field/1}? (${lm://CurrentLoopNumber} of ${lm://TotalLoops})".into();
    let mut respondent = Respondent::of(survey(vec![drink], vec![looped], vec![shows("BL_1")]));
    let shown = page(&respondent.survey, &respondent.state).unwrap();
    assert_eq!(shown.questions[0].text, "How is tea? (1 of 2)");
    respondent.send(&[("1_QID1_TEXT", "good")]);
    let shown = page(&respondent.survey, &respondent.state).unwrap();
    assert_eq!(shown.questions[0].text, "How is &lt;coffee&gt;? (2 of 2)");
    respondent.send(&[("2_QID1_TEXT", "better")]);
    assert_eq!(respondent.answers()["1_QID1_TEXT"], Answer::Text("good".into()));
    assert_eq!(respondent.answers()["2_QID1_TEXT"], Answer::Text("better".into()));
}

#[test]
fn randomizers_choices_and_random_numbers_follow_the_seed_and_are_recorded() {
    let mut mixed = single("QID1");
    mixed.choices = (1..=9).map(|id| choice(&id.to_string(), "x")).collect();
    mixed.raw = object(json!({"Randomization": {"Type": "All"}}));
    let set = EmbeddedField { name: "lot".into(), value: Some("${rand://int/5:7}".into()) };
    let flow = || {
        vec![
            FlowElement::EmbeddedData { flow: "FL_2".into(), fields: vec![set.clone()] },
            FlowElement::Randomizer {
                flow: "FL_3".into(),
                subset: 1,
                even: false,
                children: vec![shows("BL_1"), shows("BL_2")],
            },
        ]
    };
    let mut firsts = std::collections::HashSet::new();
    let mut lots = std::collections::HashSet::new();
    for seed in 0..40 {
        let blocks = vec![block("BL_1", &[&["QID1"]]), block("BL_2", &[&["QID2"]])];
        let survey = PreparedSurvey::new(survey(vec![mixed.clone(), text("QID2")], blocks, flow()));
        let state = start(&survey, seed, Vec::new(), 0);
        assert_eq!(start(&survey, seed, Vec::new(), 0), state, "the same seed gives the same run");
        let answers = recorded(&survey, &state, 0).answers;
        let shown = page(&survey, &state).unwrap();
        let Some(Answer::Text(order)) = answers.get("FL_3_DO") else {
            panic!("the order is recorded: {answers:?}")
        };
        assert_eq!(*order, format!("FL_BL_{}", &shown.questions[0].key[3..]));
        firsts.insert(order.clone());
        lots.insert(format!("{:?}", answers["lot"]));
        if let Input::Choices(choices) = &shown.questions[0].input {
            let ids: Vec<&str> = choices.choices.iter().map(|choice| choice.id.as_str()).collect();
            assert_eq!(answers["QID1_DO"], Answer::Text(ids.join("|")));
        }
    }
    assert_eq!((firsts.len(), lots.len()), (2, 3));
}

#[test]
fn and_binds_before_or_and_what_was_not_asked_is_not_selected() {
    let pages = block("BL_1", &[&["QID1"], &["QID2"]]);
    let mut expression = picked("QID1", "1");
    expression.conditions.extend([
        (Joint::And, picked("QID1", "2").conditions.remove(0).1),
        (Joint::Or, picked("QID1", "3").conditions.remove(0).1),
    ]);
    let second = Question { display: Some(expression), ..text("QID2") };
    for (choice, ends) in [("1", true), ("2", true), ("3", false)] {
        let survey = survey(vec![single("QID1"), second.clone()], vec![pages.clone()], vec![shows("BL_1")]);
        let mut respondent = Respondent::of(survey);
        assert_eq!(matches!(respondent.send(&[("QID1", choice)]), SubmitOutcome::Ended(_)), ends, "{choice}");
    }
}

#[test]
fn the_kinds_of_check_name_the_input_they_are_about() {
    let mut several = question("QID1", QuestionType::MultipleChoice, "MAVR");
    several.choices[2].exclusive = true;
    several.raw = object(
        json!({"Validation": {"Settings": {"Type": "ChoiceRange", "MinChoices": "2", "MaxChoices": "2"}}}),
    );
    let mut sum = question("QID2", QuestionType::ConstantSum, "VRTL");
    sum.raw = object(json!({"Validation": {"Settings": {"Type": "ChoicesTotal", "ChoiceTotal": "100"}}}));
    let ranks = question("QID3", QuestionType::RankOrder, "DND");
    let slider = question("QID4", QuestionType::Slider, "HSLIDER");
    let mut custom = text("QID5");
    custom.raw = object(
        json!({"Validation": {"Settings": {"Type": "CustomValidation", "CustomValidation": {"Logic":
        {"0": {"0": {"LogicType": "Question", "LeftOperand": "q://QID5/ChoiceTextEntryValue",
        "Operator": "MatchesRegex", "RightOperand": "/^[a-c]+$/i"}, "Type": "If"}, "Type": "BooleanExpression"}}}}}),
    );
    let pages = block("BL_1", &[&["QID1", "QID2", "QID3", "QID4", "QID5"]]);
    let mut respondent =
        Respondent::of(survey(vec![several, sum, ranks, slider, custom], vec![pages], vec![shows("BL_1")]));
    let wrong = [
        ("QID1", "1"),
        ("QID2_1", "40"),
        ("QID2_2", "50"),
        ("QID3_1", "1"),
        ("QID3_2", "1"),
        ("QID3_3", "9"),
        ("QID4_1", "101"),
        ("QID4_2", "many"),
        ("QID5_TEXT", "abd"),
    ];
    let SubmitOutcome::Invalid(problems) = respondent.send(&wrong) else { panic!("all of it is wrong") };
    let found: Vec<(&str, Fault)> =
        problems.iter().map(|problem| (problem.field.as_str(), problem.fault.clone())).collect();
    let expected = [
        ("QID1", Fault::TooFew(2)),
        ("QID2_1", Fault::Total("100".into(), "90".into())),
        ("QID3_2", Fault::SameRank),
        ("QID3_3", Fault::Above("3".into())),
        ("QID4_1", Fault::Above("100".into())),
        ("QID4_2", Fault::NotANumber),
        ("QID5_TEXT", Fault::Refused),
    ];
    assert_eq!(found, expected);
    let SubmitOutcome::Invalid(problems) =
        respondent.send(&[("QID1", "1"), ("QID1", "3"), ("QID5_TEXT", "Abc")])
    else {
        panic!("the third choice stands alone")
    };
    assert_eq!(problems.iter().map(|problem| &problem.fault).collect::<Vec<_>>(), [&Fault::NotAlone]);
    let right = [
        ("QID1", "1"),
        ("QID1", "2"),
        ("QID2_1", "99,5"),
        ("QID2_3", "0.5"),
        ("QID4_3", "7"),
        ("QID5_TEXT", "Abc"),
    ];
    assert!(matches!(respondent.send(&right), SubmitOutcome::Ended(_)));
    assert_eq!(respondent.answers()["QID2_1"], Answer::Number("99.5".into()));
}

#[test]
fn a_run_survives_being_written_down() {
    let pages = block("BL_1", &[&["QID1"], &["QID2"]]);
    let mut respondent =
        Respondent::of(survey(vec![single("QID1"), text("QID2")], vec![pages], vec![shows("BL_1")]));
    respondent.send(&[("QID1", "2")]);
    let written = serde_json::to_string(&respondent.state).unwrap();
    assert_eq!(serde_json::from_str::<RunState>(&written).unwrap(), respondent.state);
}

#[test]
fn translations_and_defaults() {
    let mut first = single("QID1");
    first.raw = object(
        json!({"Language": {"DE": {"QuestionText": "Auf Deutsch", "Choices": {"1": {"Display": "Eins"}}}}}),
    );
    let mut preset = text("QID3");
    preset.raw = object(json!({"DefaultChoices": {"TEXT": {"Text": "${e://Field/name}"}}}));
    let pages = block("BL_1", &[&["QID1", "QID3"]]);
    let survey = PreparedSurvey::new(survey(vec![first, preset], vec![pages], vec![shows("BL_1")]));
    let embedded = vec![("Q_Language".to_owned(), "DE".to_owned()), ("name".to_owned(), "Ada".to_owned())];
    let mut state = start(&survey, 1, embedded, 1_000);
    let shown = page(&survey, &state).unwrap();
    assert_eq!(shown.questions[0].text, "Auf Deutsch");
    let (Input::Choices(choices), Input::Entry(entry)) =
        (&shown.questions[0].input, &shown.questions[1].input)
    else {
        panic!("choices and an entry")
    };
    assert_eq!((choices.choices[0].text.as_str(), choices.choices[1].text.as_str()), ("Eins", "Two"));
    assert_eq!(entry.value, "Ada");
    submit(&survey, &mut state, &form(&[("QID1", "1")]), Direction::Next, 3_500);
    let answers = recorded(&survey, &state, 4_000).answers;
    assert!(!answers.contains_key("QID3_TEXT"), "the respondent emptied it");
}

#[test]
fn a_timer_records_what_was_measured_and_nothing_else() {
    let timer = question("QID2", QuestionType::Timing, "PageTimer");
    let timed =
        survey(vec![single("QID1"), timer], vec![block("BL_1", &[&["QID2", "QID1"]])], vec![shows("BL_1")]);
    let recorded_of = |sent: &[(&str, &str)]| {
        let mut respondent = Respondent::of(timed.clone());
        respondent.send(sent);
        let answers = respondent.answers().into_iter();
        answers.filter(|(key, _)| key.starts_with("QID2_")).collect::<Vec<_>>()
    };
    let pair = |key: &str, number: &str| (format!("QID2_{key}"), Answer::Number(number.to_owned()));
    // Without a script the inputs come empty: nobody saw a click.
    let empty = [("QID1", "1"), ("QID2_FIRST_CLICK", ""), ("QID2_CLICK_COUNT", ""), ("QID2_PAGE_SUBMIT", "")];
    assert_eq!(recorded_of(&empty), [pair("PAGE_SUBMIT", "2.5")]);
    assert_eq!(recorded_of(&[]), [pair("PAGE_SUBMIT", "2.5")]);
    let measured = [
        ("QID2_FIRST_CLICK", "0.7"),
        ("QID2_LAST_CLICK", "1.9"),
        ("QID2_PAGE_SUBMIT", "2.1"),
        ("QID2_CLICK_COUNT", "3"),
    ];
    let all = measured.map(|(name, number)| (name.to_owned(), Answer::Number(number.to_owned())));
    assert_eq!(recorded_of(&measured), all);
}

#[test]
fn only_the_titles_nobody_wrote_are_left_out() {
    let titled = |title: &str| {
        let mut survey = survey(vec![single("QID1")], vec![block("BL_1", &[&["QID1"]])], vec![shows("BL_1")]);
        survey.options.insert("SurveyTitle".into(), json!(title));
        let survey = PreparedSurvey::new(survey);
        let state = start(&survey, 1, Vec::new(), 0);
        page(&survey, &state).unwrap().title
    };
    assert_eq!(titled("Qualtrics vs. Medallia study"), "Qualtrics vs. Medallia study");
    assert_eq!(titled("Qualtrics Survey"), "Qualtrics Survey");
    assert_eq!(titled("Qualtrics Survey | Qualtrics Experience Management"), "");
    assert_eq!(titled("Online Survey Software | Qualtrics Survey Solutions"), "");
}

#[test]
fn values_in_the_address_of_the_end_cannot_change_it() {
    let mut survey = survey(vec![single("QID1")], vec![block("BL_1", &[&["QID1"]])], vec![shows("BL_1")]);
    survey.options.extend(object(json!({
        "SurveyTermination": "Redirect", "EOSRedirectURL": "https://example.org/?who=${e://Field/who}"
    })));
    let survey = PreparedSurvey::new(survey);
    let embedded = vec![("who".to_owned(), "Ada & Böhm/a-b_c.d~e?#%+".to_owned())];
    let mut state = start(&survey, 1, embedded, 0);
    let SubmitOutcome::Ended(end) = submit(&survey, &mut state, &[], Direction::Next, 1) else {
        panic!("one page")
    };
    let address = "https://example.org/?who=Ada%20%26%20B%C3%B6hm%2Fa-b_c.d~e%3F%23%25%2B";
    assert_eq!(end.redirect.as_deref(), Some(address));
}

#[test]
fn choices_that_hang_on_each_other_in_a_circle_come_to_an_end() {
    let mut circular = single("QID1");
    for choice in &mut circular.choices {
        choice.display = Some(when("Question", "q://QID1/ChoiceDisplayed/2", "Displayed", ""));
    }
    let pages = block("BL_1", &[&["QID1"], &["QID2"]]);
    let mut respondent =
        Respondent::of(survey(vec![circular, text("QID2")], vec![pages], vec![shows("BL_1")]));
    assert_eq!(respondent.keys(), ["QID1"]);
    respondent.send(&[("QID1", "1")]);
    assert_eq!(respondent.keys(), ["QID2"]);
}

#[test]
fn a_block_shown_without_end_does_not_use_up_the_memory() {
    let many: Vec<String> = (1..=500).map(|number| format!("QID{number}")).collect();
    let ids: Vec<&str> = many.iter().map(String::as_str).collect();
    let questions = ids.iter().map(|id| text(id)).collect();
    let flow = (0..5_000).map(|_| shows("BL_1")).collect();
    let survey = survey(questions, vec![block("BL_1", &[&ids])], flow);
    let pages = flow::steps(&survey, 1).len();
    assert!((300..=400).contains(&pages), "{pages} pages of 500 questions");
}
