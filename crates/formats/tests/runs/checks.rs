//! Validation (api/qsf.md section 8): what is asked of an answer, and what is said of it.

use engine::run::Fault;
use serde_json::json;

use super::*;

/// A question, what is sent for it, and what is wrong with that.
type Row = (Value, &'static [(&'static str, &'static str)], Vec<(&'static str, Fault)>);

fn asks(mut question: Value, settings: Value) -> Value {
    question["Validation"] = json!({"Settings": settings});
    question
}

fn exclusive(question: Value, list: &str, id: &str) -> Value {
    let mut question = question;
    question[list][id]["ExclusiveAnswer"] = json!(true);
    question
}

/// The faults and the fields they are about, of what is sent for one question.
fn faults(question: &Value, sent: &[(&str, &str)]) -> Vec<(String, Fault)> {
    let mut run = Run::of(in_turn(std::slice::from_ref(question)));
    match run.send(sent) {
        SubmitOutcome::Invalid(problems) => {
            problems.into_iter().map(|problem| (problem.field, problem.fault)).collect()
        }
        _ => Vec::new(),
    }
}

#[test]
fn every_type_of_validation_is_kept() {
    let choices = |kind: &str| json!({"Type": kind, "MinChoices": "2", "MaxChoices": "2"});
    let on = || json!({"ForceResponse": "ON", "ForceResponseType": "ON", "Type": "None"});
    let several = || several("QID1", json!({}));
    let rows = || matrix("QID1", json!({"SubSelector": "MultipleAnswer"}));
    let cells = |selector: &str| {
        matrix("QID1", json!({"Selector": selector, "SubSelector": "Short", "Answers": named(&["A"])}))
    };
    let number = || json!({"Type": "ContentType", "ContentType": "ValidNumber", "ValidNumber": {"Min": "1", "Max": "9", "NumDecimals": "1"}});
    let ranks = || question("QID1", "RO", "DND", json!({"Choices": named(&["a", "b", "c"])}));
    let sum = || question("QID1", "CS", "VRTL", json!({"Choices": named(&["a", "b"])}));
    let slider = || {
        question(
            "QID1",
            "Slider",
            "HSLIDER",
            json!({"Choices": named(&["a"]), "Configuration": {"CSSliderMin": -1, "CSSliderMax": "1"}}),
        )
    };
    let fields = || {
        let mut form = question("QID1", "TE", "FORM", json!({"Choices": named(&["Mail", "Age"])}));
        form["Choices"]["1"]["TextEntryValidation"] = json!("ValidEmail");
        form["Choices"]["1"]["TextEntryForceResponse"] = json!("on");
        form["Choices"]["2"]["TextEntryValidation"] = json!("ValidNumber");
        form
    };
    let other = || {
        let mut question = single("QID1", json!({}));
        question["Choices"]["3"]["TextEntry"] = json!("true");
        question["Choices"]["3"]["TextEntryForceResponse"] = json!("true");
        question
    };
    let pattern = || {
        let rule = json!({"LogicType": "Question", "LeftOperand": "q://QID1/ChoiceTextEntryValue", "Operator": "MatchesRegex",
            "RightOperand": "^(?!.*x)[a-z]+$"});
        json!({"Type": "CustomValidation", "CustomValidation": {"Logic": when(rule), "Message": {"subMessageID": "VE_VALIDATION_FAILED"}}})
    };
    let rows: Vec<Row> = vec![
        (asks(single("QID1", json!({})), on()), &[], vec![("QID1", Fault::Required)]),
        (
            asks(single("QID1", json!({})), json!({"ForceResponse": "RequestResponse"})),
            &[],
            vec![("QID1", Fault::Requested)],
        ),
        (asks(single("QID1", json!({})), json!({"ForceResponse": "OFF"})), &[], vec![]),
        (asks(text("QID1", json!({})), on()), &[("QID1_TEXT", "  ")], vec![("QID1_TEXT", Fault::Required)]),
        (asks(matrix("QID1", json!({})), on()), &[("QID1_1", "2")], vec![("QID1_2", Fault::Required)]),
        (asks(cells("TE"), on()), &[("QID1_1_1", "x")], vec![("QID1_2_1", Fault::Required)]),
        (asks(slider(), on()), &[], vec![("QID1_1", Fault::Required)]),
        (asks(ranks(), on()), &[("QID1_1", "1"), ("QID1_2", "2")], vec![("QID1_3", Fault::Required)]),
        (asks(sum(), on()), &[("QID1_1", "1")], vec![]),
        (asks(several(), choices("MinChoices")), &[("QID1", "1")], vec![("QID1", Fault::TooFew(2))]),
        (asks(several(), choices("MinChoices")), &[], vec![]),
        (
            asks(several(), choices("MaxChoices")),
            &[("QID1", "1"), ("QID1", "2"), ("QID1", "3")],
            vec![("QID1", Fault::TooMany(2))],
        ),
        (asks(several(), choices("MaxChoices")), &[("QID1", "1")], vec![]),
        (asks(several(), choices("ChoiceRange")), &[("QID1", "1")], vec![("QID1", Fault::TooFew(2))]),
        (
            asks(several(), choices("SelectMany")),
            &[("QID1", "1"), ("QID1", "2"), ("QID1", "3")],
            vec![("QID1", Fault::TooMany(2))],
        ),
        (
            asks(several(), json!({"Type": "MinChoices", "MinChoices": 9})),
            &[("QID1", "1"), ("QID1", "2"), ("QID1", "3")],
            vec![],
        ),
        (
            exclusive(several(), "Choices", "3"),
            &[("QID1", "1"), ("QID1", "3")],
            vec![("QID1", Fault::NotAlone)],
        ),
        (asks(exclusive(several(), "Choices", "3"), choices("MinChoices")), &[("QID1", "3")], vec![]),
        (
            asks(rows(), choices("ChoiceRange")),
            &[("QID1_1", "1"), ("QID1_2", "1"), ("QID1_2", "2")],
            vec![("QID1_1", Fault::TooFew(2))],
        ),
        (
            exclusive(rows(), "Answers", "3"),
            &[("QID1_1", "1"), ("QID1_1", "3")],
            vec![("QID1_1", Fault::NotAlone)],
        ),
        (
            asks(cells("TE"), number()),
            &[("QID1_1_1", "10"), ("QID1_2_1", "2,5")],
            vec![("QID1_1_1", Fault::Above("9".into()))],
        ),
        (
            cells("CS"),
            &[("QID1_1_1", "ten"), ("QID1_2_1", "1,000")],
            vec![("QID1_1_1", Fault::NotANumber), ("QID1_2_1", Fault::UnclearNumber)],
        ),
        (
            asks(text("QID1", json!({})), number()),
            &[("QID1_TEXT", "2.25")],
            vec![("QID1_TEXT", Fault::Decimals(1))],
        ),
        (
            asks(text("QID1", json!({})), number()),
            &[("QID1_TEXT", "0,5")],
            vec![("QID1_TEXT", Fault::Below("1".into()))],
        ),
        (
            asks(sum(), json!({"Type": "ChoicesTotal", "ChoiceTotal": "1"})),
            &[("QID1_1", "0.1"), ("QID1_2", "0.8")],
            vec![("QID1_1", Fault::Total("1".into(), "0.9".into()))],
        ),
        (
            asks(sum(), json!({"Type": "ChoicesTotal", "ChoiceTotal": "0.3"})),
            &[("QID1_1", "0.1"), ("QID1_2", "0,2")],
            vec![],
        ),
        (asks(sum(), json!({"Type": "ChoicesTotal", "ChoiceTotal": 100})), &[], vec![]),
        (slider(), &[("QID1_1", "1.5")], vec![("QID1_1", Fault::Above("1".into()))]),
        (slider(), &[("QID1_1", "-2")], vec![("QID1_1", Fault::Below("-1".into()))]),
        (slider(), &[("QID1_1", "NaN")], vec![("QID1_1", Fault::NotANumber)]),
        (
            slider(),
            &[("QID1_1", "99999999999999999999999999999999999")],
            vec![("QID1_1", Fault::Above("1".into()))],
        ),
        (ranks(), &[("QID1_1", "1"), ("QID1_2", "1")], vec![("QID1_2", Fault::SameRank)]),
        (asks(ranks(), choices("MinChoices")), &[("QID1_2", "1")], vec![("QID1_1", Fault::TooFew(2))]),
        (fields(), &[("QID1_2", "x")], vec![("QID1_1", Fault::Required), ("QID1_2", Fault::NotANumber)]),
        (fields(), &[("QID1_1", "ada"), ("QID1_2", "1,5")], vec![("QID1_1", Fault::NotAnEmail)]),
        (other(), &[("QID1", "3")], vec![("QID1_3_TEXT", Fault::TextWanted)]),
        (other(), &[("QID1", "1")], vec![]),
        (
            asks(text("QID1", json!({})), pattern()),
            &[("QID1_TEXT", "axb")],
            vec![("QID1_TEXT", Fault::Refused)],
        ),
        (asks(text("QID1", json!({})), pattern()), &[("QID1_TEXT", "ab")], vec![]),
    ];
    for (question, sent, expected) in rows {
        let expected: Vec<_> = expected.into_iter().map(|(field, fault)| (field.to_owned(), fault)).collect();
        assert_eq!(faults(&question, sent), expected, "{question} {sent:?}");
    }
}

