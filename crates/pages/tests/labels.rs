//! What inputs are called by those who do not see the page.

#![allow(clippy::unwrap_used)] // A test program from top to bottom; clippy looks into test functions only.

use engine::run::{Known, PreparedSurvey, page, start};
use pages::{PageChrome, survey_page};
use serde_json::{Value, json};

fn drawn(questions: &[Value]) -> String {
    let shown: Vec<Value> = questions
        .iter()
        .map(|question| json!({ "Type": "Question", "QuestionID": question["QuestionID"] }))
        .collect();
    let block = json!({ "Type": "Default", "ID": "BL_1", "Description": "", "BlockElements": shown });
    let mut elements = vec![
        json!({ "Element": "BL", "Payload": [block] }),
        json!({ "Element": "FL", "Payload": { "Flow": [{ "Type": "Block", "ID": "BL_1", "FlowID": "FL_1" }] } }),
        json!({ "Element": "SO", "Payload": { "AvailableLanguages": { "EN": [], "DE": [] } } }),
    ];
    elements.extend(questions.iter().map(|question| json!({ "Element": "SQ", "Payload": question })));
    let file = json!({ "SurveyEntry": { "SurveyName": "Labels" }, "SurveyElements": elements });
    let survey = PreparedSurvey::new(formats::qsf::survey(&formats::qsf::from_value(file).unwrap()));
    let state = start(&survey, 1, Vec::new(), Known::default(), 0);
    survey_page(&page(&survey, &state).unwrap(), &PageChrome::default())
}

/// A question of which every text is `text`: two choices, the second with a field, and two answers.
fn question(id: &str, kind: &str, selector: &str, sub: &str, text: &str) -> Value {
    json!({
        "QuestionID": id, "QuestionType": kind, "Selector": selector, "SubSelector": sub, "DataExportTag": id,
        "QuestionText": text, "QuestionDescription": "",
        "Choices": { "1": { "Display": text }, "2": { "Display": text, "TextEntry": "true" } },
        "ChoiceOrder": ["1", "2"],
        "Answers": { "1": { "Display": text }, "2": { "Display": text } }, "AnswerOrder": ["1", "2"],
    })
}

fn side_by_side(text: &str, rows: [&str; 2]) -> Value {
    let part = |number: u32, selector: &str, sub: &str| {
        json!({
            "QuestionID": format!("QID20#{number}"), "QuestionType": "Matrix", "Selector": selector, "SubSelector": sub,
            "QuestionText": text, "QuestionDescription": "", "DataExportTag": format!("Q20#{number}"),
            "Choices": { "1": { "Display": rows[0] }, "2": { "Display": rows[(number - 1) as usize] } },
            "ChoiceOrder": ["1", "2"],
            "Answers": { "1": { "Display": text }, "2": { "Display": text } }, "AnswerOrder": ["1", "2"],
        })
    };
    json!({
        "QuestionID": "QID20", "QuestionType": "SBS", "Selector": "SBSMatrix", "DataExportTag": "Q20", "QuestionText": text, "QuestionDescription": "",
        "Choices": { "1": { "Display": rows[0] }, "2": { "Display": rows[0] } }, "ChoiceOrder": ["1", "2"],
        "NumberOfQuestions": 2,
        "AdditionalQuestions": { "1": part(1, "Likert", "SingleAnswer"), "2": part(2, "Likert", "DL") },
    })
}

/// What stands within the element of this id, its markup left out.
fn said(html: &str, id: &str) -> String {
    let at = html.find(&format!(" id=\"{id}\"")).unwrap_or_else(|| panic!("{id} is not there"));
    let open = html[..at].rfind('<').unwrap();
    let name: String = html[open + 1..].chars().take_while(char::is_ascii_alphanumeric).collect();
    let begin = at + html[at..].find('>').unwrap() + 1;
    let (mut depth, mut end) = (1, begin);
    while depth > 0 {
        let next = end + html[end..].find('<').unwrap();
        if html[next..].starts_with(&format!("</{name}>")) {
            depth -= 1;
        } else if html[next..].starts_with(&format!("<{name}")) {
            depth += 1;
        }
        end = next + 1;
    }
    engine::html::plain(&html[begin..end - 1]).trim().to_owned()
}

