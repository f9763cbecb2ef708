//! Words that respondents see: translations, titles, addresses.

use super::*;

#[test]
fn translations_and_defaults() {
    let mut first = single("QID1");
    first.raw = object(
        json!({"Language": {"DE": {"QuestionText": "Auf Deutsch", "Choices": {"1": {"Display": "Eins"}}}}}),
    );
    let mut preset = text("QID3");
    preset.raw = object(json!({"DefaultChoices": {"TEXT": {"Text": "${e://Field/name}"}}}));
    let pages = block("BL_1", &[&["QID1", "QID3"]]);
    let survey = PreparedSurvey::new(survey(vec![first, preset], vec![pages], vec![shows("BL_1")]));
    let embedded = vec![("Q_Language".to_owned(), "DE".to_owned()), ("name".to_owned(), "Ada".to_owned())];
    let mut state = start(&survey, 1, embedded, Known::default(), 1_000);
    let shown = page(&survey, &state).unwrap();
    assert_eq!(shown.questions[0].text, "Auf Deutsch");
    let (Input::Choices(choices), Input::Entry(entry)) =
        (&shown.questions[0].input, &shown.questions[1].input)
    else {
        panic!("choices and an entry")
    };
    assert_eq!(
        (choices.choices[0].text.as_str(), choices.choices[1].text.as_str()),
        ("Eins", "<span lang=\"en\" dir=\"ltr\">Two</span>"),
        "what is not translated says its language"
    );
    assert_eq!(entry.value, "Ada");
    submit(&survey, &mut state, &form(&[("QID1", "1")]), Direction::Next, 3_500);
    let answers = recorded(&survey, &state, 4_000).answers;
    assert!(!answers.contains_key("QID3_TEXT"), "the respondent emptied it");
}

#[test]
fn only_the_titles_nobody_wrote_are_left_out() {
    let titled = |title: &str| {
        let mut survey = survey(vec![single("QID1")], vec![block("BL_1", &[&["QID1"]])], vec![shows("BL_1")]);
        survey.options.insert("SurveyTitle".into(), json!(title));
        let survey = PreparedSurvey::new(survey);
        let state = start(&survey, 1, Vec::new(), Known::default(), 0);
        page(&survey, &state).unwrap().title
    };
    assert_eq!(titled("Qualtrics vs. Medallia study"), "Qualtrics vs. Medallia study");
    assert_eq!(titled("Qualtrics Survey"), "Qualtrics Survey");
    assert_eq!(titled("Qualtrics Survey | Qualtrics Experience Management"), "");
    assert_eq!(titled("Online Survey Software | Qualtrics Survey Solutions"), "");
}

#[test]
fn values_in_the_address_of_the_end_cannot_change_it() {
    let mut survey = survey(vec![single("QID1")], vec![block("BL_1", &[&["QID1"]])], vec![shows("BL_1")]);
    survey.options.extend(object(json!({
        "SurveyTermination": "Redirect", "EOSRedirectURL": "https://example.org/?who=${e://Field/who}"
    })));
    let survey = PreparedSurvey::new(survey);
    let embedded = vec![("who".to_owned(), "Ada & Böhm/a-b_c.d~e?#%+".to_owned())];
    let mut state = start(&survey, 1, embedded, Known::default(), 0);
    let SubmitOutcome::Ended(end) = submit(&survey, &mut state, &[], Direction::Next, 1) else {
        panic!("one page")
    };
    let address = "https://example.org/?who=Ada%20%26%20B%C3%B6hm%2Fa-b_c.d~e%3F%23%25%2B";
    assert_eq!(end.redirect.as_deref(), Some(address));
}

