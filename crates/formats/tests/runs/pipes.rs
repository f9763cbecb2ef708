//! Piped text of every form (api/qsf.md section 11), and calculations.

use serde_json::json;

use super::*;

/// What a text on the second page reads.
fn reads(source: &str) -> String {
    let other = {
        let mut choices = named(&["<b>Red</b> wine", "Other", "Tea & milk"]);
        choices["2"]["TextEntry"] = json!("true");
        choices
    };
    let gradings = json!([{"ChoiceID": "1", "Grades": {"SC_0": "0.1"}}, {"ChoiceID": "2", "Grades": {"SC_0": 0.2, "SC_1": 3}}]);
    let side = json!({"Choices": named(&["Row one"]), "AdditionalQuestions": {"1": {"QuestionID": "QID6#1", "QuestionType": "Matrix",
        "Selector": "Likert", "SubSelector": "SingleAnswer", "QuestionText": "a", "Answers": named(&["No", "Yes"])}}});
    let never = when(
        json!({"LogicType": "EmbeddedField", "LeftOperand": "never", "Operator": "EqualTo", "RightOperand": "1"}),
    );
    let questions = vec![
        several(
            "QID1",
            json!({"Choices": other, "RecodeValues": {"1": "11", "2": 22}, "GradingData": gradings}),
        ),
        text("QID2", json!({"QuestionText": "Your <i>name</i>, ${e://Field/title}?"})),
        matrix("QID3", json!({"RecodeValues": {"1": "-1", "2": "0", "3": "1"}})),
        question("QID4", "CS", "VRTL", json!({"Choices": named(&["Left", "Right"])})),
        question("QID5", "TE", "FORM", json!({"Choices": named(&["Street", "Town"])})),
        question("QID6", "SBS", "SBSMatrix", side),
        text("QID7", json!({"DisplayLogic": never})),
        question("QID9", "DB", "TB", json!({"QuestionText": source})),
    ];
    let pages = ["QID1", "QID2", "QID3", "QID4", "QID5", "QID6", "QID7", "-", "QID9"];
    let file = file(&questions, vec![block("BL_1", &pages, json!({}))], vec![shows("BL_1")]);
    let embedded = [
        ("title", "Dr"),
        ("RecipientFirstName", "Ada"),
        ("RecipientEmail", "ada@example.org"),
        ("raw", "${e://Field/title} $e{ 1 + 1 }"),
        ("four", "4"),
        ("wild", "<script>"),
    ];
    let mut run = Run::with(file, 1, &embedded);
    run.send(&[
        ("QID1", "1"),
        ("QID1", "2"),
        ("QID1_2_TEXT", "cider"),
        ("QID2_TEXT", "Ada <3"),
        ("QID3_1", "3"),
        ("QID4_1", "0.1"),
        ("QID4_2", "0,2"),
        ("QID5_2", "Bern"),
        ("QID6#1_1", "2"),
        ("QID7_TEXT", "never asked"),
    ]);
    run.text()
}

