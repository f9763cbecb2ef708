//! Choices that are presented evenly: drawn once, shared out among all respondents, and recorded as they were shown.

use std::collections::HashMap;

use model::limits::surveys::{EVEN_CHOICES, EVEN_PARTS};

use super::*;
use crate::run::Draw;

/// How often each item of each list was drawn over all respondents.
#[derive(Default)]
struct Drawn(HashMap<String, Vec<i64>>);

impl Drawn {
    fn answer(&mut self, known: &mut Known, draws: &[Draw]) {
        for draw in draws {
            let counts = self.0.entry(draw.list.clone()).or_insert_with(|| vec![0; draw.items.len()]);
            let picked = draw.pick(counts);
            picked.iter().for_each(|place| counts[*place] += 1);
            known.learn(draw, picked);
        }
    }

    fn begin(&mut self, survey: &Survey, seed: u64) -> Respondent {
        let survey = PreparedSurvey::new(survey.clone());
        let mut known = Known::default();
        loop {
            let state = start(&survey, seed, Vec::new(), known.clone(), 0);
            match &state.ask {
                Some(Ask::Draw(draws)) => self.answer(&mut known, draws),
                _ => return Respondent { survey, state },
            }
        }
    }

    /// Sends a page and gives how often the run asked on the way.
    fn send(&mut self, respondent: &mut Respondent, fields: &[(&str, &str)]) -> usize {
        for asked in 0..20 {
            let before = respondent.state.clone();
            let SubmitOutcome::Asks(Ask::Draw(draws)) = respondent.send(fields) else { return asked };
            respondent.state = before;
            self.answer(&mut respondent.state.known, &draws);
        }
        panic!("a run that asks without end");
    }

    fn assert_even(&self, list: &str) {
        let counts = &self.0[list];
        let (least, most) = (counts.iter().min().unwrap(), counts.iter().max().unwrap());
        assert!(most - least <= 1 && *most > 0, "{list}: {counts:?}");
    }
}

/// A question of six choices (and as many scale points).
fn of_six(id: &str, kind: QuestionType, selector: &str, raw: Value) -> Question {
    let six: Vec<Choice> = (1..=6).map(|id| choice(&id.to_string(), "A choice")).collect();
    Question { choices: six.clone(), answers: six, raw: object(raw), ..question(id, kind, selector) }
}

fn subset(size: Value) -> Value {
    json!({ "Type": "SubSet", "TotalRandSubset": size, "EvenPresentation": true })
}

