//! How a survey ends: what its page says, and the answers that it shows.

use model::limits::surveys::SUMMARY_TEXT;

use super::*;

/// The end of a survey of one page, and what was answered there.
fn end_of(mut survey: Survey, options: Value, sent: &[(&str, &str)]) -> (Respondent, End) {
    survey.options.extend(object(options));
    let mut respondent = Respondent::of(survey);
    let SubmitOutcome::Ended(end) = respondent.send(sent) else { panic!("one page") };
    (respondent, end)
}

fn one(question: Question) -> Survey {
    let blocks = vec![block("BL_1", &[&[question.id.as_str()]])];
    survey(vec![question], blocks, vec![shows("BL_1")])
}

#[test]
fn an_end_shows_the_answers_where_its_options_say_so() {
    for (options, shows) in [
        (json!({}), false),
        (json!({ "ResponseSummary": "No", "SurveyTermination": "DefaultMessage" }), false),
        (json!({ "ResponseSummary": "Yes", "SurveyTermination": "DefaultMessage" }), true),
        (json!({ "SurveyTermination": "DisplayResult" }), true),
        (json!({ "SurveyTermination": "ResponseSummary" }), true),
        (
            json!({ "ResponseSummary": "Yes", "SurveyTermination": "Redirect", "EOSRedirectURL": "https://x.example" }),
            false,
        ),
    ] {
        assert_eq!(end_of(one(text("QID1")), options.clone(), &[]).1.shows_answers, shows, "{options}");
        // The same in the flow, where the survey's own options say nothing of it.
        let mut survey = one(text("QID1"));
        survey.flow.push(FlowElement::EndSurvey { flow: "FL_9".into(), options: object(options.clone()) });
        assert_eq!(end_of(survey, json!({}), &[]).1.shows_answers, shows, "{options}");
    }
}

#[test]
fn an_end_says_what_its_author_wrote_in_the_file() {
    for (termination, message, said) in [
        ("DisplayMessage", "<b>Bye</b> ${q://QID1/ChoiceTextEntryValue}", "<b>Bye</b> a &lt; b"),
        ("DisplayMessage", "MS_1a2B3c", ""),
        ("DisplayMessage", "", ""),
        ("DefaultMessage", "Bye", ""),
    ] {
        let options = json!({ "SurveyTermination": termination, "EOSMessage": message });
        assert_eq!(
            end_of(one(text("QID1")), options, &[("QID1_TEXT", "a < b")]).1.message,
            said,
            "{message}"
        );
    }
}

#[test]
fn every_kind_of_answer_is_shown_as_it_was_given() {
    let kind = |kind, selector: &str| Question {
        answers: vec![choice("1", "Low"), choice("2", "High")],
        ..question("QID1", kind, selector)
    };
    let mut with_text = single("QID1");
    with_text.choices[1].text_entry = true;
    let several = kind(QuestionType::MultipleChoice, "MAVR");
    let mut ends = kind(QuestionType::Matrix, "Bipolar");
    ends.choices[0].text = "Cold:Warm".into();
    let password = Question { selector: "PW".into(), ..text("QID1") };
    for (question, sent, expected) in [
        (single("QID1"), vec![("QID1", "2")], vec![("", "Two")]),
        (with_text, vec![("QID1", "2"), ("QID1_2_TEXT", "<i>")], vec![("", "Two: &lt;i&gt;")]),
        (several, vec![("QID1", "3"), ("QID1", "1")], vec![("", "One"), ("", "Three")]),
        (single("QID1"), vec![], vec![]),
        (text("QID1"), vec![("QID1_TEXT", "a & b")], vec![("", "a &amp; b")]),
        (password, vec![("QID1_TEXT", "secret")], vec![("", "••••••")]),
        (kind(QuestionType::TextEntry, "FORM"), vec![("QID1_2", "x")], vec![("Two", "x")]),
        (
            kind(QuestionType::Matrix, "Likert"),
            vec![("QID1_1", "2"), ("QID1_3", "1")],
            vec![("One", "High"), ("Three", "Low")],
        ),
        (
            kind(QuestionType::Matrix, "TE"),
            vec![("QID1_1_1", "a"), ("QID1_1_2", "b")],
            vec![("One", "Low: a, High: b")],
        ),
        (ends, vec![("QID1_1", "2")], vec![("Cold – Warm", "High")]),
        (kind(QuestionType::Slider, "HSLIDER"), vec![("QID1_1", "7")], vec![("One", "7")]),
        (kind(QuestionType::ConstantSum, "VRTL"), vec![("QID1_2", "7")], vec![("Two", "7")]),
        (kind(QuestionType::RankOrder, "DND"), vec![("QID1_3", "1")], vec![("Three", "1")]),
    ] {
        let (respondent, _) = end_of(one(question), json!({}), &sent);
        let answered = answered(&respondent.survey, &respondent.state);
        let expected: Vec<_> =
            expected.iter().map(|(label, value)| ((*label).to_owned(), (*value).to_owned())).collect();
        let expected = AnsweredQuestion { text: "Text of QID1".into(), answers: Some(expected) };
        assert_eq!(answered, [expected], "{sent:?}");
    }
    // What asks for nothing is no answer.
    for nothing in [QuestionType::Descriptive, QuestionType::Timing, QuestionType::Captcha] {
        let questions = vec![kind(nothing, "TB"), text("QID2")].into_iter().enumerate();
        let questions = questions.map(|(place, own)| Question {
            id: QuestionId::parse(&format!("QID{}", place + 1)).unwrap(),
            ..own
        });
        let blocks = vec![block("BL_1", &[&["QID1", "QID2"]])];
        let (respondent, _) =
            end_of(survey(questions.collect(), blocks, vec![shows("BL_1")]), json!({}), &[]);
        let texts = answered(&respondent.survey, &respondent.state).into_iter().map(|question| question.text);
        assert_eq!(texts.collect::<Vec<_>>(), ["Text of QID2"]);
    }
}

