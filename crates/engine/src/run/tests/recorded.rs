//! What of a run is written down.

use super::*;

#[test]
fn pages_follow_each_other_and_the_answers_are_recorded_under_their_keys() {
    let mut other = choice("3", "Other");
    other.text_entry = true;
    let mut several = question("QID2", QuestionType::MultipleChoice, "MAVR");
    several.choices[2] = other;
    let mut matrix = question("QID3", QuestionType::Matrix, "Likert");
    matrix.answers = vec![choice("1", "No"), choice("2", "Yes")];
    let pages = block("BL_1", &[&["QID1", "QID2"], &["QID3", "QID4"]]);
    let questions = vec![single("QID1"), several, matrix, text("QID4")];
    let mut respondent = Respondent::of(survey(questions, vec![pages], vec![shows("BL_1")]));
    assert_eq!(respondent.keys(), ["QID1", "QID2"]);
    let sent = [
        ("QID1", "2"),
        ("QID2", "3"),
        ("QID2", "1"),
        ("QID2_3_TEXT", "a boat"),
        ("QID1", "9"),
        ("nobody", "1"),
    ];
    assert_eq!(respondent.send(&sent), SubmitOutcome::Page);
    assert_eq!(respondent.keys(), ["QID3", "QID4"]);
    let sent = [("QID3_1", "2"), ("QID3_3", "7"), ("QID4_TEXT", "two\r\nlines")];
    assert!(matches!(
        respondent.send(&sent),
        SubmitOutcome::Ended(End { redirect: None, recorded: true, .. })
    ));
    let answers = respondent.answers();
    assert_eq!(answers["QID1"], Answer::Choice("2".into()));
    assert_eq!(answers["QID2"], Answer::Choices(vec!["1".into(), "3".into()]));
    assert_eq!(answers["QID2_3_TEXT"], Answer::Text("a boat".into()));
    assert_eq!(answers["QID3_1"], Answer::Choice("2".into()));
    assert!(!answers.contains_key("QID3_3"), "an id that is not offered is not kept");
    assert_eq!(answers["QID4_TEXT"], Answer::Text("two\nlines".into()));
    let recorded = recorded(&respondent.survey, &respondent.state, 61_000);
    assert_eq!((recorded.meta.duration, recorded.meta.progress, recorded.meta.finished), (60, 100, true));
    assert!(recorded.displayed.contains(&"QID3_3".to_owned()));
}

#[test]
fn a_field_named_like_an_answer_is_recorded_and_exported_beside_it() {
    let set = |name: &str| EmbeddedField { name: name.into(), value: Some(format!("own {name}")) };
    let names = ["QID1", "QID4_TEXT", "QID77", "SC_1", "FL_3_DO", "segment"];
    let fields = FlowElement::EmbeddedData { flow: "FL_2".into(), fields: names.map(set).into() };
    let turned = FlowElement::Randomizer {
        flow: "FL_3".into(),
        subset: 1,
        even: false,
        children: vec![shows("BL_1")],
    };
    let pages = block("BL_1", &[&["QID1", "QID4"]]);
    let mut survey = survey(vec![single("QID1"), text("QID4")], vec![pages], vec![fields, turned]);
    survey.scoring = vec![("SC_1".into(), "Total".into())];
    let mut respondent = Respondent::of(survey);
    respondent.send(&[("QID1", "2"), ("QID4_TEXT", "real")]);
    let answers = respondent.answers();
    assert_eq!(answers["QID1"], Answer::Choice("2".into()));
    assert_eq!(answers["QID4_TEXT"], Answer::Text("real".into()));
    for (name, key) in [
        ("QID1", "embeddedData.QID1"),
        ("QID4_TEXT", "embeddedData.QID4_TEXT"),
        ("QID77", "QID77"),
        ("SC_1", "embeddedData.SC_1"),
        ("FL_3_DO", "embeddedData.FL_3_DO"),
        ("segment", "segment"),
    ] {
        assert_eq!(answers[key], Answer::Text(format!("own {name}")), "{key}");
        // The column has the field's name, whatever else is exported.
        let options = crate::columns::ColumnOptions {
            question_ids: Some(Vec::new()),
            ..crate::columns::ColumnOptions::default()
        };
        let columns = crate::columns::of(&respondent.survey, &options);
        let column = columns.iter().find(|column| column.import.id == key).unwrap();
        assert_eq!(column.name, name, "{key}");
    }
}

