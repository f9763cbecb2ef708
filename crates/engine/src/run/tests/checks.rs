//! What must be answered, and how.

use super::*;

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

/// A page that says "must be answered" where nothing can be entered leaves people helpless, though it lets them go on.
#[test]
fn what_cannot_be_asked_here_holds_nobody_up_and_does_not_say_so() {
    let forced = |question: Question| Question { forced: ForcedResponse::On, ..question };
    let file = forced(question("QID1", QuestionType::FileUpload, "FileUpload"));
    let pages = block("BL_1", &[&["QID1", "QID2"]]);
    let mut respondent =
        Respondent::of(survey(vec![file, forced(single("QID2"))], vec![pages], vec![shows("BL_1")]));
    let shown = page(&respondent.survey, &respondent.state).unwrap();
    let required: Vec<bool> = shown.questions.iter().map(|question| question.required).collect();
    assert_eq!(required, [false, true]);
    assert!(matches!(respondent.send(&[("QID2", "1")]), SubmitOutcome::Ended(_)));
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