/// The name of each input that can be seen, by its tag.
fn names(html: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for start in ["<input", "<select", "<textarea"] {
        for (place, _) in html.match_indices(start) {
            let tag = &html[place..place + html[place..].find('>').unwrap()];
            if tag.contains("type=\"hidden\"") {
                continue;
            }
            let value =
                |name: &str| Some(tag.split_once(&format!(" {name}=\""))?.1.split('"').next()?.to_owned());
            let name = match value("aria-labelledby") {
                Some(ids) => ids.split(' ').map(|id| said(html, id)).collect::<Vec<_>>().join("|"),
                None => {
                    let of = value("id").unwrap_or_default();
                    let label = html
                        .find(&format!("for=\"{of}\""))
                        .map(|at| html[at..].split("</label>").next().unwrap());
                    // Else the label stands around the input.
                    let label = label.unwrap_or_else(|| html[place..].split("</label>").next().unwrap());
                    engine::html::plain(label.split_once('>').unwrap().1).trim().to_owned()
                }
            };
            found.push((tag.to_owned(), name));
        }
    }
    found
}

#[test]
fn every_field_has_a_name_that_is_said_whatever_the_author_left_empty() {
    let kinds = [
        ("MC", "SAVR", "TX"),
        ("MC", "MAVR", "TX"),
        ("MC", "DL", ""),
        ("MC", "MSB", ""),
        ("TE", "SL", ""),
        ("TE", "ESTB", ""),
        ("TE", "FORM", ""),
        ("Matrix", "Likert", "SingleAnswer"),
        ("Matrix", "Likert", "MultipleAnswer"),
        ("Matrix", "Likert", "DL"),
        ("Matrix", "TE", "Short"),
        ("Matrix", "Bipolar", ""),
        ("Slider", "HSLIDER", ""),
        ("Slider", "STAR", ""),
        ("CS", "VRTL", "TX"),
        ("RO", "DND", "TX"),
    ];
    for text in ["", " ", "<br>", "&nbsp;", "<img src=\"https://example.org/a.png\">", "A text"] {
        let of = |(place, (kind, selector, sub)): (usize, &(&str, &str, &str))| {
            question(&format!("QID{}", place + 1), kind, selector, sub, text)
        };
        let mut questions: Vec<Value> = kinds.iter().enumerate().map(of).collect();
        questions.push(side_by_side(text, [text, text]));
        let html = drawn(&questions);
        let names = names(&html);
        assert!(names.len() > 50, "{} inputs", names.len());
        for (tag, name) in names {
            assert!(name.split('|').all(|part| !part.is_empty()), "{text:?}: {tag} is called {name:?}");
        }
    }
}

#[test]
fn a_row_with_two_ends_is_called_by_both_and_nothing_adds_up_to_nothing() {
    let mut ends = question("QID1", "Matrix", "Bipolar", "", "A text");
    ends["Choices"] = json!({ "1": { "Display": "Cold:Warm" } });
    let html = drawn(&[ends, question("QID2", "CS", "VRTL", "TX", "A text")]);
    let called =
        names(&html).into_iter().find(|(tag, _)| tag.contains("name=\"QID1_1\"")).map(|(_, name)| name);
    assert_eq!(called.as_deref(), Some("Cold|Warm|A text"));
    assert!(html.contains("<output>0</output>"), "{html}");
}

#[test]
fn tables_over_the_same_statements_stand_side_by_side() {
    let html = drawn(&[side_by_side("Part", ["Price", "Price"])]);
    assert_eq!(html.matches("<table").count(), 1, "{html}");
    assert!(html.contains("class=\"page wide\"") && html.contains("colspan=\"2\""), "{html}");
    let names = names(&html);
    let called =
        |input: &str| names.iter().find(|(tag, _)| tag.contains(input)).map(|(_, name)| name.clone());
    assert_eq!(called("name=\"QID20#1_2\" value=\"1\"").as_deref(), Some("Price|Part|Part"));
    assert_eq!(called("<select name=\"QID20#2_2\"").as_deref(), Some("Price|Part"));

    let html = drawn(&[side_by_side("Part", ["Price", "Taste"])]);
    assert_eq!(html.matches("<table").count(), 2, "other statements have a table of their own: {html}");
}
