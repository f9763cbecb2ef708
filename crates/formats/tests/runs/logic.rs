//! Conditions of every kind, and how they are joined (api/qsf.md section 5).

use serde_json::{Value, json};

use super::*;

/// A survey that asks something of every kind and then shows QID90 if the condition holds.
fn asks(display: Value) -> Value {
    let side = json!({"Choices": named(&["Row one", "Row two"]), "AdditionalQuestions": {
        "1": {"QuestionID": "QID6#1", "DataExportTag": "Q6#1", "QuestionType": "Matrix", "Selector": "Likert",
              "SubSelector": "MultipleAnswer", "QuestionText": "a", "Choices": named(&["Row one", "Row two"]),
              "Answers": named(&["No", "Yes"]), "RecodeValues": {"1": "10", "2": "20"}},
        "2": {"QuestionID": "QID6#2", "DataExportTag": "Q6#2", "QuestionType": "TE", "Selector": "Short",
              "QuestionText": "b", "Choices": named(&["Row one", "Row two"]), "Answers": named(&["Why"])}}});
    let hidden = when(
        json!({"LogicType": "EmbeddedField", "LeftOperand": "never", "Operator": "EqualTo", "RightOperand": "1"}),
    );
    let mut third = named(&["One", "Two", "Three"]);
    third["3"]["DisplayLogic"] = hidden.clone();
    third["2"]["TextEntry"] = json!("true");
    let mut points = named(&["Bad", "Fair", "Good"]);
    points["3"]["DisplayLogic"] = hidden.clone();
    let graded = json!({"GradingData": [{"ChoiceID": "1", "Grades": {"SC_0": "1.5"}}, {"ChoiceID": "2", "Grades": {"SC_0": -1}}]});
    let questions = vec![
        single("QID1", with(graded, json!({"RecodeValues": {"1": "100", "2": "200"}}))),
        several("QID2", json!({"Choices": third})),
        text("QID3", json!({})),
        matrix("QID4", json!({"Answers": points})),
        question("QID5", "Slider", "HSLIDER", json!({"Choices": named(&["Left", "Right"])})),
        question("QID6", "SBS", "SBSMatrix", side),
        text("QID7", json!({"DisplayLogic": hidden})),
        question("QID8", "TE", "FORM", json!({"Choices": named(&["Street", "Town"])})),
        text("QID90", json!({"DisplayLogic": display})),
        text("QID91", json!({})),
    ];
    let pages = ["QID1", "QID2", "QID3", "QID4", "QID5", "QID6", "QID7", "QID8", "-", "QID90", "-", "QID91"];
    file(
        &questions,
        vec![block("BL_1", &pages, json!({}))],
        vec![sets(&[("tier", "Gold"), ("count", "7")]), shows("BL_1")],
    )
}

const ANSWERS: [(&str, &str); 10] = [
    ("QID1", "1"),
    ("QID2", "1"),
    ("QID2", "2"),
    ("QID2_2_TEXT", "a boat"),
    ("QID3_TEXT", "Green tea"),
    ("QID4_1", "2"),
    ("QID5_1", "40"),
    ("QID6#1_1", "2"),
    ("QID6#2_1_1", "because"),
    ("QID8_2", "Bern"),
];

fn holds(display: Value) -> bool {
    let mut run =
        Run::with(asks(display), 1, &[("RecipientFirstName", "Ada"), ("ExternalDataReference", "ref-1")]);
    run.send(&ANSWERS);
    match run.keys().as_slice() {
        [key] if key == "QID90" => true,
        [key] if key == "QID91" => false,
        other => panic!("{other:?}"),
    }
}

fn on_question(locator: &str, operator: &str, right: &str) -> Value {
    when(
        json!({"LogicType": "Question", "LeftOperand": locator, "ChoiceLocator": locator, "Operator": operator,
        "RightOperand": right}),
    )
}

