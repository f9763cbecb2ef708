//! What the report calls run is run: every entry of its lists, by an example that gives a value.

use model::survey::{Quota, QuotaAction, QuotaCell};

use super::*;
use crate::run::report::runs::{LOCATORS, LOGIC, OPERATORS, PIPES, QUESTION_PIPES};

/// A respondent who answered two questions and a table, in the first round of a loop, on a phone, with a score of 1 and a quota
/// counted once; the next page is shown where `display` holds, and reads as `source` says.
fn reads(display: Option<Expression>, source: &str) -> Option<String> {
    let mut first = single("QID1");
    first.raw = object(json!({"GradingData": [{"ChoiceID": "1", "Grades": {"SC_1": 1}}]}));
    first.description = "About".into();
    let mut table = question("QID3", QuestionType::Matrix, "Likert");
    table.answers = vec![choice("1", "Bad"), choice("2", "Good")];
    let sum = question("QID4", QuestionType::ConstantSum, "VRTL");
    let mut shown = question("QID9", QuestionType::Descriptive, "TB");
    shown.text = source.to_owned();
    shown.display = display;
    let mut looped = block("BL_2", &[&["QID9"]]);
    looped.loop_rows = ["7", "8"].map(|row| (row.to_owned(), object(json!({"1": "field"})))).to_vec();
    looped.raw = object(json!({"Options": {"Looping": "Static", "LoopingOptions": {}}}));
    let asked = block("BL_1", &[&["QID1", "QID2", "QID3", "QID4"]]);
    let questions = vec![first, text("QID2"), table, sum, shown];
    let mut survey = survey(questions, vec![asked, looped], vec![shows("BL_1"), shows("BL_2")]);
    survey.scoring = vec![("SC_1".into(), "All".into())];
    let cell = QuotaCell { key: "QO_1".into(), limit: 1, logic: None, schedule: None };
    let quota = Quota {
        id: "QO_1".into(),
        name: String::new(),
        cells: vec![cell],
        action: QuotaAction::Nothing,
        end: Map::new(),
    };
    survey.quotas = vec![quota];
    let survey = PreparedSurvey::new(survey);
    let embedded =
        vec![("a".to_owned(), "tea".to_owned()), ("RecipientFirstName".to_owned(), "Ada".to_owned())];
    let mut known = Known::of_browser("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Mobile/15E148");
    known.count([("QO_1".to_owned(), 1)], 0);
    let mut state = start(&survey, 1, embedded, known, 1_000);
    let answers = [("QID1", "1"), ("QID2_TEXT", "tea"), ("QID3_1", "2"), ("QID4_1", "5")];
    submit(&survey, &mut state, &form(&answers), Direction::Next, 2_000);
    page(&survey, &state).map(|mut page| page.questions.swap_remove(0).text)
}

fn holds(logic: &str, left: &str, operator: &str, right: &str) -> bool {
    reads(Some(when(logic, left, operator, right)), "x").is_some()
}

#[test]
fn every_kind_of_condition_that_is_called_run_tells_what_is_from_what_is_not() {
    for kind in LOGIC {
        let [left, so, right, not, wrong] = match *kind {
            "Question" => ["q://QID2/ChoiceTextEntryValue", "EqualTo", "tea", "EqualTo", "mate"],
            "EmbeddedField" => ["a", "EqualTo", "tea", "EqualTo", "mate"],
            "PanelData" => ["m://FirstName", "EqualTo", "Ada", "EqualTo", "Bob"],
            "LoopAndMerge" => ["BL_2", "EqualTo", "7", "EqualTo", "9"],
            "LoopAndMergeField" => ["lm://Field/1", "EqualTo", "field", "EqualTo", "other"],
            "Scoring" => ["gr://SC_1/Score", "EqualTo", "1", "GreaterThan", "1"],
            "Quota" => ["qo://QO_1/QuotaMet", "QuotaMet", "", "QuotaNotMet", ""],
            "DeviceType" => ["mobile", "Is", "", "IsNot", ""],
            "BooleanValue" => {
                assert!(holds(kind, "true", "", "") && !holds(kind, "false", "", ""));
                continue;
            }
            other => panic!("{other} has no example"),
        };
        assert!(holds(kind, left, so, right), "{kind}");
        assert!(!holds(kind, left, not, wrong), "{kind}");
    }
    for kind in ["GeoIP", "Relationship", "SubjectMetadata"] {
        assert!(!LOGIC.contains(&kind) && !holds(kind, "loc://City", "Is", "Bern"), "{kind}");
        assert!(holds(kind, "loc://City", "IsNot", "Bern"), "{kind}");
    }
}

