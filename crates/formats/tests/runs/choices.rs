//! Choices that are carried forward or mixed, and questions that are (api/qsf.md section 9).

use std::collections::HashSet;

use serde_json::json;

use super::*;

#[test]
fn every_group_of_choices_is_carried_forward() {
    let never = when(
        json!({"LogicType": "EmbeddedField", "LeftOperand": "never", "Operator": "EqualTo", "RightOperand": "1"}),
    );
    let mut source = named(&["One", "Two", "Three", "Four"]);
    source["2"]["TextEntry"] = json!("true");
    source["4"]["DisplayLogic"] = never;
    for (group, expected) in [
        ("SelectedChoices", vec!["x1", "x2", "5"]),
        ("UnselectedChoices", vec!["x3", "5"]),
        ("DisplayedChoices", vec!["x1", "x2", "x3", "5"]),
        ("AllChoices?displayLogic=0", vec!["x1", "x2", "x3", "x4", "5"]),
        ("EntireChoiceGroup", vec!["x1", "x2", "x3", "x4", "5"]),
        ("SelectedChoicesTextEntry", vec!["x1", "x2", "5"]),
    ] {
        let carried = json!({"DynamicChoices": {"DynamicType": "ChoiceGroup", "Type": "Dynamic", "Locator": format!("q://QID1/ChoiceGroup/{group}")},
            "Choices": {"x1": {"Display": "One"}, "x2": {"Display": "Two"}, "x3": {"Display": "Three"}, "x4": {"Display": "Four"}, "5": {"Display": "None"}},
            "ChoiceOrder": ["x1", "x2", "x3", "x4", "5"]});
        let questions = [
            several("QID1", json!({"Choices": source})),
            several("QID2", carried),
            text("QID3", json!({"QuestionText": "${q://QID2/ChoiceGroup/SelectedChoices}"})),
        ];
        let mut run = Run::of(in_turn(&questions));
        run.send(&[("QID1", "1"), ("QID1", "2"), ("QID1_2_TEXT", "a & b")]);
        assert_eq!(run.offered(), expected, "{group}");
        let Input::Choices(choices) = run.page().unwrap().questions.swap_remove(0).input else {
            panic!("choices")
        };
        let written = if group == "SelectedChoicesTextEntry" { "a &amp; b" } else { "Two" };
        if expected.contains(&"x2") {
            assert_eq!(choices.choices[1].text, written);
            run.send(&[("QID2", "x2"), ("QID2", "x9")]);
            assert_eq!((run.value("QID2"), run.text()), ("x2".into(), written.into()));
        }
    }
    // Nothing is carried from a question that was not shown, and a list of the original's library is not known.
    for (locator, expected) in
        [("q://QID9/ChoiceGroup/DisplayedChoices", 1), ("refl://REFL_1/ActiveSelections", 2)]
    {
        let carried = json!({"DynamicChoices": {"Locator": locator}, "Choices": {"x1": {"Display": "One"}, "5": {"Display": "None"}}});
        let file = file(
            &[single("QID9", json!({})), single("QID2", carried)],
            vec![block("BL_1", &["QID2"], json!({}))],
            vec![shows("BL_1")],
        );
        assert_eq!(Run::of(file).offered().len(), expected, "{locator}");
    }
}

