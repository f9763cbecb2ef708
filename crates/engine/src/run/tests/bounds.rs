//! What authors and respondents write costs no more than it may: bytes, steps and entries are counted.

use model::limits::surveys::{
    ANSWER_LENGTH, ANSWERS_BYTES, EMBEDDED_BYTES, FORM_PAIRS, PAGE_QUESTIONS, PAGE_STEPS, PAGE_TEXT,
    PIPED_PAGE, PIPED_TEXT, PROBLEMS_PAGE, PROBLEMS_QUESTION,
};

use super::*;
use crate::run::work::Work;

fn sets(name: &str, value: &str) -> FlowElement {
    let field = EmbeddedField { name: name.into(), value: Some(value.into()) };
    FlowElement::EmbeddedData { flow: format!("FL_{name}"), fields: vec![field] }
}

/// What is kept of a respondent, in bytes.
fn kept(state: &RunState) -> usize {
    serde_json::to_string(state).unwrap().len()
}

fn shown(survey: &PreparedSurvey, state: &RunState) -> usize {
    page(survey, state).map_or(0, |page| page.questions.iter().map(|question| question.text.len()).sum())
}

#[test]
fn embedded_data_that_pipes_itself_stays_within_its_bound() {
    for doublings in [20, 26, 60, 5_000] {
        let mut flow = vec![sets("a", "0123456789")];
        flow.extend((0..doublings).map(|_| sets("a", "${e://Field/a}${e://Field/a}")));
        flow.push(shows("BL_1"));
        let mut first = text("QID1");
        first.text = "<p>${e://Field/a}</p>".repeat(1_000);
        let survey = survey(vec![first], vec![block("BL_1", &[&["QID1"]])], flow);
        let respondent = Respondent::of(survey);
        let value = respondent.state.embedded["a"].len();
        assert!((PIPED_TEXT / 2..=PIPED_TEXT).contains(&value), "{doublings} doublings make {value} bytes");
        assert!(kept(&respondent.state) < PIPED_TEXT + 1_000);
        assert!(shown(&respondent.survey, &respondent.state) <= PIPED_TEXT + 20_000);
        assert_eq!(respondent.keys(), ["QID1"], "the run goes on");
        let told = respondent.survey.take_findings();
        assert!(told.iter().any(|finding| finding.what.contains("piped values are too long")), "{told:?}");
    }
}

#[test]
fn many_fields_that_pipe_each_other_stay_within_the_bound_of_a_respondent() {
    let fields = (0..200).map(|number| sets(&format!("f{number}"), &"${e://Field/link}".repeat(70)));
    let pages: Vec<FlowElement> = (0..20).map(|_| shows("BL_1")).collect();
    let mut flow: Vec<FlowElement> = Vec::new();
    for page in pages {
        flow.extend(fields.clone());
        flow.push(page);
    }
    let survey = PreparedSurvey::new(survey(vec![text("QID1")], vec![block("BL_1", &[&["QID1"]])], flow));
    let mut state = start(&survey, 1, vec![("link".into(), "x".repeat(1_000))], Known::default(), 0);
    for _ in 0..20 {
        submit(&survey, &mut state, &[], Direction::Next, 1);
        let bytes: usize = state.embedded.iter().map(|(name, value)| name.len() + value.len()).sum();
        assert!(bytes <= EMBEDDED_BYTES, "{bytes} bytes of embedded data");
    }
    assert!(state.end.is_some(), "the run goes on to its end");
}

#[test]
fn a_field_stays_what_it_was_where_nothing_more_is_piped() {
    let mut flow = vec![sets("piped", "before"), sets("calculated", "before"), sets("plain", "before")];
    flow.extend((0..20).map(|number| sets(&format!("f{number}"), &"${e://Field/link}".repeat(70))));
    flow.extend([
        sets("piped", "${e://Field/link}"),
        sets("calculated", "$e{ 1 + 1 }"),
        sets("plain", "after"),
    ]);
    flow.push(shows("BL_1"));
    let survey = PreparedSurvey::new(survey(vec![text("QID1")], vec![block("BL_1", &[&["QID1"]])], flow));
    let state = start(&survey, 1, vec![("link".into(), "x".repeat(1_000))], Known::default(), 0);
    let of = |name: &str| state.embedded[name].as_str();
    assert_eq!((of("piped"), of("calculated"), of("plain")), ("before", "before", "after"));
}

#[test]
fn texts_that_pipe_each_other_stay_within_the_bound_of_a_page() {
    // 2.1 MB: each of a hundred texts names the others 860 times.
    let ids: Vec<String> = (1..=100).map(|number| format!("QID{number}")).collect();
    let questions = ids.iter().enumerate().map(|(place, id)| {
        let names = (0..860).map(|step| format!("${{q://QID{}/QuestionText}}", (place + step) % 100 + 1));
        Question { text: names.collect(), ..text(id) }
    });
    let questions: Vec<Question> = questions.collect();
    let source: usize = questions.iter().map(|question| question.text.len()).sum();
    assert!((1_900_000..2_200_000).contains(&source), "{source} bytes");
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let respondent = Respondent::of(survey(questions, vec![block("BL_1", &[&ids])], vec![shows("BL_1")]));
    let made = shown(&respondent.survey, &respondent.state);
    assert!(made <= PIPED_PAGE, "{made} bytes of texts");
    assert_eq!(respondent.keys().len(), 100, "every question is there");
}