#[test]
fn every_token_gives_its_value() {
    for (source, text) in [
        ("${q://QID2/ChoiceTextEntryValue}", "Ada &lt;3"),
        ("${q://QID1/ChoiceTextEntryValue/2}", "cider"),
        ("${q://QID1/ChoiceTextEntryValue}", "cider"),
        ("${q://QID5/ChoiceTextEntryValue/2}", "Bern"),
        ("${q://QID1/ChoiceGroup/SelectedChoices}", "Red wine, Other"),
        ("${q://QID1/ChoiceGroup/UnselectedChoices}", "Tea &amp; milk"),
        ("${q://QID1/ChoiceGroup/DisplayedChoices}", "Red wine, Other, Tea &amp; milk"),
        ("${q://QID1/ChoiceGroup/AllChoices?displayLogic=0}", "Red wine, Other, Tea &amp; milk"),
        ("${q://QID1/ChoiceGroup/SelectedChoicesTextEntry}", "Red wine, cider"),
        ("${q://QID3/ChoiceGroup/SelectedAnswers/1}", "Good"),
        ("${q://QID3/SelectedAnswers/1}", "Good"),
        ("${q://QID3/ChoiceGroup/SelectedChoices}", "Row one"),
        ("${q://QID3/SelectedAnswerRecode/1}", "1"),
        ("${q://QID6%231/ChoiceGroup/SelectedAnswers/1}", "Yes"),
        ("${q://QID6#1/ChoiceGroup/SelectedAnswers/1}", "Yes"),
        ("${q://QID1/SelectedChoicesRecode}", "11, 22"),
        ("${q://QID1/SelectedChoicesCount}", "2"),
        ("${q://QID4/ChoiceNumericEntryValue/1}", "0.1"),
        ("${q://QID4/TotalSum}", "0.3"),
        ("${q://QID2/QuestionText}", "Your name, Dr?"),
        ("${q://QID2/QuestionDescription}", "About QID2"),
        ("${q://QID1/ChoiceDescription/3}", "Tea &amp; milk"),
        ("${q://QID3/AnswerDescription/2}", "Fair"),
        ("${q://QID7/ChoiceTextEntryValue}", ""),
        ("${q://QID7/ChoiceGroup/DisplayedChoices}", ""),
        ("${q://QID99/QuestionText}", ""),
        ("${q://QID1/Unheard}", ""),
        ("${e://Field/title}", "Dr"),
        ("${e://Field/none}", ""),
        ("${e://Field/raw}", "${e://Field/title} $e{ 1 + 1 }"),
        ("${e://Field/wild}", "&lt;script&gt;"),
        ("${ed://title}", "Dr"),
        ("${m://FirstName} ${m://Email1}", "Ada ada@example.org"),
        ("${gr://SC_0/Score}", "0.3"),
        ("${gr://SC_1/Score}", "3"),
        ("${gr://SC_0/ScoreMean}", "0.15"),
        ("${gr://SC_0/WeightedMean}", "0.15"),
        ("${gr://SC_0/Unheard}${gr://SC_9/Score}", ""),
        ("${date://CurrentDate/Y-m-d}", "2026-09-02"),
        ("${date://OtherDate/Y%2Fm%2Fd/+1 week}", "2026/09/09"),
        ("${rand://int/5:5}", "5"),
        ("${lm://Field/1}${lm://CurrentLoopNumber}", ""),
        ("${loc://City}${s://x}${rp://x}${cj://x}", ""),
        ("${nothing} $5 ${", "${nothing} $5 ${"),
        ("$e{ q://QID4/ChoiceNumericEntryValue/1 + q://QID4/ChoiceNumericEntryValue/2 }", "0.3"),
        ("$e{ ${gr://SC_0/Score} * 10 }%", "3%"),
        ("$e{ round( q://QID4/TotalSum / 9 , 3 ) }", "0.033"),
        ("$e{ e://Field/raw + 1 }|", "|"),
        ("$e{ 1 / 0 }|", "|"),
        ("{ 4 + e://Field/four }#$|", "8|"),
    ] {
        assert_eq!(reads(source), text, "{source}");
    }
}

#[test]
fn random_numbers_lie_between_both_ends_and_stay() {
    let first = text(
        "QID1",
        json!({"QuestionText": "${rand://int/3:1} ${rand://int/-9223372036854775808:9223372036854775807}|"}),
    );
    let mut seen = std::collections::HashSet::new();
    for seed in 0..60 {
        let run = Run::with(in_turn(std::slice::from_ref(&first)), seed, &[]);
        let text = run.text();
        assert_eq!(text, run.text());
        seen.insert(text);
    }
    assert_eq!(seen, [1, 2, 3].map(|number| format!("{number} |")).into());
}

#[test]
fn calculations_are_made_in_choices_embedded_data_and_checks() {
    let rule = when(
        json!({"LogicType": "Question", "LeftOperand": "q://QID2/ChoiceTextEntryValue", "Operator": "LessThanOrEqual",
        "RightOperand": "$e{ e://Field/limit / 2 }"}),
    );
    let checked = json!({"Validation": {"Settings": {"Type": "CustomValidation", "CustomValidation": {"Logic": rule}}}});
    let questions =
        [single("QID1", json!({"Choices": named(&["$e{ e://Field/limit - 1 }"])})), text("QID2", checked)];
    let blocks = vec![block("BL_1", &["QID1", "QID2"], json!({}))];
    let mut run = Run::of(file(&questions, blocks, vec![sets(&[("limit", "$e{ 3 * 4 }")]), shows("BL_1")]));
    let Input::Choices(choices) = run.page().unwrap().questions.swap_remove(0).input else {
        panic!("choices")
    };
    assert_eq!(choices.choices[0].text, "11");
    assert!(matches!(run.send(&[("QID2_TEXT", "6.01")]), SubmitOutcome::Invalid(_)));
    assert!(matches!(run.send(&[("QID2_TEXT", "6")]), SubmitOutcome::Ended(_)));
    assert_eq!(run.value("limit"), "12");
}