#[test]
fn every_operator_that_is_called_run_tells_what_is_from_what_is_not() {
    let [typed, one, asked, quota] = [
        "q://QID2/ChoiceTextEntryValue",
        "q://QID1/SelectableChoice/",
        "q://QID1/QuestionDisplayed",
        "qo://QO_1/QuotaMet",
    ];
    for operator in OPERATORS {
        let question = |left: &str, right: &str| holds("Question", left, operator, right);
        let sum = |right: &str| question("q://QID4/ChoiceNumericEntryValue/1", right);
        let (so, not) = match *operator {
            "EqualTo" | "Is" | "Contains" | "MatchesRegex" => {
                (question(typed, "tea"), question(typed, "mate"))
            }
            "NotEqualTo" | "IsNot" | "DoesNotContain" => (question(typed, "mate"), question(typed, "tea")),
            "GreaterThan" => (sum("4"), sum("5")),
            "GreaterThanOrEqual" => (sum("5"), sum("6")),
            "LessThan" => (sum("6"), sum("5")),
            "LessThanOrEqual" => (sum("5"), sum("4")),
            "Empty" => (question("q://QID4/ChoiceNumericEntryValue/2", ""), question(typed, "")),
            "NotEmpty" => (question(typed, ""), question("q://QID4/ChoiceNumericEntryValue/2", "")),
            "Selected" => (question(&format!("{one}1"), ""), question(&format!("{one}2"), "")),
            "NotSelected" => (question(&format!("{one}2"), ""), question(&format!("{one}1"), "")),
            "Displayed" => (question(asked, ""), question("q://QID99/QuestionDisplayed", "")),
            "NotDisplayed" => (question("q://QID99/QuestionDisplayed", ""), question(asked, "")),
            "QuotaMet" => {
                (holds("Quota", quota, operator, ""), holds("Quota", "qo://QO_9/QuotaMet", operator, ""))
            }
            "QuotaNotMet" => {
                (holds("Quota", "qo://QO_9/QuotaMet", operator, ""), holds("Quota", quota, operator, ""))
            }
            other => panic!("{other} has no example"),
        };
        assert!(so && !not, "{operator}");
    }
    for operator in ["In", "InOrBelow", "SameAsSubject"] {
        assert!(!OPERATORS.contains(&operator) && !holds("Question", typed, operator, "tea"), "{operator}");
    }
}

#[test]
fn everything_that_a_condition_may_ask_of_a_question_is_known() {
    for locator in LOCATORS {
        let [path, operator] = match *locator {
            "SelectableChoice" => ["QID1/SelectableChoice/1", "Selected"],
            "SelectableAnswer" => ["QID3/SelectableAnswer/2", "Selected"],
            "QuestionDisplayed" => ["QID1/QuestionDisplayed", "Displayed"],
            "ChoiceDisplayed" => ["QID1/ChoiceDisplayed/3", "Displayed"],
            "AnswerDisplayed" => ["QID3/AnswerDisplayed/1", "Displayed"],
            other => panic!("{other} has no example"),
        };
        assert!(holds("Question", &format!("q://{path}"), operator, ""), "{locator}");
    }
    for what in QUESTION_PIPES {
        assert!(holds("Question", &format!("q://{}", of_question(what)), "NotEmpty", ""), "{what}");
    }
    assert!(!holds("Question", "q://QID1/Regions", "NotEmpty", ""));
}

/// Where a question gives a value of this kind.
fn of_question(what: &str) -> String {
    match what {
        "ChoiceTextEntryValue" => "QID2/ChoiceTextEntryValue".into(),
        "ChoiceNumericEntryValue" => "QID4/ChoiceNumericEntryValue/1".into(),
        "TotalSum" => "QID4/TotalSum".into(),
        "ChoiceDescription" => "QID1/ChoiceDescription/1".into(),
        "AnswerDescription"
        | "SelectedAnswerRecode"
        | "SelectedAnswerCount"
        | "SelectedAnswers"
        | "ChoiceGroup/SelectedAnswers" => format!("QID3/{what}/1"),
        _ => format!("QID1/{what}"),
    }
}

#[test]
fn every_piped_text_that_is_called_run_gives_a_value_and_no_other_does() {
    for pipe in PIPES {
        let token = match *pipe {
            "e://" => "e://Field/a".to_owned(),
            "ed://" => "ed://a".to_owned(),
            "m://" => "m://FirstName".to_owned(),
            "lm://Field/" => "lm://Field/1".to_owned(),
            "rand://int/" => "rand://int/1:9".to_owned(),
            "date://OtherDate/" => "date://OtherDate/Y-m-d/+1 week".to_owned(),
            date if date.starts_with("date://") => format!("{date}PT"),
            score if score.starts_with("gr://") => score.replace('…', "SC_1"),
            other => other.replace('…', "QO_1"),
        };
        assert!(reads(None, &format!("${{{token}}}")).is_some_and(|text| !text.is_empty()), "{token}");
    }
    for what in QUESTION_PIPES {
        let text = reads(None, &format!("${{q://{}}}", of_question(what)));
        assert!(text.is_some_and(|text| !text.is_empty()), "{what}");
    }
    for token in [
        "loc://City",
        "s://x",
        "rp://x",
        "cj://x",
        "gr://SC_1/Rank",
        "qo://QO_1/QuotaLeft",
        "q://QID1/Regions",
    ] {
        let is_listed = PIPES.iter().any(|pipe| token.starts_with(pipe));
        assert!(!is_listed && reads(None, &format!("${{{token}}}")).as_deref() == Some(""), "{token}");
    }
    assert_eq!(reads(None, "$e{ round( q://QID4/TotalSum / 3 , 1 ) }").as_deref(), Some("1.7"));
}