#[test]
fn every_locator_of_a_question_is_found() {
    for (locator, operator, right, expected) in [
        ("q://QID1/SelectableChoice/1", "Selected", "", true),
        ("q://QID1/SelectableChoice/2", "Selected", "", false),
        ("q://QID1/SelectableChoice/2", "NotSelected", "", true),
        ("q://QID2/SelectableChoice/2", "Selected", "", true),
        ("q://QID4/SelectableChoice/1/2", "Selected", "", true),
        ("q://QID4/SelectableChoice/1/1", "Selected", "", false),
        ("q://QID4/SelectableChoice/1", "Selected", "", true),
        ("q://QID4/SelectableChoice/2", "Selected", "", false),
        ("q://QID4/SelectableChoice/2/1", "NotSelected", "", true),
        ("q://QID4/SelectableAnswer/2", "Selected", "", true),
        ("q://QID4/SelectableAnswer/1", "Selected", "", false),
        ("q://QID4/SelectableAnswer/1", "NotSelected", "", true),
        ("q://QID1/SelectableChoice/Group/1/0", "Selected", "", false),
        ("q://QID6%231/SelectableChoice/1/2", "Selected", "", true),
        ("q://QID6#1/SelectableAnswer/2", "Selected", "", true),
        ("q://QID6%231/SelectableAnswer/1", "Selected", "", false),
        ("q://QID6%231/SelectedAnswerRecode/1", "EqualTo", "20", true),
        ("q://QID6%232/ChoiceTextEntryValue/1/1", "EqualTo", "BECAUSE", true),
        ("q://QID3/ChoiceTextEntryValue", "EqualTo", "green TEA", true),
        ("q://QID3/ChoiceTextEntryValue", "Contains", "tea", true),
        ("q://QID3/ChoiceTextEntryValue", "DoesNotContain", "coffee", true),
        ("q://QID3/ChoiceTextEntryValue", "MatchesRegex", "^Gr.*a$", true),
        ("q://QID3/ChoiceTextEntryValue", "MatchesRegex", "^gr.*a$", false),
        ("q://QID3/ChoiceTextEntryValue", "Empty", "", false),
        ("q://QID3/ChoiceTextEntryValue", "NotEmpty", "", true),
        ("q://QID3/ChoiceTextEntryValue", "GreaterThan", "Gold", true),
        ("q://QID2/ChoiceTextEntryValue/2", "EqualTo", "a boat", true),
        ("q://QID8/ChoiceTextEntryValue/2", "EqualTo", "Bern", true),
        ("q://QID8/ChoiceTextEntryValue/1", "Empty", "", true),
        ("q://QID5/ChoiceNumericEntryValue/1", "GreaterThan", "39.5", true),
        ("q://QID5/ChoiceNumericEntryValue/1", "LessThanOrEqual", "40.0", true),
        ("q://QID5/ChoiceNumericEntryValue/1", "LessThan", "40", false),
        ("q://QID5/ChoiceNumericEntryValue/2", "LessThan", "40", false),
        ("q://QID5/ChoiceNumericEntryValue/2", "NotEqualTo", "40", true),
        ("q://QID2/ChoiceDisplayed/1", "Displayed", "", true),
        ("q://QID2/ChoiceDisplayed/3", "Displayed", "", false),
        ("q://QID2/ChoiceDisplayed/3", "NotDisplayed", "", true),
        ("q://QID4/AnswerDisplayed/2", "Displayed", "", true),
        ("q://QID4/AnswerDisplayed/3", "Displayed", "", false),
        ("q://QID3/QuestionDisplayed", "Displayed", "", true),
        ("q://QID7/QuestionDisplayed", "Displayed", "", false),
        ("q://QID7/QuestionDisplayed", "NotDisplayed", "", true),
        ("q://QID2/SelectedChoicesCount", "EqualTo", "2", true),
        ("q://QID2/SelectedChoicesCount", "GreaterThan", "2", false),
        ("q://QID4/SelectedAnswerCount/1", "EqualTo", "1", true),
        ("q://QID4/SelectedAnswerCount/2", "EqualTo", "0", true),
        ("q://QID1/SelectedChoicesRecode", "LessThan", "200", true),
        ("q://QID7/ChoiceTextEntryValue", "Empty", "", true),
        ("q://QID7/ChoiceTextEntryValue", "NotEqualTo", "x", true),
        ("q://QID7/ChoiceTextEntryValue", "GreaterThanOrEqual", "0", false),
        ("q://QID99/SelectableChoice/1", "Selected", "", false),
        ("q://QID99/SelectableChoice/1", "NotSelected", "", true),
        ("q://QID99/ChoiceTextEntryValue", "Empty", "", true),
        ("q://QID1/Unheard/1", "Selected", "", false),
        ("q://QID3/FileUpload", "Uploaded", "", false),
        ("q://QID3/FileUpload", "NotUploaded", "", true),
        ("q://QID3/Region/1", "ClickedIn", "", false),
        ("q://QID3/Region/1", "NotClickedIn", "", true),
        ("q://QID3", "NotEmpty", "", true),
        ("q://QID7", "NotEmpty", "", false),
        ("q://QID3/ChoiceTextEntryValue", "EqualTo", "${q://QID3/ChoiceTextEntryValue}", true),
        ("q://QID5/ChoiceNumericEntryValue/1", "EqualTo", "$e{ 8 * 5 }", true),
    ] {
        assert_eq!(holds(on_question(locator, operator, right)), expected, "{locator} {operator} {right}");
    }
}

