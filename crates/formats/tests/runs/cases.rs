//! The cases that were found with real surveys (R12 to R15) and in public reports (B5, B8, B10).

use engine::run::{Fault, SubmitOutcome};
use serde_json::Value;

use super::Run;

fn case(name: &str) -> Option<Value> {
    let folder = needs::corpus::folder()?;
    let path = folder.parent().expect("the corpus lies in a folder").join("cases").join(name);
    let text = std::fs::read(&path).unwrap_or_else(|reason| panic!("{}: {reason}", path.display()));
    Some(serde_json::from_slice(&text).expect("a case is JSON"))
}

/// Texts of all pages on the way, where nothing is entered.
fn texts(run: &mut Run) -> Vec<String> {
    let mut texts = Vec::new();
    while let Some(page) = run.page() {
        texts.push(page.questions.iter().map(|question| question.text.clone()).collect::<Vec<_>>().join(" "));
        run.send(&[]);
    }
    texts
}

#[test]
fn a_loop_over_a_random_part_shows_so_many_rows() {
    let Some(file) = case("columns-and-runs/12-loop-over-a-random-part/survey.qsf") else { return };
    let mut seen = std::collections::HashSet::new();
    for seed in 0..40 {
        let texts = texts(&mut Run::with(file.clone(), seed, &[]));
        assert_eq!(texts.len(), 2, "{texts:?}");
        assert_ne!(texts[0], texts[1]);
        seen.extend(texts);
    }
    assert_eq!(seen.len(), 6, "every row is shown to somebody");
}

#[test]
fn a_loops_field_may_be_piped_itself() {
    let Some(file) = case("columns-and-runs/13-piped-text-in-a-loop-field/survey.qsf") else { return };
    assert_eq!(Run::with(file.clone(), 1, &[]).text(), "Would you water the plants?");
}

#[test]
fn what_is_to_be_computed_is() {
    let Some(file) = case("columns-and-runs/14-computed-text/survey.qsf") else { return };
    let mut run = Run::of(file);
    assert_eq!(run.text(), "What is 7 plus 3?");
    run.send(&[]);
    assert_eq!(run.value("m"), "20");
    let Some(file) = case("reports/07-math-operation.qsf") else { return };
    for (second, follows) in [("3", true), ("1", false)] {
        let mut run = Run::of(file.clone());
        run.send(&[("QID1_TEXT", "2"), ("QID2_TEXT", second)]);
        assert_eq!(run.state.embedded["avg"], if follows { "2.5" } else { "1.5" });
        assert_eq!(run.keys(), [if follows { "QID3" } else { "QID4" }]);
    }
}

#[test]
fn a_score_counts_while_the_survey_runs() {
    let Some(file) = case("columns-and-runs/15-score-in-text-and-logic/survey.qsf") else { return };
    let mut run = Run::of(file);
    let first = run.page().unwrap().questions[0].key.clone();
    let right = run.survey.questions.values().next().unwrap().raw["GradingData"].as_array().unwrap().iter();
    let right = right.into_iter().find(|grading| grading["Grades"].to_string().contains('1')).unwrap();
    let right = right["ChoiceID"].as_str().unwrap().to_owned();
    run.send(&[(&first, &right)]);
    assert_eq!(run.text(), "You have 1.");
    run.send(&[]);
    assert_eq!(run.text(), "Well done");
    run.send(&[]);
    assert_eq!(run.value("score"), "1");
    let Some(file) = case("reports/08-score-in-flow.qsf") else { return };
    for (choice, next) in [("3", "QID3"), ("2", "QID4")] {
        let mut run = Run::of(file.clone());
        run.send(&[("QID1", choice)]);
        assert_eq!((run.state.embedded["Score"].as_str(), run.keys()), (choice, vec![next.to_owned()]));
    }
}

#[test]
fn ids_that_differ_in_their_last_digit_and_words_that_look_like_numbers_are_told_apart() {
    let Some(file) = case("reports/05b-branch-on-id.qsf") else { return };
    for (id, next) in [("12345678901234567", "QID2"), ("12345678901234568", "QID3")] {
        let mut run = Run::with(file.clone(), 1, &[("pid", id)]);
        run.send(&[]);
        assert_eq!(run.keys(), [next], "{id}");
    }
    let Some(file) = case("reports/05c-province-nan.qsf") else { return };
    for (province, next) in [("Nan", "QID2"), ("nan", "QID2"), ("Inf", "QID3"), ("", "QID3")] {
        let mut run = Run::of(file.clone());
        run.send(&[("QID1_TEXT", province)]);
        assert_eq!(run.keys(), [next], "{province}");
    }
}

#[test]
fn a_comma_before_three_digits_is_asked_about_and_never_guessed() {
    let Some(file) = case("reports/10-thousands-comma.qsf") else { return };
    let mut run = Run::of(file);
    let SubmitOutcome::Invalid(problems) = run.send(&[("QID1_TEXT", "1,500"), ("QID3_1", "1,500")]) else {
        panic!("both are unclear")
    };
    let faults: Vec<_> = problems.iter().map(|problem| (problem.field.as_str(), &problem.fault)).collect();
    assert_eq!(faults, [("QID1_TEXT", &Fault::UnclearNumber), ("QID3_1", &Fault::UnclearNumber)]);
    let SubmitOutcome::Invalid(problems) = run.send(&[("QID1_TEXT", "1500"), ("QID3_1", "1 500")]) else {
        panic!("the first is above 500")
    };
    assert_eq!(problems[0].fault, Fault::Above("500".into()));
    assert!(matches!(run.send(&[("QID1_TEXT", "1,5"), ("QID3_1", "1 500")]), SubmitOutcome::Ended(_)));
    assert_eq!((run.value("QID1_TEXT"), run.value("QID3_1")), ("1.5".into(), "1500".into()));
}
