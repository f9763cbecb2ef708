//! Validation by patterns: the dialects of authors, and patterns that cannot be read.

use super::*;

/// A survey of one text that must match the pattern.
fn asked(pattern: &str) -> Respondent {
    let mut first = text("QID1");
    let condition = json!({"LogicType": "Question", "Type": "Expression", "Operator": "MatchesRegex",
        "LeftOperand": "q://QID1/ChoiceTextEntryValue", "RightOperand": pattern});
    first.raw = object(json!({"Validation": {"Settings": {"Type": "CustomValidation",
        "CustomValidation": {"Logic": {"0": {"0": condition, "Type": "If"}, "Type": "BooleanExpression"}}}}}));
    let pages = block("BL_1", &[&["QID1"], &["QID2"]]);
    Respondent::of(survey(vec![first, text("QID2")], vec![pages], vec![shows("BL_1")]))
}

#[test]
fn answers_are_checked_by_the_patterns_that_authors_write() {
    for (pattern, right, wrong) in [
        ("^(?!.*[@#]).+$", "plain", "a@b"),
        (r"/^(?=.*[A-Z])(?=.*\d).{8,}$/", "Correct1horse", "battery"),
        (r"^\p{L}+$", "Žofia", "R2D2"),
        (r"^(\w)\1$", "aa", "ab"),
    ] {
        let mut respondent = asked(pattern);
        let SubmitOutcome::Invalid(problems) = respondent.send(&[("QID1_TEXT", wrong)]) else {
            panic!("{pattern} refuses {wrong}")
        };
        assert_eq!(problems[0].fault, Fault::Refused);
        assert_eq!(respondent.send(&[("QID1_TEXT", right)]), SubmitOutcome::Page, "{pattern} takes {right}");
        assert_eq!(respondent.survey.take_findings(), []);
    }
}

#[test]
fn a_pattern_that_cannot_be_read_lets_every_answer_pass_and_is_told_once() {
    for pattern in ["(unclosed", "a{1000}{1000}", "(?R)", &"x".repeat(3_000)] {
        let mut respondent = asked(pattern);
        let before = findings(&respondent.survey);
        assert_eq!((before.len(), before[0].place.as_str()), (1, "QID1"), "{pattern} is told at import");
        assert_eq!(respondent.send(&[("QID1_TEXT", "anything")]), SubmitOutcome::Page, "{pattern}");
        let told = respondent.survey.take_findings();
        assert_eq!((told.len(), told[0].place.as_str()), (1, "q://QID1/ChoiceTextEntryValue"), "{pattern}");
        let mut state = start(&respondent.survey, 2, Vec::new(), Known::default(), 0);
        submit(&respondent.survey, &mut state, &form(&[("QID1_TEXT", "x")]), Direction::Next, 1);
        assert_eq!(respondent.survey.take_findings(), [], "once is enough");
    }
}

#[test]
fn a_match_that_takes_too_long_is_given_up_and_the_answer_passes() {
    let mut respondent = asked(r"(.*)(.*)(.*)(.*)\4x\1");
    assert_eq!(respondent.send(&[("QID1_TEXT", &"ab".repeat(1_000))]), SubmitOutcome::Page);
    assert_eq!(respondent.survey.take_findings().len(), 1);
    // Ten kilobytes are nothing for a pattern that never goes back.
    let mut respondent = asked("^(a+)+$");
    let long = format!("{}!", "a".repeat(10_000));
    assert!(matches!(respondent.send(&[("QID1_TEXT", &long)]), SubmitOutcome::Invalid(_)));
}

#[test]
fn in_doubt_a_question_is_shown_and_a_branch_not_taken() {
    let mut hidden = text("QID1");
    hidden.display = Some(when("EmbeddedField", "segment", "MatchesRegex", "(unclosed"));
    let branch = FlowElement::Branch {
        flow: "FL_2".into(),
        condition: Some(when("EmbeddedField", "segment", "MatchesRegex", "(unclosed")),
        children: vec![shows("BL_2")],
    };
    let blocks = vec![block("BL_1", &[&["QID1"]]), block("BL_2", &[&["QID2"]]), block("BL_3", &[&["QID3"]])];
    let questions = vec![hidden, text("QID2"), text("QID3")];
    let mut respondent =
        Respondent::of(survey(questions, blocks, vec![shows("BL_1"), branch, shows("BL_3")]));
    assert_eq!(respondent.keys(), ["QID1"]);
    respondent.send(&[]);
    assert_eq!(respondent.keys(), ["QID3"]);
}