#[test]
fn a_page_has_only_so_much_text() {
    let ids: Vec<String> = (1..=40).map(|number| format!("QID{number}")).collect();
    let questions = ids.iter().map(|id| Question { text: "x".repeat(2 << 20), ..text(id) }).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let respondent = Respondent::of(survey(questions, vec![block("BL_1", &[&ids])], vec![shows("BL_1")]));
    let made = shown(&respondent.survey, &respondent.state);
    assert!((1 << 20..=PAGE_TEXT).contains(&made), "{made} bytes of texts");
    assert_eq!(respondent.keys().len(), 40);
}

#[test]
fn conditions_that_hang_on_each_other_take_only_so_many_steps() {
    // Each choice of each question asks for each choice of the next: 40^5 conditions, worked out one by one.
    let ids: Vec<String> = (1..=4).map(|number| format!("QID{number}")).collect();
    let questions = ids.iter().enumerate().map(|(place, id)| {
        let next = place % 4 + 2;
        let asks = |number: usize| {
            let left = format!("q://QID{next}/ChoiceDisplayed/{number}");
            let text = format!("${{q://QID{next}/ChoiceGroup/DisplayedChoices}}");
            let displayed = when("Question", &left, "Displayed", "").groups.remove(0);
            let contains = when("EmbeddedField", "none", "DoesNotContain", &text).groups.remove(0);
            (displayed, contains)
        };
        let groups: Vec<_> = (1..=40).flat_map(|number| <[_; 2]>::from(asks(number))).collect();
        let choices = (1..=40).map(|number| Choice {
            display: Some(Expression { groups: groups.clone(), in_page: false }),
            ..choice(&number.to_string(), "A choice")
        });
        Question { choices: choices.collect(), ..single(id) }
    });
    let questions: Vec<Question> = questions.collect();
    let pages = block("BL_1", &[&["QID1", "QID2", "QID3", "QID4"]]);
    let survey = PreparedSurvey::new(survey(questions, vec![pages], vec![shows("BL_1")]));
    let state = start(&survey, 1, Vec::new(), Known::default(), 0);
    let work = Work::of_a_page();
    let scope = flow::scope(&survey, &state, &work, None).in_doubt(true);
    for id in &ids {
        let question = &survey.questions[&QuestionId::parse(id).unwrap()];
        let _ = logic::choices(scope, question, id);
        assert!(work.steps_taken() <= PAGE_STEPS);
    }
    assert!(page(&survey, &state).is_some() && !survey.take_findings().is_empty());
}

#[test]
fn a_page_of_40_000_questions_is_cut_and_answered_to_its_end() {
    let ids: Vec<String> = (1..=40_000).map(|number| format!("QID{number}")).collect();
    let fields =
        (0..150_000).map(|number| EmbeddedField { name: format!("f{number}"), value: Some("1".into()) });
    let flow =
        vec![FlowElement::EmbeddedData { flow: "FL_1".into(), fields: fields.collect() }, shows("BL_1")];
    let questions = ids.iter().map(|id| text(id)).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let mut respondent = Respondent::of(survey(questions, vec![block("BL_1", &[&ids])], flow));
    let mut pages = 0;
    while respondent.state.end.is_none() {
        let keys = respondent.keys();
        assert!(keys.len() <= PAGE_QUESTIONS);
        let sent: Vec<(String, String)> =
            keys.iter().map(|key| (format!("{key}_TEXT"), "an answer".to_owned())).collect();
        submit(&respondent.survey, &mut respondent.state, &sent, Direction::Next, 1);
        pages += 1;
    }
    assert_eq!(pages, 40_000_usize.div_ceil(PAGE_QUESTIONS));
    let answers = respondent.answers();
    assert_eq!(answers.len(), 40_000 + 150_000, "every answer and every field is recorded");
}

#[test]
fn a_form_is_read_up_to_its_bound_and_its_problems_are_told_up_to_theirs() {
    let mut matrix = question("QID1", QuestionType::Matrix, "Likert");
    matrix.choices = (1..=5_000).map(|number| choice(&number.to_string(), "A row")).collect();
    matrix.answers = vec![choice("1", "No"), choice("2", "Yes")];
    matrix.forced = ForcedResponse::On;
    let mut respondent =
        Respondent::of(survey(vec![matrix], vec![block("BL_1", &[&["QID1"]])], vec![shows("BL_1")]));
    let SubmitOutcome::Invalid(problems) = respondent.send(&[]) else { panic!("nothing was answered") };
    assert!(problems.len() <= PROBLEMS_QUESTION && problems.len() <= PROBLEMS_PAGE);
    let mut sent: Vec<(String, String)> =
        (1..=5_000).map(|row| (format!("QID1_{row}"), "2".to_owned())).collect();
    sent.extend((0..FORM_PAIRS).map(|number| (format!("nobody{number}"), "1".to_owned())));
    let outcome = submit(&respondent.survey, &mut respondent.state, &sent, Direction::Next, 1);
    assert!(matches!(outcome, SubmitOutcome::Ended(_)), "{outcome:?}");
    assert_eq!(respondent.answers().len(), 5_000);
}