#[test]
fn a_scale_point_that_is_not_offered_is_neither_wanted_nor_taken() {
    let never = when(
        json!({"LogicType": "EmbeddedField", "LeftOperand": "never", "Operator": "EqualTo", "RightOperand": "1"}),
    );
    let mut question =
        matrix("QID1", json!({"Selector": "TE", "SubSelector": "Short", "Answers": named(&["A", "B"])}));
    question["Answers"]["2"]["DisplayLogic"] = never;
    let mut run = Run::of(in_turn(&[asks(question, json!({"ForceResponse": "ON"}))]));
    let outcome = run.send(&[("QID1_1_1", "a"), ("QID1_1_2", "b"), ("QID1_2_1", "c")]);
    assert!(matches!(outcome, SubmitOutcome::Ended(_)), "{outcome:?}");
    assert_eq!((run.value("QID1_1_1"), run.value("QID1_1_2")), ("a".into(), String::new()));
}

#[test]
fn columns_side_by_side_are_checked_each_by_its_own_rules() {
    let part = |id: &str, own: Value| {
        with(json!({"QuestionID": id, "QuestionText": id, "Answers": named(&["A"])}), own)
    };
    let number = json!({"Settings": {"Type": "ContentType", "ContentType": "ValidNumber"}});
    let side = question(
        "QID1",
        "SBS",
        "SBSMatrix",
        json!({"Choices": named(&["Row"]), "AdditionalQuestions": {
        "1": part("QID1#1", json!({"QuestionType": "Matrix", "Selector": "Likert", "SubSelector": "SingleAnswer",
            "Validation": {"Settings": {"ForceResponse": "ON"}}})),
        "2": part("QID1#2", json!({"QuestionType": "TE", "Selector": "Short", "Validation": number}))}}),
    );
    let found = faults(&side, &[("QID1#2_1_1", "x")]);
    assert_eq!(
        found,
        [("QID1#1_1".to_owned(), Fault::Required), ("QID1#2_1_1".to_owned(), Fault::NotANumber)]
    );
    assert!(faults(&side, &[("QID1#1_1", "1"), ("QID1#2_1_1", "2,5")]).is_empty());
    // A column that is not shown asks for nothing.
    let mut hidden = side;
    let never = json!({"LogicType": "EmbeddedField", "LeftOperand": "never", "Operator": "EqualTo", "RightOperand": "1"});
    hidden["AdditionalQuestions"]["1"]["DisplayLogic"] = when(never);
    let mut run = Run::of(in_turn(&[hidden]));
    let Input::SideBySide(columns) = run.page().unwrap().questions.swap_remove(0).input else {
        panic!("columns")
    };
    assert_eq!((columns.len(), columns[0].1.rows[0].name.as_str()), (1, "QID1#2_1"));
    assert!(matches!(run.send(&[("QID1#1_1", "1"), ("QID1#2_1_1", "3")]), SubmitOutcome::Ended(_)));
    assert_eq!((run.value("QID1#1_1"), run.value("QID1#2_1_1")), (String::new(), "3".into()));
}