#[test]
fn every_kind_of_operand_is_known() {
    for (logic, left, operator, right, expected) in [
        ("EmbeddedField", "tier", "EqualTo", "gold", true),
        ("EmbeddedField", "e://Field/tier", "NotEqualTo", "gold", false),
        ("EmbeddedField", "count", "GreaterThan", "6.9", true),
        ("EmbeddedField", "none", "Empty", "", true),
        ("EmbeddedField", "count", "EqualTo", "$e{ 3 + 4 }", true),
        ("PanelData", "m://FirstName", "EqualTo", "Ada", true),
        ("PanelData", "m://LastName", "Empty", "", true),
        ("PanelData", "m://ExternalDataReference", "Contains", "ref", true),
        ("PanelData", "m://Email1", "NotEmpty", "", false),
        ("GeoIP", "loc://CountryName", "EqualTo", "Iceland", false),
        ("GeoIP", "loc://CountryName", "NotEqualTo", "Iceland", true),
        ("GeoIP", "LocationMap", "IsNot", "", true),
        ("Scoring", "gr://SC_0/Score", "EqualTo", "1.5", true),
        ("Scoring", "gr://SC_0/Score", "GreaterThan", "1.5", false),
        ("Scoring", "gr://SC_1/Score", "EqualTo", "0", true),
        ("Scoring", "gr://SC_9/Score", "EqualTo", "0", false),
        ("LoopAndMerge", "lm://Field/1", "EqualTo", "x", false),
        ("LoopAndMergeField", "lm://Field/1", "NotEqualTo", "x", true),
        ("BooleanValue", "true", "", "", true),
        ("BooleanValue", "false", "", "", false),
        ("OrgHierarchyUnits", "x", "In", "y", false),
        ("EvaluatorMetadata", "x", "IsNot", "y", true),
    ] {
        let condition =
            json!({"LogicType": logic, "LeftOperand": left, "Operator": operator, "RightOperand": right});
        assert_eq!(holds(when(condition)), expected, "{logic} {left} {operator} {right}");
    }
}

/// Groups of truths, each with how it joins: the second says how a condition joins the one before it.
#[test]
fn and_binds_before_or_within_groups_and_between_them() {
    let (yes, no) = (true, false);
    for (groups, expected) in [
        // (no or yes) and (no or yes); flattened, it would be no or (yes and no) or yes.
        (vec![("If", vec![("", no), ("Or", yes)]), ("AndIf", vec![("", no), ("Or", yes)])], yes),
        // (yes or no) and (no or no); flattened, it would be yes or …
        (vec![("If", vec![("", yes), ("Or", no)]), ("AndIf", vec![("", no), ("Or", no)])], no),
        (vec![("If", vec![("", no), ("And", yes), ("Or", yes)])], yes),
        (vec![("If", vec![("", yes), ("Or", yes), ("And", no)])], yes),
        (vec![("If", vec![("", no), ("Or", yes), ("And", no)])], no),
        (vec![("If", vec![("", no)]), ("OrIf", vec![("", yes)]), ("AndIf", vec![("", no)])], no),
        (vec![("If", vec![("", yes)]), ("OrIf", vec![("", yes)]), ("AndIf", vec![("", no)])], yes),
        (vec![("If", vec![("", no)]), ("ElseIf", vec![("", yes)])], yes),
        // Without a word between them, both.
        (vec![("If", vec![("", yes), ("", no)])], no),
    ] {
        let condition = |(joint, truth): &(&str, bool)| json!({"LogicType": "BooleanValue", "LeftOperand": truth.to_string(), "Conjuction": joint});
        let group = |(kind, conditions): &(&str, Vec<(&str, bool)>)| {
            let mut group = json!({"Type": kind});
            for (place, item) in conditions.iter().enumerate() {
                group[place.to_string()] = condition(item);
            }
            group
        };
        let mut display = json!({"Type": "BooleanExpression"});
        for (place, item) in groups.iter().enumerate() {
            display[place.to_string()] = group(item);
        }
        assert_eq!(holds(display), expected, "{groups:?}");
    }
}

