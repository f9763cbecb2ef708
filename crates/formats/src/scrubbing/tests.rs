//! What of survey files is scrubbed, and what stays.

use serde_json::json;

use super::*;

fn file(elements: Value) -> SurveyFile {
    let entry = json!({
        "SurveyID": "SV_1a2B3c4D5e6F7g8", "SurveyName": "Ada's study", "SurveyBrandID": "acme",
        "SurveyOwnerID": "UR_0aB1cD2eF3gH4iJ",
    });
    let blocks = json!([
        { "Element": "BL", "SurveyID": "SV_1a2B3c4D5e6F7g8", "Payload": [] },
        { "Element": "FL", "Payload": { "Flow": [] } },
    ]);
    let elements = blocks.as_array().unwrap().iter().chain(elements.as_array().unwrap()).cloned().collect();
    crate::qsf::from_value(json!({ "SurveyEntry": entry, "SurveyElements": Value::Array(elements) })).unwrap()
}

#[test]
fn each_kind_of_thing_is_taken_out_and_the_rest_stays() {
    let rows = [
        (
            "QuestionText",
            "Dear <b>Ada</b>,&nbsp;${e://Field/name} 5!",
            "Xxxx <b>Xxx</b>,&nbsp;${e://Field/name} 0!",
        ),
        ("Display", "Größe", "Xxxxx"),
        ("QuestionJS", "fetch('https://x.example/?k=1')", NO_SCRIPT),
        ("Password", "hunter2", "xxxxxxx"),
        ("PreviewID", "b3a1c2d4-0000-4000-8000-000000000000", NO_PREVIEW),
        ("RightOperand", "gold", "word1"),
        (
            "Value",
            "write to Ada.L@uni.example.org, or ada.l@uni.example.org.",
            "word2 word3 person1@example.org, word4 person1@example.org.",
        ),
        ("SkinLibrary", "acme", "brand"),
        (
            "EOSRedirectURL",
            "https://u:pw@acme.qualtrics.com/jfe/form/SV_9z8y7x6w5v4u3t2?id=${e://Field/PID}&key=abc",
            "https://site1.example/xxx/xxxx/SV_000000000000003?id=${e://Field/PID}&key=xxx",
        ),
        ("Locator", "q://QID1/SelectableChoice/2", "q://QID1/SelectableChoice/2"),
        ("FlowID", "FL_12", "FL_12"),
        ("DataExportTag", "my_variable_of_interest", "my_variable_of_interest"),
    ];
    let payload: Map<String, Value> =
        rows.iter().map(|(name, given, _)| ((*name).to_owned(), json!(given))).collect();
    let scrubbed = scrubbed(&file(json!([{ "Element": "TR", "Payload": payload }])));
    let told = scrubbed.payload("TR").unwrap();
    for (name, given, expected) in rows {
        assert_eq!(told[name], expected, "{name}: {given}");
    }
    assert_eq!(scrubbed.entry["SurveyName"], "Xxx'x xxxxx");
    assert_eq!(scrubbed.entry["SurveyID"], "SV_000000000000001");
    assert_eq!(scrubbed.elements[0]["SurveyID"], "SV_000000000000001", "the same everywhere");
    assert_eq!(scrubbed.entry["SurveyOwnerID"], "UR_000000000000002");
}

#[test]
fn what_is_sent_elsewhere_and_shown_in_loops_is_hidden_too() {
    let payload = json!({
        "Headers": [{ "key": "X-API-TOKEN", "value": "abc" }],
        "Body": { "id": "${e://Field/id}", "secret": "s3" },
        "LoopingOptions": { "Static": { "1": { "1": "Ada" } } },
        "DefaultChoices": { "TEXT": { "Text": "Ada ${m://FirstName}" } },
    });
    let told =
        scrubbed(&file(json!([{ "Element": "SO", "SecondaryAttribute": "For Ada", "Payload": payload }])));
    assert_eq!(told.elements[2]["SecondaryAttribute"], "Xxx Xxx");
    let told = told.payload("SO").unwrap();
    assert_eq!(told["Headers"], json!([{ "key": "xxxxxxxxxxx", "value": "xxx" }]));
    assert_eq!(told["Body"], json!({ "id": "${e://Field/id}", "secret": "xx" }));
    assert_eq!(told["LoopingOptions"]["Static"]["1"]["1"], "Word1");
    assert_eq!(told["DefaultChoices"]["TEXT"]["Text"], "Xxx ${m://FirstName}");
}

#[test]
fn odd_texts_end() {
    for text in [
        "@",
        "a@",
        "@b.c",
        "a@b",
        "a@b.",
        "_",
        "__",
        "SV_",
        "http://",
        "https://@",
        "<",
        "<b",
        "<b =",
        "<b a=\"",
        "<!--",
        "<b é='>",
        "&é;",
        "a\\",
        "${",
        "&",
        "&;",
        "é@é.é",
        "💥@x.y",
    ] {
        let mut told = file(json!([{ "Element": "SO", "Payload": {} }]));
        for name in ["QuestionText", "Type", "RightOperand", "Password", "Other"] {
            told.elements[2].insert(name.to_owned(), json!(text));
        }
        told.rest.insert(text.to_owned(), json!(text));
        let _ = scrubbed(&told);
    }
}

