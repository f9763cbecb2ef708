//! Loop and merge (api/qsf.md section 10).

use serde_json::json;

use super::*;

fn object(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

/// QID1 is asked first, QID2 in a loop, QID3 at the end.
fn looped(first: Value, looping: Value) -> Value {
    let inner = text(
        "QID2",
        json!({"QuestionText": "${lm://CurrentLoopNumber}/${lm://TotalLoops} ${lm://Field/1} ${lm://Field/2}"}),
    );
    let blocks = vec![
        block("BL_1", &["QID1"], json!({})),
        block("BL_2", &["QID2"], options(object(looping))),
        block("BL_3", &["QID3"], json!({})),
    ];
    file(&[first, inner, text("QID3", json!({}))], blocks, vec![shows("BL_1"), shows("BL_2"), shows("BL_3")])
}

/// Keys and texts of the rounds.
fn rounds(run: &mut Run) -> Vec<(String, String)> {
    let mut rounds = Vec::new();
    while run.keys().first().is_some_and(|key| key.ends_with("_QID2")) {
        rounds.push((run.keys().swap_remove(0), run.text()));
        run.send(&[]);
    }
    assert_eq!(run.keys(), ["QID3"]);
    rounds
}

fn keys(rounds: &[(String, String)]) -> Vec<&str> {
    rounds.iter().map(|(key, _)| key.trim_end_matches("_QID2")).collect()
}

#[test]
fn a_static_loop_counts_the_rounds_it_shows() {
    let rows = || json!({"1": {"1": "tea", "2": "hot"}, "3": {"1": "milk"}, "word": {"1": 5}});
    let mut run =
        Run::of(looped(text("QID1", json!({})), json!({"Static": rows(), "Randomization": "None"})));
    run.send(&[]);
    let all = rounds(&mut run);
    let expected = [("1", "1/3 tea hot"), ("3", "2/3 milk "), ("word", "3/3 5 ")];
    assert_eq!(all, expected.map(|(key, text)| (format!("{key}_QID2"), text.to_owned())));
    let mut orders = std::collections::HashSet::new();
    for seed in 0..60 {
        let looping = json!({"Static": rows(), "Randomization": "Subset", "TotalRandSubset": 2});
        let mut run = Run::with(looped(text("QID1", json!({})), looping), seed, &[]);
        run.send(&[]);
        let shown = rounds(&mut run);
        assert!(
            shown[0].1.starts_with("1/2") && shown[1].1.starts_with("2/2") && shown.len() == 2,
            "{shown:?}"
        );
        orders.insert(format!("{:?}", keys(&shown)));
        let columns =
            engine::fields::of(&run.survey).into_iter().filter(|field| field.key.ends_with("_QID2_TEXT"));
        assert_eq!(columns.count(), 3, "the columns keep all rows");
    }
    assert_eq!(orders.len(), 6, "every pair in every order");
}

#[test]
fn a_loop_over_a_question_has_the_rounds_that_its_answer_asks_for() {
    let never = when(
        json!({"LogicType": "EmbeddedField", "LeftOperand": "never", "Operator": "EqualTo", "RightOperand": "1"}),
    );
    let mut choices = named(&["<b>Red</b>", "Blue", "Green", "Grey"]);
    choices["4"]["DisplayLogic"] = never;
    let first = || several("QID1", json!({"Choices": choices}));
    let rows = || json!({"1": {"2": "r"}, "2": {"2": "b"}, "3": {"2": "g"}, "4": {"2": "x"}});
    for (locator, expected) in [
        ("q://QID1/LoopAndMerge/MergeOnSelectedChoices?v=3", vec!["1", "3"]),
        ("q://QID1/ChoiceGroup/SelectedChoices", vec!["1", "3"]),
        ("q://QID1/LoopAndMerge/MergeOnUnselectedChoices", vec!["2"]),
        ("q://QID1/ChoiceGroup/UnselectedChoices", vec!["2"]),
        ("q://QID1/LoopAndMerge/MergeOnDisplayedChoices", vec!["1", "2", "3"]),
        ("q://QID1/ChoiceGroup/DisplayedChoices", vec!["1", "2", "3"]),
        ("q://QID1/ChoiceGroup/AllChoices", vec!["1", "2", "3", "4"]),
    ] {
        let looping =
            json!({"QID": "QID1", "Locator": locator, "ChoiceGroupLocator": locator, "Static": rows()});
        let mut run = Run::of(looped(first(), looping));
        run.send(&[("QID1", "1"), ("QID1", "3")]);
        let shown = rounds(&mut run);
        assert_eq!(keys(&shown), expected, "{locator}");
        if expected == ["1", "3"] {
            assert_eq!(shown[0].1, "1/2 Red r");
            assert_eq!(shown[1].1, "2/2 Green g");
        }
    }
    // Without rows of its own the loop has one for each choice.
    let locator = "q://QID1/ChoiceGroup/SelectedChoices";
    let mut run =
        Run::of(looped(first(), json!({"QID": "QID1", "Locator": locator, "ChoiceGroupLocator": locator})));
    run.send(&[("QID1", "2")]);
    assert_eq!(rounds(&mut run), [("2_QID2".to_owned(), "1/1 Blue ".to_owned())]);
}

#[test]
fn a_loop_that_once_went_by_a_question_goes_by_its_rows() {
    let left_over = json!({"Static": {"1": {"1": "a"}, "2": {"1": "b"}}, "Locator": "q://QID1/ChoiceGroup/SelectedChoices"});
    let mut file = looped(single("QID1", json!({})), left_over);
    file["SurveyElements"][0]["Payload"][1]["Options"]["LoopingOptions"]["QID"] = json!("QID1");
    let mut run = Run::of(file);
    run.send(&[]);
    assert_eq!(keys(&rounds(&mut run)), ["1", "2"]);
}

#[test]
fn a_random_part_of_the_rounds_that_an_answer_asks_for() {
    let locator = "q://QID1/ChoiceGroup/SelectedChoices";
    let looping = json!({"QID": "QID1", "Locator": locator, "ChoiceGroupLocator": locator, "Randomization": "Subset", "TotalRandSubset": "2"});
    let first = several("QID1", json!({"Choices": named(&["a", "b", "c", "d", "e"])}));
    let mut seen = std::collections::HashSet::new();
    for seed in 0..40 {
        let mut run = Run::with(looped(first.clone(), looping.clone()), seed, &[]);
        run.send(&[("QID1", "1"), ("QID1", "3"), ("QID1", "5")]);
        let shown = rounds(&mut run);
        assert_eq!(shown.len(), 2);
        assert!(keys(&shown).iter().all(|key| ["1", "3", "5"].contains(key)));
        seen.extend(keys(&shown).into_iter().map(str::to_owned));
    }
    assert_eq!(seen.len(), 3);
}

#[test]
fn a_loop_over_a_number_has_so_many_rounds_and_no_more_than_columns() {
    let looping = |rows: Value| {
        json!({"QID": "QID1", "Locator": "q://QID1/LoopAndMerge/MergeOnNumericResponse?v=3", "Static": rows,
        "ChoiceGroupLocator": "q://QID1/LoopAndMerge/MergeOnNumericResponse", "Randomization": "None"})
    };
    for rows in [json!({"1": [], "2": [], "3": []}), json!({})] {
        for (typed, count) in [
            ("2", 2),
            ("2.0", 2),
            ("0", 0),
            ("-1", 0),
            ("", 0),
            ("many", 0),
            ("3", 3),
            ("99999999999999999999999", 3),
            ("500", 3),
        ] {
            let mut run = Run::of(looped(text("QID1", json!({})), looping(rows.clone())));
            run.send(&[("QID1_TEXT", typed)]);
            assert_eq!(rounds(&mut run).len(), count, "{typed}");
            let columns =
                engine::fields::of(&run.survey).into_iter().filter(|field| field.key.ends_with("_QID2_TEXT"));
            assert_eq!(columns.count(), 3);
        }
    }
}

/// A table of rows need not have one for everything that an answer asks for.
#[test]
fn rounds_without_a_row_come_with_empty_fields() {
    let columns = |run: &Run| {
        let fields = engine::fields::of(&run.survey).into_iter();
        fields.filter(|field| field.key.ends_with("_QID2_TEXT")).count()
    };
    for rows in [json!({"1": {"2": "r"}, "2": {"2": "b"}}), json!({}), json!([]), json!(null)] {
        for (locator, expected) in [
            ("q://QID1/ChoiceGroup/SelectedChoices", vec!["2", "3"]),
            ("q://QID1/LoopAndMerge/MergeOnUnselectedChoices", vec!["1"]),
            ("q://QID1/ChoiceGroup/AllChoices", vec!["1", "2", "3"]),
        ] {
            let looping =
                json!({"QID": "QID1", "Locator": locator, "ChoiceGroupLocator": locator, "Static": rows});
            let mut run = Run::of(looped(several("QID1", json!({})), looping));
            run.send(&[("QID1", "2"), ("QID1", "3")]);
            let shown = rounds(&mut run);
            assert_eq!(keys(&shown), expected, "{locator} {rows}");
            assert_eq!(columns(&run), 3);
            if expected == ["2", "3"] {
                assert_eq!(shown[1].1, "2/2 Three ");
            }
        }
    }
    let numbered = |validation: Value, rows: Value, typed: &str| {
        let looping = json!({"QID": "QID1", "Locator": "q://QID1/LoopAndMerge/MergeOnNumericResponse", "ChoiceGroupLocator": "", "Static": rows});
        let mut run = Run::of(looped(text("QID1", json!({"Validation": {"Settings": validation}})), looping));
        run.send(&[("QID1_TEXT", typed)]);
        let shown = rounds(&mut run).len();
        (shown, columns(&run))
    };
    let three = || json!({"1": {"1": "a"}, "2": {"1": "b"}, "3": {"1": "c"}});
    let up_to = |most: &str| json!({"Type": "ContentType", "ContentType": "ValidNumber", "ValidNumber": {"Min": "0", "Max": most}});
    assert_eq!(numbered(json!({}), three(), "4"), (4, 20));
    assert_eq!(numbered(json!({}), json!({}), "4"), (4, 20));
    assert_eq!(numbered(json!({}), three(), "500"), (20, 20));
    assert_eq!(numbered(up_to("5"), three(), "5"), (5, 5));
    assert_eq!(numbered(up_to("30"), json!({}), "30"), (30, 30));
    assert_eq!(numbered(up_to("2"), three(), "2"), (2, 3));
    assert_eq!(numbered(up_to("99999"), json!({}), "2"), (2, 1_000));
}

#[test]
fn answers_of_a_round_are_found_within_it_and_from_outside() {
    let condition = |locator: &str| {
        when(
            json!({"LogicType": "Question", "LeftOperand": locator, "Operator": "EqualTo", "RightOperand": "yes"}),
        )
    };
    let questions = [
        text("QID1", json!({})),
        text(
            "QID2",
            json!({"DisplayLogic": condition("q://QID1/ChoiceTextEntryValue"), "QuestionText": "${q://QID1/ChoiceTextEntryValue} ${q://2_QID1/ChoiceTextEntryValue}"}),
        ),
        text("QID3", json!({"DisplayLogic": condition("q://2_QID1/ChoiceTextEntryValue")})),
    ];
    let rows = object(json!({"Static": {"1": {"1": "a"}, "2": {"1": "b"}}}));
    let blocks =
        vec![block("BL_1", &["QID1", "-", "QID2"], options(rows)), block("BL_2", &["QID3"], json!({}))];
    let mut run = Run::of(file(&questions, blocks, vec![shows("BL_1"), shows("BL_2")]));
    run.send(&[("1_QID1_TEXT", "no")]);
    assert_eq!(run.keys(), ["2_QID1"]);
    run.send(&[("2_QID1_TEXT", "yes")]);
    assert_eq!((run.keys(), run.text()), (vec!["2_QID2".to_owned()], "yes yes".to_owned()));
    run.send(&[("2_QID2_TEXT", "x")]);
    assert_eq!(run.keys(), ["QID3"]);
}

/// Wherever it is asked for: outside the loop, and in another round of it.
#[test]
fn texts_of_a_round_have_the_fields_of_their_round() {
    let only_b = when(
        json!({"LogicType": "LoopAndMergeField", "LeftOperand": "lm://Field/1", "Operator": "EqualTo", "RightOperand": "bb"}),
    );
    let choices = json!({"1": {"Display": "yes ${lm://Field/1}"}, "2": {"Display": "no ${lm://Field/1}", "DisplayLogic": only_b}});
    let told = "${q://1_QID2/ChoiceGroup/SelectedChoices}|${q://2_QID2/ChoiceGroup/DisplayedChoices}|\
                ${q://1_QID2/ChoiceGroup/DisplayedChoices}|${q://1_QID2/QuestionText}";
    let questions = [
        single("QID2", json!({"Choices": choices, "QuestionText": "Round ${lm://Field/1}"})),
        text("QID3", json!({"QuestionText": told})),
        text("QID4", json!({"QuestionText": told})),
    ];
    let rows = object(json!({"Static": {"1": {"1": "aa"}, "2": {"1": "bb"}}}));
    let blocks =
        vec![block("BL_1", &["QID2", "-", "QID3"], options(rows)), block("BL_2", &["QID4"], json!({}))];
    let mut run = Run::of(file(&questions, blocks, vec![shows("BL_1"), shows("BL_2")]));
    run.send(&[("1_QID2", "1")]);
    assert_eq!(run.text(), "yes aa||yes aa|Round aa");
    run.send(&[]);
    run.send(&[("2_QID2", "1")]);
    let expected = "yes aa|yes bb, no bb|yes aa|Round aa";
    assert_eq!((run.keys(), run.text()), (vec!["2_QID3".to_owned()], expected.to_owned()));
    run.send(&[]);
    assert_eq!((run.keys(), run.text()), (vec!["QID4".to_owned()], expected.to_owned()));
}

#[test]
fn conditions_on_the_round_name_its_row() {
    let condition = json!({"LogicType": "LoopAndMerge", "LeftOperand": "BL_1", "Operator": "EqualTo", "RightOperand": "lm://CurrentLoop/2"});
    let field = json!({"LogicType": "LoopAndMergeField", "LeftOperand": "lm://Field/1", "Operator": "EqualTo", "RightOperand": "b"});
    let rows = || object(json!({"Static": {"1": {"1": "a"}, "2": {"1": "b"}}}));
    for condition in [condition, field] {
        let questions = [text("QID1", json!({"DisplayLogic": when(condition)}))];
        let blocks = vec![block("BL_1", &["QID1"], options(rows()))];
        assert_eq!(Run::of(file(&questions, blocks, vec![shows("BL_1")])).keys(), ["2_QID1"]);
    }
}

#[test]
fn a_loop_may_lie_in_a_randomizer_and_its_fields_may_be_calculated() {
    let questions = [text("QID1", json!({"QuestionText": "${lm://Field/1}"})), text("QID2", json!({}))];
    let rows = object(
        json!({"Static": {"1": {"1": "$e{ 2 * 3 } ${e://Field/unit}"}, "2": {"1": "${lm://Field/1}"}}}),
    );
    let blocks = vec![block("BL_1", &["QID1"], options(rows)), block("BL_2", &["QID2"], json!({}))];
    let random = json!({"Type": "BlockRandomizer", "FlowID": "FL_5", "SubSet": 1, "Flow": [shows("BL_1"), shows("BL_2")]});
    let mut lengths = std::collections::HashSet::new();
    for seed in 0..20 {
        let mut run =
            Run::with(file(&questions, blocks.clone(), vec![random.clone()]), seed, &[("unit", "cm")]);
        let mut texts = Vec::new();
        while let Some(page) = run.page() {
            texts.push(page.questions[0].text.clone());
            run.send(&[]);
        }
        if texts.len() == 2 {
            assert_eq!(texts[0], "6 cm");
            assert!(texts[1].len() < 100, "a field that names itself comes to an end");
        }
        lengths.insert(texts.len());
    }
    assert_eq!(lengths.len(), 2);
}