#[test]
fn hidden_conditions_do_not_count_and_case_counts_where_it_is_said() {
    let tier = |right: &str, more: Value| {
        let condition = json!({"LogicType": "EmbeddedField", "LeftOperand": "tier", "Operator": "EqualTo", "RightOperand": right});
        with(condition, more)
    };
    assert!(holds(when(tier("GOLD", json!({})))));
    assert!(holds(when(tier("GOLD", json!({"IgnoreCase": 1})))));
    assert!(!holds(when(tier("GOLD", json!({"IgnoreCase": 0})))));
    let hidden = tier("lead", json!({"_HiddenExpression": true}));
    assert!(holds(json!({"0": {"0": tier("gold", json!({})), "1": hidden.clone(), "Type": "If"}})));
    assert!(holds(json!({"0": {"0": hidden, "Type": "If"}})), "no condition is left");
}

#[test]
fn branches_choices_scale_points_and_skips_ask_in_the_same_way() {
    let condition = || on_question("q://QID1/SelectableChoice/2", "Selected", "");
    let mut choices = named(&["One", "Two"]);
    choices["2"]["DisplayLogic"] = condition();
    let mut points = named(&["Bad", "Good"]);
    points["2"]["DisplayLogic"] = condition();
    let questions = vec![
        single("QID1", json!({})),
        single("QID2", json!({"Choices": choices})),
        matrix("QID3", json!({"Answers": points})),
        text("QID4", json!({})),
        text("QID5", json!({})),
    ];
    let branch =
        json!({"Type": "Branch", "FlowID": "FL_8", "BranchLogic": condition(), "Flow": [shows("BL_2")]});
    let blocks = vec![
        block("BL_1", &["QID1", "-", "QID2", "-", "QID3"], json!({})),
        block("BL_2", &["QID4"], json!({})),
        block("BL_3", &["QID5"], json!({})),
    ];
    let file = file(&questions, blocks, vec![shows("BL_1"), branch, shows("BL_3")]);
    for (picked, offered, last) in [("2", 2, "QID4"), ("1", 1, "QID5")] {
        let mut run = Run::of(file.clone());
        run.send(&[("QID1", picked)]);
        assert_eq!(run.offered().len(), offered);
        run.send(&[("QID2", "2")]);
        assert_eq!(run.offered().len(), offered);
        run.send(&[("QID3_1", "2")]);
        assert_eq!(run.keys(), [last]);
        let kept = if offered == 2 { "2" } else { "" };
        assert_eq!((run.value("QID2"), run.value("QID3_1")), (kept.into(), kept.into()));
    }
}

#[test]
fn skip_logic_stands_with_the_block_or_with_the_question() {
    let skip = json!([{"SkipLogicID": 1, "ChoiceLocator": "q://QID1/ChoiceTextEntryValue", "Condition": "EqualTo",
        "Value": "Stop", "SkipToDestination": "QID3", "QuestionID": "QID1"},
        {"SkipLogicID": 2, "Locator": "q://QID1/ChoiceTextEntryValue", "Condition": "Contains", "RightOperand": "end",
        "SkipToDestination": "ENDOFSURVEY", "QuestionID": "QID1"}]);
    let in_block = {
        let mut block = block("BL_1", &["QID1", "-", "QID2", "-", "QID3"], json!({}));
        block["BlockElements"][0]["SkipLogic"] = skip.clone();
        file(
            &[text("QID1", json!({})), text("QID2", json!({})), text("QID3", json!({}))],
            vec![block],
            vec![shows("BL_1")],
        )
    };
    let in_question = in_turn(&[
        text("QID1", json!({"SkipLogic": skip})),
        text("QID2", json!({})),
        text("QID3", json!({})),
    ]);
    for file in [in_block, in_question] {
        for (typed, next) in [("go", Some("QID2")), ("stop", Some("QID3")), ("the end", None)] {
            let mut run = Run::of(file.clone());
            run.send(&[("QID1_TEXT", typed)]);
            assert_eq!(run.keys().first().map(String::as_str), next, "{typed}");
        }
    }
}