/// In a loop each round is shown; in another language, what is translated; and of a way that was left, nothing.
#[test]
fn the_answers_are_those_of_the_way_that_was_taken() {
    let mut asked = Question { text: "Round ${lm://Field/1}".into(), ..text("QID1") };
    asked.raw = object(json!({ "Language": { "DE": { "QuestionText": "Runde ${lm://Field/1}" } } }));
    let mut looped = block("BL_1", &[&["QID1"]]);
    looped.loop_rows = ["7", "8"].map(|row| (row.to_owned(), object(json!({ "1": row })))).to_vec();
    looped.raw = object(json!({ "Options": { "Looping": "Static", "LoopingOptions": {} } }));
    let first = block("BL_0", &[&["QID2"]]);
    let branch = FlowElement::Branch {
        flow: "FL_2".into(),
        condition: Some(picked("QID2", "1")),
        children: vec![shows("BL_1")],
    };
    let mut respondent =
        Respondent::of(survey(vec![asked, single("QID2")], vec![first, looped], vec![shows("BL_0"), branch]));
    respondent.state.speak(&respondent.survey, "DE");
    respondent.send(&[("QID2", "1")]);
    respondent.send(&[("7_QID1_TEXT", "a")]);
    let texts = |respondent: &Respondent| -> Vec<String> {
        answered(&respondent.survey, &respondent.state).into_iter().map(|question| question.text).collect()
    };
    assert_eq!(texts(&respondent)[1..], ["Runde 7", "Runde 8"]);
    for _ in 0..2 {
        submit(&respondent.survey, &mut respondent.state, &[], Direction::Back, 2_000);
    }
    respondent.send(&[("QID2", "2")]);
    assert_eq!(texts(&respondent), ["<span lang=\"en\" dir=\"ltr\">Text of QID2</span>"]);
}

#[test]
fn the_answers_that_are_shown_are_bounded() {
    let ids: Vec<String> = (1..=300).map(|number| format!("QID{number}")).collect();
    let long = |id: &String| Question { text: "x".repeat(SUMMARY_TEXT / 100), ..text(id) };
    let pages = block("BL_1", &[&ids.iter().map(String::as_str).collect::<Vec<_>>()]);
    let survey = survey(ids.iter().map(long).collect(), vec![pages], vec![shows("BL_1")]);
    let (respondent, _) = end_of(survey, json!({}), &[]);
    let answered = answered(&respondent.survey, &respondent.state);
    assert_eq!(answered.len(), 101);
    assert_eq!(answered[100], AnsweredQuestion { text: "…".into(), answers: None });
}