#[test]
fn what_is_not_known_is_hidden_and_what_logic_compares_stays_equal() {
    let flow = json!({ "Type": "Root", "FlowID": "FL_1", "Flow": [
        { "Type": "EmbeddedData", "FlowID": "FL_3", "EmbeddedData": [
            { "Type": "Custom", "Field": "who", "Value": "Siegfried Trelawney" },
            { "Type": "Custom", "Field": "call", "Value": "+49 170 123456" } ] },
        { "Type": "Branch", "FlowID": "FL_4", "BranchLogic": { "0": {
            "0": { "LogicType": "EmbeddedField", "LeftOperand": "who", "Operator": "EqualTo",
                "RightOperand": "SIEGFRIED Trelawney" },
            "1": { "LogicType": "EmbeddedField", "LeftOperand": "x", "Operator": "GreaterThan",
                "RightOperand": "1000000" },
            "2": { "LogicType": "EmbeddedField", "LeftOperand": "x", "Operator": "MatchesRegex",
                "RightOperand": "^\\bAda[a-z]{2}\\d+$" },
            "3": { "LogicType": "EmbeddedField", "LeftOperand": "Q_Language", "Operator": "EqualTo",
                "RightOperand": "DE" } } }, "Flow": [] } ] });
    let mut whole = file(json!([
               { "Element": "SO", "Payload": { "RefererURL": "https://intranet.acme-corp.com/a?b=c&d",
                   "Header": "<img src='https://acme.co1.qualtrics.com/CP/Graphic.php?IM=IM_5aB1cD2eF3gH4iZ' alt='Ada'>",
                   "TriggerAction": { "FromName": "Ludwig Xaverius" }, "BackButton": "true", "Whatever": "5" } },
               { "Element": "XX", "PrimaryAttribute": "of Ada", "Payload": { "deep": [{ "Ada L": "Wolfram", "n": 7 }] } },
               { "Element": "SQ", "PrimaryAttribute": "QID1", "SecondaryAttribute": "Call +49 170 1234567",
                   "Payload": { "QuestionText": "x < 5 Ada > 3 <john doe> &#65;", "QuestionID": "QID1", "QuestionType": "MC", "Selector": "SAVR", "QuestionDescription": "x",
    "DataExportTag": "Q1",
                       "Choices": { "1": { "Display": "<b>Siegfried</b> Trelawney" }, "2": { "Display": "7" } } } },
           ]));
    whole.elements[1]["Payload"] = flow;
    whole.rest.insert("Extra".into(), json!({ "x": "Ferdinand" }));
    let told = scrubbed(&whole);
    let flow = &told.payload("FL").unwrap()["Flow"];
    assert_eq!(flow[0]["EmbeddedData"][0]["Value"], "Word1 Word2");
    assert_eq!(flow[0]["EmbeddedData"][1]["Value"], "+word3 word4 word5");
    let condition = |number: &str| flow[1]["BranchLogic"]["0"][number]["RightOperand"].clone();
    assert_eq!(condition("0"), "WORD1 Word2", "equal but for case, as before");
    assert_eq!(condition("1"), "1000000");
    assert_eq!(condition("2"), "^\\bWord6[a-z]{2}\\d+$");
    assert_eq!(condition("3"), "DE");
    let options = told.payload("SO").unwrap();
    assert_eq!(options["RefererURL"], "https://site1.example/x?b=x&x");
    assert_eq!(
        options["Header"],
        "<img src='https://site2.example/xx/xxxxxxxxxxx?IM=IM_000000000000003' alt='Xxx'>"
    );
    assert_eq!(options["TriggerAction"]["FromName"], "Xxxxxx Xxxxxxxx");
    assert_eq!((&options["BackButton"], &options["Whatever"]), (&json!("true"), &json!("5")));
    assert_eq!(told.payload("XX").unwrap(), &json!({ "deep": [{ "Word7": "Xxxxxxx", "n": 0 }] }));
    assert_eq!(told.elements[3]["PrimaryAttribute"], "xx Xxx");
    assert_eq!(told.elements[4]["PrimaryAttribute"], "QID1");
    assert_eq!(told.elements[4]["SecondaryAttribute"], "Xxxx +00 000 0000000");
    let question = told.payload("SQ").unwrap();
    assert_eq!(question["QuestionText"], "x < 0 Xxx > 0 <xxxx xxx> &#00;");
    assert_eq!(question["Choices"]["1"]["Display"], "<b>Word1</b> Word2", "logic compares with it");
    assert_eq!(question["Choices"]["2"]["Display"], "7");
    assert_eq!(told.rest, json!({ "Extra": { "x": "Xxxxxxxxx" } }).as_object().unwrap().clone());
}