#[test]
fn randomizers_choices_and_random_numbers_follow_the_seed_and_are_recorded() {
    let mut mixed = single("QID1");
    mixed.choices = (1..=9).map(|id| choice(&id.to_string(), "x")).collect();
    mixed.raw = object(json!({"Randomization": {"Type": "All"}}));
    let set = EmbeddedField { name: "lot".into(), value: Some("${rand://int/5:7}".into()) };
    let flow = || {
        vec![
            FlowElement::EmbeddedData { flow: "FL_2".into(), fields: vec![set.clone()] },
            FlowElement::Randomizer {
                flow: "FL_3".into(),
                subset: 1,
                even: false,
                children: vec![shows("BL_1"), shows("BL_2")],
            },
        ]
    };
    let mut firsts = std::collections::HashSet::new();
    let mut lots = std::collections::HashSet::new();
    for seed in 0..40 {
        let blocks = vec![block("BL_1", &[&["QID1"]]), block("BL_2", &[&["QID2"]])];
        let survey = PreparedSurvey::new(survey(vec![mixed.clone(), text("QID2")], blocks, flow()));
        let state = start(&survey, seed, Vec::new(), Known::default(), 0);
        assert_eq!(
            start(&survey, seed, Vec::new(), Known::default(), 0),
            state,
            "the same seed gives the same run"
        );
        let answers = recorded(&survey, &state, 0).answers;
        let shown = page(&survey, &state).unwrap();
        let Some(Answer::Text(order)) = answers.get("FL_3_DO") else {
            panic!("the order is recorded: {answers:?}")
        };
        assert_eq!(*order, format!("FL_BL_{}", &shown.questions[0].key[3..]));
        firsts.insert(order.clone());
        lots.insert(format!("{:?}", answers["lot"]));
        if let Input::Choices(choices) = &shown.questions[0].input {
            let ids: Vec<&str> = choices.choices.iter().map(|choice| choice.id.as_str()).collect();
            assert_eq!(answers["QID1_DO"], Answer::Text(ids.join("|")));
        }
    }
    assert_eq!((firsts.len(), lots.len()), (2, 3));
}

#[test]
fn a_run_survives_being_written_down() {
    let pages = block("BL_1", &[&["QID1"], &["QID2"]]);
    let mut respondent =
        Respondent::of(survey(vec![single("QID1"), text("QID2")], vec![pages], vec![shows("BL_1")]));
    respondent.send(&[("QID1", "2")]);
    let written = serde_json::to_string(&respondent.state).unwrap();
    assert_eq!(serde_json::from_str::<RunState>(&written).unwrap(), respondent.state);
}

#[test]
fn a_timer_records_what_was_measured_and_nothing_else() {
    let timer = question("QID2", QuestionType::Timing, "PageTimer");
    let timed =
        survey(vec![single("QID1"), timer], vec![block("BL_1", &[&["QID2", "QID1"]])], vec![shows("BL_1")]);
    let recorded_of = |sent: &[(&str, &str)]| {
        let mut respondent = Respondent::of(timed.clone());
        respondent.send(sent);
        let answers = respondent.answers().into_iter();
        answers.filter(|(key, _)| key.starts_with("QID2_")).collect::<Vec<_>>()
    };
    let pair = |key: &str, number: &str| (format!("QID2_{key}"), Answer::Number(number.to_owned()));
    // Without a script the inputs come empty: nobody saw a click.
    let empty = [("QID1", "1"), ("QID2_FIRST_CLICK", ""), ("QID2_CLICK_COUNT", ""), ("QID2_PAGE_SUBMIT", "")];
    assert_eq!(recorded_of(&empty), [pair("PAGE_SUBMIT", "2.5")]);
    assert_eq!(recorded_of(&[]), [pair("PAGE_SUBMIT", "2.5")]);
    let measured = [
        ("QID2_FIRST_CLICK", "0.7"),
        ("QID2_LAST_CLICK", "1.9"),
        ("QID2_PAGE_SUBMIT", "2.1"),
        ("QID2_CLICK_COUNT", "3"),
    ];
    let all = measured.map(|(name, number)| (name.to_owned(), Answer::Number(number.to_owned())));
    assert_eq!(recorded_of(&measured), all);
}

/// Whether the flow declares the field or not, and whoever declared it: the end knows best.
#[test]
fn the_mark_of_an_end_is_recorded() {
    let declared = |value: Option<&str>| FlowElement::EmbeddedData {
        flow: "FL_5".into(),
        fields: vec![EmbeddedField { name: "Q_TerminateFlag".into(), value: value.map(str::to_owned) }],
    };
    for (flag, before, expected) in [
        ("Screened", vec![], Some("Screened")),
        ("QuotaMet", vec![declared(None)], Some("QuotaMet")),
        ("Screened", vec![declared(Some("mine"))], Some("Screened")),
        ("", vec![declared(Some("mine"))], Some("mine")),
        ("", vec![], None),
    ] {
        let options = object(json!({
            "ResponseFlag": flag,
            "SurveyTermination": "Redirect",
            "EOSRedirectURL": "https://x.example/?f=${e://Field/Q_TerminateFlag}",
        }));
        let end = FlowElement::EndSurvey { flow: "FL_9".into(), options };
        let flow = before.into_iter().chain([shows("BL_1"), end]).collect();
        let mut respondent =
            Respondent::of(survey(vec![text("QID1")], vec![block("BL_1", &[&["QID1"]])], flow));
        assert!(flag.is_empty() || respondent.answers().get("Q_TerminateFlag") != expected.map(of).as_ref());
        let SubmitOutcome::Ended(end) = respondent.send(&[("QID1_TEXT", "a")]) else { panic!("one page") };
        assert_eq!(respondent.answers().get("Q_TerminateFlag"), expected.map(of).as_ref(), "{flag}");
        let address = format!("https://x.example/?f={}", expected.unwrap_or_default());
        assert_eq!(end.redirect, Some(address), "{flag}");
    }
    fn of(text: &str) -> Answer {
        Answer::Text(text.to_owned())
    }
}