#[test]
fn an_answer_that_is_too_long_holds_the_page_and_is_not_cut_in_silence() {
    let ids: Vec<String> = (1..=200).map(|number| format!("QID{number}")).collect();
    let questions = ids.iter().map(|id| text(id)).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let mut respondent = Respondent::of(survey(questions, vec![block("BL_1", &[&ids])], vec![shows("BL_1")]));
    let SubmitOutcome::Invalid(problems) = respondent.send(&[("QID1_TEXT", &"ä".repeat(ANSWER_LENGTH + 1))])
    else {
        panic!("it is longer than an answer may be")
    };
    assert_eq!(problems.len(), 1);
    assert_eq!(
        (problems[0].field.as_str(), &problems[0].fault),
        ("QID1_TEXT", &Fault::TooLong(ANSWER_LENGTH))
    );
    let long = "ä".repeat(ANSWER_LENGTH);
    let names: Vec<String> = ids.iter().map(|id| format!("{id}_TEXT")).collect();
    let sent: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), long.as_str())).collect();
    let SubmitOutcome::Invalid(problems) = respondent.send(&sent) else {
        panic!("together they are too long")
    };
    assert!(!problems.is_empty() && kept(&respondent.state) <= ANSWERS_BYTES + 100_000);
    let short: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "short")).collect();
    assert!(matches!(respondent.send(&short), SubmitOutcome::Ended(_)));
}

#[test]
fn a_loop_that_shows_nothing_thousands_of_times_comes_to_an_end() {
    let mut looped = block("BL_1", &[]);
    looped.loop_rows = (0..100_000).map(|row| (row.to_string(), Map::new())).collect();
    let flow = (0..20_000).map(|_| shows("BL_1")).chain([shows("BL_2")]).collect();
    let survey = survey(vec![text("QID1")], vec![looped, block("BL_2", &[&["QID1"]])], flow);
    let survey = PreparedSurvey::new(survey);
    assert_eq!(flow::steps(&survey, &bare()).len(), 0, "the way ends where it has too many rounds");
}

#[test]
fn a_loop_over_thousands_of_choices_that_shows_nothing_comes_to_an_end() {
    let never = || Some(when("EmbeddedField", "never", "EqualTo", "1"));
    let mut source = single("QID1");
    source.choices = (1..=5_000).map(|number| choice(&number.to_string(), "A choice")).collect();
    let mut looped = block("BL_2", &[&["QID2"], &["QID3"], &["QID2"], &["QID3"]]);
    looped.loop_rows = (1..=5_000).map(|row| (row.to_string(), Map::new())).collect();
    for locator in ["DisplayedChoices", "SelectedChoices"] {
        looped.raw = object(json!({"Options": {"Looping": "Question", "LoopingOptions": {"QID": "QID1",
            "ChoiceGroupLocator": format!("q://QID1/ChoiceGroup/{locator}"), "Randomization": "Subset", "TotalRandSubset": 4_999}}}));
        let hidden = ["QID2", "QID3"].map(|id| Question { display: never(), ..text(id) });
        let [second, third] = hidden;
        let questions = vec![source.clone(), second, third, text("QID4")];
        let blocks = vec![block("BL_1", &[&["QID1"]]), looped.clone(), block("BL_3", &[&["QID4"]])];
        let flow = vec![shows("BL_1"), shows("BL_2"), shows("BL_3")];
        let mut respondent = Respondent::of(survey(questions, blocks, flow));
        respondent.send(&[("QID1", "7")]);
        assert_eq!(respondent.keys(), ["QID4"], "{locator}");
    }
}

#[test]
fn visits_know_what_they_showed_however_they_change() {
    let visit = |keys: &[&str]| Visit {
        step: 0,
        from: 0,
        shown: keys.iter().map(|key| (*key).to_owned()).collect(),
        asked: false,
        confirms: false,
        undo: IndexMap::new(),
    };
    let mut visits = Visits::from(vec![visit(&["QID1", "QID2"]), visit(&["QID2", "QID3"])]);
    visits.show(vec!["QID4".to_owned()]);
    assert!(visits.have_shown("QID2") && visits.have_shown("QID4") && !visits.have_shown("QID3"));
    let again: Visits = serde_json::from_str(&serde_json::to_string(&visits).unwrap()).unwrap();
    assert_eq!(again, visits);
    visits.cut_to(0);
    assert!(visits.is_empty() && !visits.have_shown("QID1"));
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
    let survey = PreparedSurvey::new(survey(questions, vec![block("BL_1", &[&ids])], flow));
    let pages = flow::steps(&survey, &bare()).len();
    assert!((300..=400).contains(&pages), "{pages} pages of 500 questions");
}