/// The copy in the file is as old as it is: the source says which choices there are and what they are called.
#[test]
fn what_is_carried_forward_is_what_the_source_has_now() {
    let german =
        json!({"DE": {"QuestionText": "M", "Choices": {"1": {"Display": "Rot"}, "3": {"Display": "Blau"}}}});
    let source = || {
        let choices =
            json!({"1": {"Display": "Crimson"}, "2": {"Display": "Green"}, "3": {"Display": "Blue"}});
        several("QID1", json!({"Choices": choices, "ChoiceOrder": ["3", "1", "2"], "Language": german}))
    };
    let copy = json!({"9": {"Display": "Own"}, "x1": {"Display": "Red", "TextEntry": "true"}, "x7": {"Display": "Gone"}, "8": {"Display": "None"}});
    let order = json!(["9", "x1", "x7", "8"]);
    let locator = "q://QID1/ChoiceGroup/SelectedChoices";
    for (choices, order, before, behind) in [
        (copy, order, vec!["9"], vec!["8"]),
        (json!({}), json!([]), vec![], vec![]),
        (json!([]), json!(null), vec![], vec![]),
    ] {
        let carried = json!({"DynamicChoices": {"Locator": locator}, "Choices": choices, "ChoiceOrder": order, "RecodeValues": {"x3": "33"}});
        let further =
            json!({"DynamicChoices": {"Locator": "q://QID2/ChoiceGroup/DisplayedChoices"}, "Choices": {}});
        let told = json!({"QuestionText": "${q://QID2/ChoiceGroup/SelectedChoices}: ${q://QID2/SelectedChoicesRecode}"});
        // The question stands before its source in the file.
        let questions = [several("QID3", further), several("QID2", carried), source(), text("QID4", told)];
        let mut file = in_turn(&questions);
        file["SurveyElements"][0]["Payload"] =
            json!([block("BL_1", &["QID1", "-", "QID2", "-", "QID3", "-", "QID4"], json!({}))]);
        for (language, blue, red) in [("EN", "Blue", "Crimson"), ("DE", "Blau", "Rot")] {
            let mut run = Run::with(file.clone(), 1, &[("Q_Language", language)]);
            run.send(&[("QID1", "1"), ("QID1", "3")]);
            let with =
                |carried: [&'static str; 2]| [before.clone(), carried.to_vec(), behind.clone()].concat();
            assert_eq!(run.offered(), with(["x3", "x1"]));
            let Input::Choices(view) = run.page().unwrap().questions.swap_remove(0).input else {
                panic!("choices")
            };
            let texts = view.choices.iter().map(|choice| choice.text.clone()).collect::<Vec<_>>().join(" ");
            assert!(texts.contains(blue) && texts.contains(red), "{texts}");
            assert!(!texts.contains("Gone") && !texts.contains("Red"), "{texts}");
            run.send(&[("QID2", "x3"), ("QID2", "x1")]);
            assert_eq!(run.offered().iter().filter(|id| id.starts_with("xx")).count(), 2);
            run.send(&[]);
            assert!(run.text().contains(&format!("{blue}, {red}: 33, x1")), "{}", run.text());
            assert_eq!((run.value("QID2"), run.value("QID1")), ("x3,x1".into(), "3,1".into()));
            // Exports know them too.
            let field = run.survey.fields().iter().find(|field| field.key == "QID2").unwrap();
            let model::field::FieldKind::Choices(ids) = &field.kind else { panic!("several") };
            assert_eq!(ids.iter().filter(|id| id.starts_with('x')).collect::<Vec<_>>(), ["x3", "x1", "x2"]);
        }
    }
    // Where the source has gone the copy is what there is.
    let carried = json!({"DynamicChoices": {"Locator": "q://QID77/ChoiceGroup/SelectedChoices"}, "Choices": {"x1": {"Display": "Red"}}});
    assert_eq!(Run::of(in_turn(&[several("QID2", carried)])).offered(), ["x1"]);
}

/// Long lists that are carried often have a bound: beyond it the copies stay.
#[test]
fn what_is_carried_forward_has_a_bound() {
    let many: Vec<String> = (0..5_000).map(|number| format!("Choice {number}")).collect();
    let many = named(&many.iter().map(String::as_str).collect::<Vec<_>>());
    let mut questions = vec![several("QID1", json!({"Choices": many}))];
    let carried = |from: &str| json!({"DynamicChoices": {"Locator": format!("q://{from}/ChoiceGroup/DisplayedChoices")}, "Choices": {"x1": {"Display": "One"}}});
    questions.extend((2..60).map(|number| several(&format!("QID{number}"), carried("QID1"))));
    let run = Run::of(in_turn(&questions));
    let counts: Vec<usize> = run.survey.questions.values().map(|question| question.choices.len()).collect();
    assert!(counts[1] == 5_000 && counts[58] == 1, "{counts:?}");
    assert!(counts.iter().sum::<usize>() <= 210_000);
    // Nor are the choices of a long chain called by ids without end.
    let mut questions = vec![several("QID1", json!({}))];
    questions.extend(
        (2..2_000).map(|number| several(&format!("QID{number}"), carried(&format!("QID{}", number - 1)))),
    );
    let run = Run::of(in_turn(&questions));
    let longest =
        run.survey.questions.values().flat_map(|question| &question.choices).map(|choice| choice.id.len());
    assert!(longest.max().unwrap() <= 12);
}

#[test]
fn questions_that_carry_from_each_other_come_to_an_end() {
    let carried = |from: &str| {
        json!({"DynamicChoices": {"Locator": format!("q://{from}/ChoiceGroup/DisplayedChoices")},
        "Choices": {"x1": {"Display": "One"}, "xx1": {"Display": "Two"}}})
    };
    let questions = [single("QID1", carried("QID2")), single("QID2", carried("QID1"))];
    let blocks = vec![block("BL_1", &["QID1", "QID2"], json!({}))];
    let run = Run::of(file(&questions, blocks, vec![shows("BL_1")]));
    assert_eq!(run.keys(), ["QID1", "QID2"]);
    // What goes round in a circle has no source, and keeps what the file says.
    let counts: Vec<usize> = run.survey.questions.values().map(|question| question.choices.len()).collect();
    assert_eq!(counts, [2, 2]);
}

/// The orders that respondents of many seeds see, each as recorded too.
fn orders(own: Value, column: &str) -> HashSet<Vec<String>> {
    let question = if column.ends_with("_ADO") { matrix("QID1", own) } else { single("QID1", own) };
    let orders = (0..80).map(|seed| {
        let run = Run::with(in_turn(std::slice::from_ref(&question)), seed, &[]);
        let offered = run.offered();
        assert_eq!(run.offered(), offered, "an order stays");
        assert_eq!(run.value(column), offered.join("|"));
        offered
    });
    orders.collect()
}

#[test]
fn choices_and_scale_points_are_mixed_as_the_author_says() {
    let five = || named(&["a", "b", "c", "d", "e"]);
    assert_eq!(
        orders(json!({"Randomization": {"Type": "All", "Advanced": null, "TotalRandSubset": ""}}), "QID1_DO")
            .len(),
        6
    );
    let parts = orders(
        json!({"Choices": five(), "Randomization": {"Type": "SubSet", "TotalRandSubset": "2"}}),
        "QID1_DO",
    );
    assert!(parts.len() > 10 && parts.iter().all(|part| part.len() == 2));
    let turned = orders(json!({"Randomization": {"Type": "ScaleReversal"}}), "QID1_DO");
    assert_eq!(turned.len(), 2);
    let points = orders(json!({"AnswerRandomization": {"Type": "All"}}), "QID1_ADO");
    assert_eq!(points.len(), 6);
    let advanced = json!({"Choices": five(), "Randomization": {"Type": "Advanced", "Advanced": {
        "FixedOrder": ["1", "{~Randomized~}", "{~Randomized~}", "{~SubSet~}"], "RandomizeAll": ["2", "3"],
        "RandomSubSet": ["4", "5"], "TotalRandSubset": 1, "Undisplayed": []}}});
    let laid = orders(advanced, "QID1_DO");
    assert_eq!(laid.len(), 4);
    assert!(
        laid.iter()
            .all(|order| order.len() == 4 && order[0] == "1" && ["4", "5"].contains(&order[3].as_str()))
    );
    let undisplayed = json!({"Choices": five(), "Randomization": {"Type": "Advanced", "Advanced": {
        "FixedOrder": [5, "{~Randomized~}"], "RandomizeAll": ["2", "3"], "RandomSubSet": [], "TotalRandSubset": 0, "Undisplayed": ["2", "4"]}}});
    assert_eq!(orders(undisplayed, "QID1_DO"), [vec!["5".to_owned(), "3".to_owned()]].into());
}

#[test]
fn a_random_part_is_one_of_what_is_offered() {
    let never = when(
        json!({"LogicType": "EmbeddedField", "LeftOperand": "never", "Operator": "EqualTo", "RightOperand": "1"}),
    );
    let mut choices = named(&["a", "b", "c", "d"]);
    choices["1"]["DisplayLogic"] = never.clone();
    choices["2"]["DisplayLogic"] = never;
    let parts = orders(
        json!({"Choices": choices, "Randomization": {"Type": "SubSet", "TotalRandSubset": 2}}),
        "QID1_DO",
    );
    assert_eq!(parts, [vec!["3".to_owned(), "4".to_owned()], vec!["4".to_owned(), "3".to_owned()]].into());
}

#[test]
fn the_questions_of_a_block_are_mixed_as_the_author_says() {
    let ids = ["QID1", "QID2", "QID3", "QID4"];
    let shown = |options: Value, seed: u64| {
        let questions: Vec<Value> = ids.iter().map(|id| text(id, json!({}))).collect();
        let mut run =
            Run::with(file(&questions, vec![block("BL_1", &ids, options)], vec![shows("BL_1")]), seed, &[]);
        let mut pages = Vec::new();
        while run.page().is_some() {
            pages.push(run.keys());
            run.send(&[]);
        }
        let order = pages.concat().iter().map(|key| key.replace("QID", "Q")).collect::<Vec<_>>().join("|");
        assert_eq!(run.value("BL_1_DO"), order);
        pages
    };
    let of = |options: Value| -> HashSet<Vec<Vec<String>>> {
        (0..80).map(|seed| shown(options.clone(), seed)).collect()
    };
    assert!(of(json!({"RandomizeQuestions": "RandomizeAll"})).len() > 20);
    let advanced = |way: &str, advanced: Value| json!({"RandomizeQuestions": way, "Randomization": {"Advanced": advanced}});
    let pages = of(advanced("RandomWithXPerPage", json!({"QuestionsPerPage": "3"})));
    assert!(pages.iter().all(|pages| pages.iter().map(Vec::len).eq([3, 1])), "{pages:?}");
    let only = of(advanced("RandomWithOnlyX", json!({"TotalRandSubset": "2", "QuestionsPerPage": 0})));
    assert!(only.len() == 12 && only.iter().all(|pages| pages.concat().len() == 2));
    let fixed = of(advanced(
        "Advanced",
        json!({"FixedOrder": ["QID4", "{~Randomized~}", "{~SubSet~}"], "RandomizeAll": ["QID1"],
        "RandomSubSet": ["QID2", "QID3"], "TotalRandSubset": 1, "Undisplayed": [], "QuestionsPerPage": 2}),
    ));
    assert_eq!(fixed.len(), 2);
    assert!(fixed.iter().all(|pages| pages[0] == ["QID4", "QID1"] && pages[1].len() == 1));
    let hidden = of(advanced(
        "Advanced",
        json!({"FixedOrder": ["QID1", "{~Randomized~}"], "RandomizeAll": ["QID2"], "Undisplayed": ["QID2"]}),
    ));
    assert_eq!(hidden, [vec![vec!["QID1".to_owned()]]].into());
}
