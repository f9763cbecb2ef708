//! Where a respondent is led: flow, logic, loops, back.

use super::*;

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
fn and_binds_before_or_and_what_was_not_asked_is_not_selected() {
    let pages = block("BL_1", &[&["QID1"], &["QID2"]]);
    let mut expression = picked("QID1", "1");
    let condition = |choice: &str| picked("QID1", choice).conditions().next().cloned().unwrap();
    expression.groups[0].1.extend([(Joint::And, condition("2")), (Joint::Or, condition("3"))]);
    let second = Question { display: Some(expression), ..text("QID2") };
    for (choice, ends) in [("1", true), ("2", true), ("3", false)] {
        let survey = survey(vec![single("QID1"), second.clone()], vec![pages.clone()], vec![shows("BL_1")]);
        let mut respondent = Respondent::of(survey);
        assert_eq!(matches!(respondent.send(&[("QID1", choice)]), SubmitOutcome::Ended(_)), ends, "{choice}");
    }
}