#[test]
fn a_block_has_words_of_its_own_for_its_buttons() {
    let mut own = block("BL_1", &[&["QID1"]]);
    own.raw = object(json!({ "Options": { "NextButton": "Go <b>on</b>", "PreviousButton": " " } }));
    let mut survey = survey(
        vec![text("QID1"), text("QID2")],
        vec![own, block("BL_2", &[&["QID2"]])],
        vec![shows("BL_1"), shows("BL_2")],
    );
    survey.options.extend(object(json!({ "NextButton": "Next", "PreviousButton": "Before" })));
    let mut respondent = Respondent::of(survey);
    let labels = |respondent: &Respondent| {
        let page = page(&respondent.survey, &respondent.state).unwrap();
        (page.next_label, page.back_label)
    };
    assert_eq!(labels(&respondent), ("Go on".into(), "Before".into()));
    respondent.send(&[]);
    assert_eq!(labels(&respondent), ("Next".into(), "Before".into()));
}

#[test]
fn an_end_shows_the_points_that_the_scoring_says() {
    let mut graded = single("QID1");
    let grades = json!([
        { "ChoiceID": "1", "Grades": { "SC_1": 3, "SC_2": 1 } },
        { "ChoiceID": "2", "Grades": { "SC_1": "1.5" } },
    ]);
    graded.raw = object(json!({ "GradingData": grades }));
    let mut scored = one(graded);
    scored.scoring = vec![("SC_1".into(), "Total".into()), ("SC_2".into(), "Speed".into())];
    for (shown, choice, expected) in [
        (vec![], "1", vec![]),
        (vec!["SC_1"], "2", vec![("Total", "1.5")]),
        (vec!["SC_1", "SC_2"], "1", vec![("Total", "3"), ("Speed", "1")]),
        (vec!["SC_2"], "2", vec![("Speed", "0")]),
    ] {
        scored.shown_scores = shown.iter().map(|id| (*id).to_owned()).collect();
        let end = end_of(scored.clone(), json!({}), &[("QID1", choice)]).1;
        let scores: Vec<_> =
            end.scores.iter().map(|(name, points)| (name.as_str(), points.as_str())).collect();
        assert_eq!(scores, expected, "{shown:?}");
    }
}

/// Who is to confirm the answers sees them before the end, can go back from there, and ends by going on.
#[test]
fn an_end_may_ask_to_confirm_the_answers() {
    let mut asks = one(text("QID1"));
    asks.options.shift_remove("BackButton");
    let options = object(json!({ "ConfirmResponseSummary": "Yes", "ResponseFlag": "Complete" }));
    asks.flow.push(FlowElement::EndSurvey { flow: "FL_9".into(), options });
    let mut respondent = Respondent::of(asks);
    assert_eq!(respondent.send(&[("QID1_TEXT", "first")]), SubmitOutcome::Page);
    let answer = |respondent: &Respondent| {
        let page = page(&respondent.survey, &respondent.state).unwrap();
        assert!(page.questions.is_empty() && page.back);
        page.confirms.unwrap().swap_remove(0).answers.unwrap().swap_remove(0).1
    };
    assert_eq!(answer(&respondent), "first");
    // A kept run is read as it was written.
    let kept = serde_json::to_string(&respondent.state).unwrap();
    respondent.state = serde_json::from_str(&kept).unwrap();
    submit(&respondent.survey, &mut respondent.state, &[], Direction::Back, 2_000);
    assert_eq!(respondent.keys(), ["QID1"]);
    let at_first = page(&respondent.survey, &respondent.state).unwrap();
    assert!(at_first.confirms.is_none() && !at_first.back);
    respondent.send(&[("QID1_TEXT", "second")]);
    assert_eq!(answer(&respondent), "second");
    let mark = page(&respondent.survey, &respondent.state).unwrap().mark;
    let SubmitOutcome::Ended(end) = respondent.send(&[("~page", &mark)]) else { panic!("it was confirmed") };
    assert_eq!(end.flag, "Complete");
    assert_eq!(respondent.answers()["QID1_TEXT"], Answer::Text("second".into()));
    // Where nothing was asked there is nothing to confirm.
    let options = object(json!({ "ConfirmResponseSummary": "Yes" }));
    let flow = vec![FlowElement::EndSurvey { flow: "FL_9".into(), options }];
    assert!(Respondent::of(survey(Vec::new(), Vec::new(), flow)).state.end.is_some());
}