#[test]
fn texts_that_name_each_other_come_to_an_end() {
    let questions = [
        text("QID1", json!({"QuestionText": "a ${q://QID2/QuestionText}"})),
        text("QID2", json!({"QuestionText": "b ${q://QID1/QuestionText}"})),
    ];
    let text = Run::of(in_turn(&questions)).text();
    assert!(text.starts_with("a b a b") && text.len() < 100, "{text}");
}

#[test]
fn scores_count_each_answer_once_and_follow_the_way() {
    let points = |yes: i32| json!([{"ChoiceID": "1", "Grades": {"SC_0": yes.to_string()}}, {"ChoiceID": "2", "Grades": {"SC_0": "0"}}]);
    let rows = json!({"0": {"ChoiceID": "1", "AnswerID": "3", "Grades": {"SC_0": 10}}, "1": {"ChoiceID": "2", "AnswerID": "1", "Grades": {"SC_0": 20}}});
    let typed = json!([{"TextEntry": "Bern", "Grades": {"SC_0": 100}}]);
    let questions = [
        single("QID1", json!({"GradingData": points(1)})),
        matrix("QID2", json!({"GradingData": rows})),
        text("QID3", json!({"GradingData": typed})),
        question("QID4", "DB", "TB", json!({"QuestionText": "${gr://SC_0/Score} ${gr://SC_0/ScoreMean}"})),
    ];
    let blocks =
        vec![block("BL_1", &["QID4"], json!({})), block("BL_2", &["QID1", "QID2", "QID3"], json!({}))];
    let mut run = Run::of(file(&questions, blocks, vec![shows("BL_1"), shows("BL_2"), shows("BL_1")]));
    assert_eq!(run.text(), "0 0");
    assert_eq!(run.value("SC_0"), "", "nothing was earned");
    run.send(&[]);
    run.send(&[("QID1", "1"), ("QID2_1", "3"), ("QID2_2", "3"), ("QID3_TEXT", " bern ")]);
    assert_eq!(run.text(), "111 37");
    assert_eq!(run.value("SC_0"), "111");
}

/// Every option that is words for respondents is filled in, as plain text where the page has no markup for it; a value that is a part
/// of an address is encoded there.
#[test]
fn the_words_around_a_page_are_filled_in_too() {
    let link = "<a href=\"https://x.example/?id=${e://Field/h}\">${e://Field/h}</a>";
    let mut file = in_turn(&[text("QID1", json!({"QuestionText": link}))]);
    file["SurveyElements"][2]["Payload"] = json!({"BackButton": "true", "SurveyTitle": "T ${e://Field/h}",
        "SurveyMetaDescription": "D ${e://Field/h}", "NextButton": "<b>Go</b> ${e://Field/h}",
        "PreviousButton": "Back ${e://Field/h}", "Header": "H ${e://Field/h}"});
    let mut run = Run::with(file.clone(), 1, &[("h", "a&b <c>")]);
    let page = run.page().unwrap();
    assert_eq!((page.title.as_str(), page.description.as_str()), ("T a&b <c>", "D a&b <c>"));
    assert_eq!((page.next_label.as_str(), page.back_label.as_str()), ("Go a&b <c>", "Back a&b <c>"));
    assert_eq!(page.header, "H a&amp;b &lt;c&gt;");
    assert_eq!(run.text(), "<a href=\"https://x.example/?id=a%26b%20%3Cc%3E\">a&amp;b &lt;c&gt;</a>");
    run = Run::of(file);
    assert_eq!(run.page().unwrap().title, "T ", "nothing of it stays where nothing is known");
}