#[test]
fn a_language_is_changed_on_the_way_and_what_is_on_the_page_stays() {
    let translated = |id: &str, languages: Value| {
        let mut question = text(id);
        question.raw = object(json!({ "Language": languages }));
        question
    };
    let questions = vec![
        translated("QID1", json!({ "AR": { "QuestionText": "ما رأيك؟" } })),
        translated("QID2", json!({ "AR": { "QuestionText": " " }, "DE": { "QuestionText": "Warum?" } })),
    ];
    let mut survey =
        survey(questions, vec![block("BL_1", &[&["QID1", "QID2"], &["QID2"]])], vec![shows("BL_1")]);
    survey.options.insert("Header".into(), json!("<b>Us</b>"));
    survey.options.insert("CustomLanguages".into(), json!({ "XX": { "DisplayName": "Ours" } }));
    survey.options.insert("AvailableLanguages".into(), json!({ "EN": [], "XX": [], "AR": [], "DE": [] }));
    let mut respondent = Respondent::of(survey);
    let languages = page(&respondent.survey, &respondent.state).unwrap().languages;
    let languages: Vec<_> = languages.iter().map(|(code, name)| (code.as_str(), name.as_str())).collect();
    assert_eq!(languages, [("EN", "English"), ("XX", "Ours"), ("AR", "العربية"), ("DE", "Deutsch")]);

    let sent = form(&[("QID1_TEXT", "half a thought")]);
    assert!(
        respondent.state.speak(&respondent.survey, "ar") && !respondent.state.speak(&respondent.survey, "FR")
    );
    let outcome = submit(&respondent.survey, &mut respondent.state, &sent, Direction::Stay, 2_000);
    assert_eq!(outcome, SubmitOutcome::Page);
    let shown = page(&respondent.survey, &respondent.state).unwrap();
    assert_eq!((shown.language.as_str(), shown.base_language.as_str(), shown.number), ("AR", "EN", 1));
    let texts: Vec<&str> = shown.questions.iter().map(|question| question.text.as_str()).collect();
    assert_eq!(texts, ["ما رأيك؟", "<span lang=\"en\" dir=\"ltr\">Text of QID2</span>"]);
    assert_eq!(shown.header, "<span lang=\"en\" dir=\"ltr\"><b>Us</b></span>");
    let Input::Entry(entry) = &shown.questions[0].input else { panic!("a text") };
    assert_eq!(entry.value, "half a thought");
    assert_eq!(respondent.state.embedded["Q_Language"], "AR");
    respondent.send(&[]);
    assert_eq!(page(&respondent.survey, &respondent.state).unwrap().number, 2);
    assert_eq!(recorded(&respondent.survey, &respondent.state, 4_000).meta.language, "AR");
}

#[test]
fn the_languages_that_are_listed_are_offered_and_those_of_translations_where_none_is() {
    let question = || {
        let mut question = text("QID1");
        question.raw = object(json!({ "Language": { "FR": { "QuestionText": "Pourquoi ?" } } }));
        question
    };
    for (listed, offered) in [
        (json!({ "EN": [], "DE": [] }), &["EN", "DE"][..]),
        (json!({}), &["EN", "FR"]),
        (json!([]), &["EN", "FR"]),
    ] {
        let mut survey = survey(vec![question()], vec![block("BL_1", &[&["QID1"]])], vec![shows("BL_1")]);
        survey.options.insert("AvailableLanguages".into(), listed);
        assert_eq!(PreparedSurvey::new(survey).languages(), offered);
    }
}

#[test]
fn what_is_wrong_stays_told_when_the_language_changes() {
    let mut must = single("QID1");
    must.raw = object(json!({ "Validation": { "Settings": { "ForceResponse": "ON" } } }));
    let mut respondent =
        Respondent::of(survey(vec![must], vec![block("BL_1", &[&["QID1"]])], vec![shows("BL_1")]));
    respondent.send(&[]);
    let problems = respondent.state.problems.clone();
    respondent.state.speak(&respondent.survey, "DE");
    submit(&respondent.survey, &mut respondent.state, &form(&[]), Direction::Stay, 3_000);
    assert_eq!(respondent.state.problems, problems);
}

/// Editors write the names of fields percent-encoded in texts, formulas and conditions.
#[test]
fn fields_are_found_by_their_encoded_names_too() {
    let field = |name: &str, value: &str| EmbeddedField { name: name.into(), value: Some(value.into()) };
    let fields =
        vec![field("My Field", "5"), field("Größe", "L"), field("100%25", "as written"), field("a/b", "x")];
    let branch = |left: &str| FlowElement::Branch {
        flow: "FL_3".into(),
        condition: Some(when("EmbeddedField", left, "EqualTo", "5")),
        children: vec![FlowElement::EmbeddedData { flow: "FL_4".into(), fields: vec![field("found", left)] }],
    };
    for left in ["My Field", "My%20Field", "my%20field", "e://Field/My%20Field"] {
        let mut asked = text("QID1");
        asked.text = "${e://Field/My%20Field} $e{ e://Field/My%20Field + 1 } ${e://Field/Gr%C3%B6%C3%9Fe} \
                      ${e://Field/100%25} ${e://Field/a%2Fb} ${m://My%20Field} [${e://Field/no%20field}] \
                      [${e://Field/%FF}] ${e://Field/found}"
            .into();
        let flow = vec![
            FlowElement::EmbeddedData { flow: "FL_2".into(), fields: fields.clone() },
            branch(left),
            shows("BL_1"),
        ];
        let respondent = Respondent::of(survey(vec![asked], vec![block("BL_1", &[&["QID1"]])], flow));
        let page = page(&respondent.survey, &respondent.state).unwrap();
        assert_eq!(page.questions[0].text, format!("5 6 L as written x 5 [] [] {left}"));
    }
}