/// The ids that a question of the page offers: choices, or the scale points of a table.
fn offered(respondent: &Respondent, key: &str) -> Vec<String> {
    let page = page(&respondent.survey, &respondent.state).unwrap();
    let question = page.questions.into_iter().find(|question| question.key == key).unwrap();
    match question.input {
        Input::Choices(view) => view.choices.into_iter().map(|choice| choice.id).collect(),
        Input::Matrix(table) => table.columns.into_iter().map(|(id, _)| id).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn so_many_choices_are_shared_out_evenly_and_recorded_as_they_were_shown() {
    let advanced = json!({ "Type": "Advanced", "EvenPresentation": "true", "Advanced": {
        "FixedOrder": ["6", "{~SubSet~}", "{~Randomized~}", "{~SubSet~}"],
        "RandomizeAll": ["1"], "RandomSubSet": [2, "3", "4", "5"], "TotalRandSubset": 2 } });
    for (member, way, kind, shown, list) in [
        ("Randomization", subset(json!("2")), QuestionType::MultipleChoice, 2, "QID1 choices"),
        ("Randomization", subset(json!(5)), QuestionType::MultipleChoice, 5, "QID1 choices"),
        ("AnswerRandomization", subset(json!(1)), QuestionType::Matrix, 1, "QID1 answers"),
        ("Randomization", advanced, QuestionType::MultipleChoice, 4, "QID1 choices"),
    ] {
        let is_advanced = way["Type"] == "Advanced";
        let selector = if kind == QuestionType::Matrix { "Likert" } else { "SAVR" };
        let even = of_six("QID1", kind, selector, json!({ member: way }));
        let blocks = vec![block("BL_1", &[&["QID1"], &["QID2"]])];
        let survey = survey(vec![even, text("QID2")], blocks, vec![shows("BL_1")]);
        let mut drawn = Drawn::default();
        for seed in 0..20 {
            let mut respondent = drawn.begin(&survey, seed);
            let first = offered(&respondent, "QID1");
            assert_eq!(first.len(), shown, "{first:?}");
            if is_advanced {
                assert_eq!((first[0].as_str(), first[2].as_str()), ("6", "1"), "{first:?}");
                // Only those of the random part are counted.
                let counts = drawn.0.get_mut(list).unwrap();
                assert_eq!((counts[0], counts[5]), (0, 0));
            }
            assert_eq!(drawn.send(&mut respondent, &[]), 0);
            submit(&respondent.survey, &mut respondent.state, &[], Direction::Back, 2_000);
            assert_eq!(offered(&respondent, "QID1"), first, "back and forth draws nothing anew");
            drawn.send(&mut respondent, &[]);
            drawn.send(&mut respondent, &[]);
            let column = if kind == QuestionType::Matrix { "QID1_ADO" } else { "QID1_DO" };
            assert_eq!(respondent.answers()[column], Answer::Text(first.join("|")));
        }
        if is_advanced {
            let counts = drawn.0.get_mut(list).unwrap();
            *counts = counts[1..5].to_vec();
        }
        drawn.assert_even(list);
    }
}

#[test]
fn each_round_of_a_loop_draws_for_itself() {
    let even =
        of_six("QID1", QuestionType::MultipleChoice, "SAVR", json!({ "Randomization": subset(json!(3)) }));
    let mut looped = block("BL_1", &[&["QID1"]]);
    looped.loop_rows = ["7", "8"].map(|row| (row.to_owned(), Map::new())).to_vec();
    looped.raw = object(json!({ "Options": { "Looping": "Static", "LoopingOptions": {} } }));
    let survey = survey(vec![even], vec![looped], vec![shows("BL_1")]);
    let mut drawn = Drawn::default();
    for seed in 0..10 {
        let mut respondent = drawn.begin(&survey, seed);
        let first = offered(&respondent, "7_QID1");
        assert_eq!(drawn.send(&mut respondent, &[]), 1);
        let second = offered(&respondent, "8_QID1");
        drawn.send(&mut respondent, &[]);
        let answers = respondent.answers();
        assert_eq!(answers["7_QID1_DO"], Answer::Text(first.join("|")));
        assert_eq!(answers["8_QID1_DO"], Answer::Text(second.join("|")));
    }
    drawn.assert_even("7_QID1 choices");
    drawn.assert_even("8_QID1 choices");
}

/// Of the choices that were carried forward so many are drawn; who goes back and picks others gets others.
#[test]
fn what_is_offered_no_more_is_drawn_anew() {
    let mut source = of_six("QID1", QuestionType::MultipleChoice, "MAVR", json!({}));
    source.answers.clear();
    let carried = json!({ "Randomization": subset(json!(1)),
        "DynamicChoices": { "Locator": "q://QID1/ChoiceGroup/SelectedChoices" } });
    let mut even = of_six("QID2", QuestionType::MultipleChoice, "SAVR", carried);
    even.choices.iter_mut().for_each(|choice| choice.id.insert(0, 'x'));
    let blocks = vec![block("BL_1", &[&["QID1"], &["QID2"]])];
    let survey = survey(vec![source, even], blocks, vec![shows("BL_1")]);
    let mut drawn = Drawn::default();
    for seed in 0..10 {
        let mut respondent = drawn.begin(&survey, seed);
        assert_eq!(drawn.send(&mut respondent, &[("QID1", "1"), ("QID1", "2")]), 1);
        let first = offered(&respondent, "QID2");
        assert!(first == ["x1"] || first == ["x2"], "{first:?}");
        submit(&respondent.survey, &mut respondent.state, &[], Direction::Back, 2_000);
        let all: Vec<(&str, &str)> = ["1", "2", "3", "4"].map(|id| ("QID1", id)).to_vec();
        assert_eq!(drawn.send(&mut respondent, &all), 0, "what was drawn is still offered");
        assert_eq!(offered(&respondent, "QID2"), first);
        submit(&respondent.survey, &mut respondent.state, &[], Direction::Back, 2_000);
        assert_eq!(drawn.send(&mut respondent, &[("QID1", "5"), ("QID1", "6")]), 1);
        assert!(["x5", "x6"].contains(&offered(&respondent, "QID2")[0].as_str()));
        submit(&respondent.survey, &mut respondent.state, &[], Direction::Back, 2_000);
        assert_eq!(drawn.send(&mut respondent, &[("QID1", "3")]), 0, "of one nothing is to be drawn");
        assert_eq!(offered(&respondent, "QID2"), ["x3"]);
    }
    let counts = &drawn.0["QID2 choices"];
    assert_eq!(counts, &[5, 5, 0, 0, 5, 5]);
}

#[test]
fn a_question_that_comes_up_within_its_page_is_drawn_then() {
    let mut even =
        of_six("QID2", QuestionType::MultipleChoice, "SAVR", json!({ "Randomization": subset(json!(2)) }));
    even.display = Some(Expression { in_page: true, ..picked("QID1", "1") });
    let blocks = vec![block("BL_1", &[&["QID1", "QID2"]])];
    let survey = survey(vec![single("QID1"), even], blocks, vec![shows("BL_1")]);
    let mut drawn = Drawn::default();
    for seed in 0..9 {
        let mut respondent = drawn.begin(&survey, seed);
        assert_eq!(respondent.keys(), ["QID1"]);
        assert_eq!(drawn.send(&mut respondent, &[("QID1", "1")]), 1);
        assert_eq!(offered(&respondent, "QID2").len(), 2);
        assert_eq!(drawn.send(&mut respondent, &[("QID1", "1")]), 0);
        assert!(respondent.state.end.is_some());
    }
    drawn.assert_even("QID2 choices");
}

/// Lists that hang on each other in a circle ask a bounded number of times.
#[test]
fn lists_that_hang_on_each_other_do_not_ask_without_end() {
    let circle = |id: &str, other: &str| {
        let choices = (1..=6).map(|number| {
            let locator = format!("q://{other}/ChoiceGroup/DisplayedChoices");
            let display = when("Question", &locator, "DoesNotContain", &format!("Number {number}"));
            Choice { display: Some(display), ..choice(&number.to_string(), &format!("Number {number}")) }
        });
        let raw = object(json!({ "Randomization": subset(json!(2)) }));
        Question { choices: choices.collect(), raw, ..single(id) }
    };
    let blocks = vec![block("BL_1", &[&["QID1"], &["QID2", "QID3"]])];
    let questions = vec![single("QID1"), circle("QID2", "QID3"), circle("QID3", "QID2")];
    let survey = survey(questions, blocks, vec![shows("BL_1")]);
    let mut drawn = Drawn::default();
    for seed in 0..40 {
        let mut respondent = drawn.begin(&survey, seed);
        assert!(drawn.send(&mut respondent, &[]) <= 3);
        assert_eq!(respondent.keys(), ["QID2", "QID3"]);
    }
    // On a first page too, which is begun anew from what is known when it is sent.
    let mut first = survey;
    first.blocks[0] = block("BL_1", &[&["QID2", "QID3"]]);
    let first = PreparedSurvey::new(first);
    for seed in 0..40 {
        let (mut known, mut asked) = (Known::default(), 0);
        while let Some(Ask::Draw(draws)) = start(&first, seed, Vec::new(), known.clone(), 0).ask {
            drawn.answer(&mut known, &draws);
            asked += 1;
            assert!(asked <= 3);
        }
        let kept: Known = serde_json::from_str(&serde_json::to_string(&known).unwrap()).unwrap();
        assert_eq!(start(&first, seed, Vec::new(), kept, 0).ask, None);
    }
}

#[test]
fn no_more_choices_are_presented_evenly_than_can_be_counted() {
    let list = |id: usize, length: usize| {
        let choices = (1..=length).map(|id| choice(&id.to_string(), "x")).collect();
        let raw = object(json!({ "Randomization": subset(json!(1)) }));
        Question { choices, raw, ..single(&format!("QID{id}")) }
    };
    let told = |lists: Vec<Question>, rounds: usize| {
        let ids: Vec<String> = lists.iter().map(|question| question.id.to_string()).collect();
        let mut looped = block("BL_1", &[&ids.iter().map(String::as_str).collect::<Vec<_>>()]);
        looped.loop_rows = (0..rounds).map(|row| (row.to_string(), Map::new())).collect();
        let survey = PreparedSurvey::new(survey(lists, vec![looped], vec![shows("BL_1")]));
        let places: Vec<String> = survey.take_findings().into_iter().map(|finding| finding.place).collect();
        let asked = match start(&survey, 1, Vec::new(), Known::default(), 0).ask {
            Some(Ask::Draw(draws)) => draws.len(),
            _ => 0,
        };
        (places, asked)
    };
    let eleven = || (1..=11).map(|id| list(id, EVEN_CHOICES / 10)).collect::<Vec<_>>();
    assert_eq!(told(eleven(), 0), (vec!["QID11".to_owned()], 10));
    assert_eq!(told(eleven(), 5).1, 2, "each round of a loop is counted");
    assert_eq!(told(vec![list(1, EVEN_PARTS + 1), list(2, 3)], 0), (vec!["QID1".to_owned()], 1));
}
