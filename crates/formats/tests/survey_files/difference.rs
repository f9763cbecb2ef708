//! What differs between two files, and files without what tells of people.

use formats::difference::differences;
use formats::{qsf, scrubbing};
use model::survey::SurveyFile;
use serde_json::{Value, json};

/// The lines between a small survey and what `change` makes of it.
fn changed(change: impl FnOnce(&mut Value)) -> Vec<String> {
    let before = survey();
    let mut after = before.clone();
    change(&mut after);
    differences(&qsf::from_value(before).unwrap(), &qsf::from_value(after).unwrap())
}

fn survey() -> Value {
    let logic = json!({ "0": { "0": { "LogicType": "Question", "LeftOperand": "q://QID2/SelectableChoice/1",
        "Operator": "Selected", "Description": "<b>If</b> Tea? Yes Is Selected" }, "Type": "If" } });
    json!({
        "SurveyEntry": { "SurveyID": "SV_1", "SurveyName": "Tea", "SurveyStartDate": null },
        "SurveyElements": [
            { "Element": "BL", "Payload": [
                { "Type": "Default", "ID": "BL_1", "Description": "Main", "BlockElements": [
                    { "Type": "Question", "QuestionID": "QID2" }, { "Type": "Page Break" },
                    { "Type": "Question", "QuestionID": "QID3" } ] } ] },
            { "Element": "FL", "Payload": { "Type": "Root", "FlowID": "FL_1", "Properties": { "Count": 3 }, "Flow": [
                { "Type": "Block", "ID": "BL_1", "FlowID": "FL_2" }, { "Type": "EndSurvey", "FlowID": "FL_3" } ] } },
            { "Element": "SO", "Payload": { "BackButton": "false" } },
            { "Element": "QO", "PrimaryAttribute": "QO_1", "Payload": { "Occurrences": 10 } },
            { "Element": "SQ", "PrimaryAttribute": "QID2", "Payload": {
                "QuestionID": "QID2", "DataExportTag": "likes", "QuestionType": "MC", "Selector": "SAVR",
                "QuestionText": "Tea?", "QuestionDescription": "Tea?", "Language": [],
                "Choices": { "1": { "Display": "Yes" }, "4": { "Display": "No" } }, "ChoiceOrder": ["4", "1"] } },
            { "Element": "SQ", "PrimaryAttribute": "QID3", "Payload": {
                "QuestionID": "QID3", "DataExportTag": "Q3", "QuestionType": "TE", "Selector": "SL",
                "QuestionText": "Why?", "QuestionDescription": "Why?", "DisplayLogic": logic,
                "Language": { "DE": { "QuestionText": "Warum?" } },
                "Validation": { "Settings": { "ForceResponse": "OFF" } } } },
        ],
    })
}

#[test]
fn each_kind_of_change_is_told_in_an_authors_words() {
    type Change = fn(&mut Value);
    let rows: Vec<(Change, &[&str])> = vec![
        (
            |file| file["SurveyEntry"]["SurveyName"] = json!("Coffee"),
            &["survey: SurveyName \"Tea\" became \"Coffee\""],
        ),
        (
            |file| file["SurveyElements"][4]["Payload"]["Choices"]["1"]["Display"] = json!("Yes, always"),
            &["likes (QID2), second choice: text \"Yes\" became \"Yes, always\""],
        ),
        (
            |file| file["SurveyElements"][4]["Payload"]["Choices"]["1"]["ExclusiveAnswer"] = json!(true),
            &["likes (QID2), second choice: ExclusiveAnswer \"true\" was added"],
        ),
        (
            |file| {
                file["SurveyElements"][4]["Payload"]["Choices"]["5"] = json!({ "Display": "Perhaps" });
                file["SurveyElements"][4]["Payload"]["ChoiceOrder"] = json!(["5", "4", "1"]);
            },
            &["likes (QID2): the first choice \"Perhaps\" was added"],
        ),
        (
            |file| {
                file["SurveyElements"][4]["Payload"]["Choices"] = json!({ "1": { "Display": "Yes" } });
                file["SurveyElements"][4]["Payload"]["ChoiceOrder"] = json!([1]);
            },
            &["likes (QID2): the first choice \"No\" was removed"],
        ),
        (
            |file| file["SurveyElements"][4]["Payload"]["ChoiceOrder"] = json!(["1", "4"]),
            &["likes (QID2): the order of its choices \"4, 1\" became \"1, 4\""],
        ),
        (
            |file| {
                file["SurveyElements"][4]["Payload"]["QuestionText"] = json!("Coffee?");
                file["SurveyElements"][4]["Payload"]["QuestionDescription"] = json!("Coffee?");
            },
            &["likes (QID2): text \"Tea?\" became \"Coffee?\""],
        ),
        (
            |file| {
                file["SurveyElements"][5]["Payload"]["Validation"]["Settings"]["ForceResponse"] = json!("ON")
            },
            &["Q3 (QID3): Validation, Settings, ForceResponse \"OFF\" became \"ON\""],
        ),
        (
            |file| {
                file["SurveyElements"][5]["Payload"]["Language"]["FR"] =
                    json!({ "QuestionText": "Pourquoi ?" })
            },
            &["Q3 (QID3): the translation FR was added"],
        ),
        (
            |file| file["SurveyElements"][5]["Payload"]["Language"]["DE"]["QuestionText"] = json!("Wieso?"),
            &["Q3 (QID3): translation DE, QuestionText \"Warum?\" became \"Wieso?\""],
        ),
        (
            |file| file["SurveyElements"][5]["Payload"]["DisplayLogic"] = json!([]),
            &["Q3 (QID3): the display logic \"If Tea? Yes Is Selected\" was removed"],
        ),
        (
            |file| {
                file["SurveyElements"][5]["Payload"]["DisplayLogic"]["0"]["0"]["Operator"] =
                    json!("NotSelected")
            },
            &["Q3 (QID3): display logic, 0, 0, Operator \"Selected\" became \"NotSelected\""],
        ),
        (
            |file| {
                file["SurveyElements"][0]["Payload"][0]["BlockElements"] =
                    json!([{ "Type": "Question", "QuestionID": "QID2" }])
            },
            &["block \"Main\" (BL_1): what it shows \"QID2, page break, QID3\" became \"QID2\""],
        ),
        (
            |file| {
                let trash = json!({ "Type": "Trash", "ID": "BL_2", "Description": "Bin" });
                file["SurveyElements"][0]["Payload"].as_array_mut().unwrap().push(trash);
            },
            &["block \"Bin\" (BL_2) was added"],
        ),
        (
            |file| file["SurveyElements"][1]["Payload"]["Flow"].as_array_mut().unwrap().reverse(),
            &["flow FL_1 (Root): the order of what it holds \"FL_2, FL_3\" became \"FL_3, FL_2\""],
        ),
        (
            |file| drop(file["SurveyElements"][1]["Payload"]["Flow"].as_array_mut().unwrap().pop()),
            &["flow FL_3 (EndSurvey) was removed"],
        ),
        (
            |file| {
                file["SurveyElements"][1]["Payload"]["Flow"][1]["Options"] =
                    json!({ "ResponseFlag": "Screened" })
            },
            &["flow FL_3 (EndSurvey): Options, ResponseFlag \"Screened\" was added"],
        ),
        (
            |file| file["SurveyElements"][2]["Payload"]["BackButton"] = json!(true),
            &["options: BackButton \"false\" became \"true\""],
        ),
        (
            |file| file["SurveyElements"][3]["Payload"]["Occurrences"] = json!("11"),
            &["quota QO_1: Occurrences \"10\" became \"11\""],
        ),
        (|file| drop(file["SurveyElements"].as_array_mut().unwrap().remove(3)), &["quota QO_1 was removed"]),
        (
            |file| {
                file["SurveyElements"][0]["Payload"][0]["BlockElements"].as_array_mut().unwrap().pop();
                file["SurveyElements"].as_array_mut().unwrap().pop();
            },
            &[
                "question Q3 (QID3) \"Why?\" was removed",
                "block \"Main\" (BL_1): what it shows \"QID2, page break, QID3\" became \"QID2, page break\"",
            ],
        ),
    ];
    for (change, expected) in rows {
        assert_eq!(changed(change), expected);
    }
}

#[test]
fn what_means_the_same_is_no_difference() {
    let same = changed(|file| {
        file["SurveyEntry"]["SurveyID"] = json!("SV_2");
        file["SurveyEntry"]["SurveyStartDate"] = json!("0000-00-00 00:00:00");
        file["SurveyElements"][1]["Payload"]["Properties"] = json!({ "Count": 90 });
        file["SurveyElements"][2]["Payload"]["BackButton"] = json!(false);
        file["SurveyElements"][4]["Payload"]["ChoiceOrder"] = json!([4, 1]);
        file["SurveyElements"][4]["Payload"]["Language"] = json!({});
        file["SurveyElements"][4]["Payload"]["QuestionText_Unsafe"] = json!("Tea?");
        file["SurveyElements"].as_array_mut().unwrap().reverse();
    });
    assert_eq!(same, [""; 0]);
}

/// Real files: each is equal to itself, a changed one is not, and one without people's words is a survey file whose structure
/// is the same.
#[test]
fn real_files_are_equal_to_themselves_and_keep_their_structure_when_scrubbed() {
    let Some(files) = needs::corpus::survey_files() else { return };
    for path in files {
        let file: SurveyFile = crate::corpus::file(&path);
        assert_eq!(differences(&file, &file), [""; 0], "{}", path.display());
        let mut other = file.clone();
        other.entry.insert("SurveyName".into(), json!("Another name"));
        assert_eq!(differences(&file, &other).len(), 1, "{}", path.display());

        let scrubbed = qsf::from_value(scrubbing::scrubbed(&file).to_value()).unwrap();
        let text = scrubbed.to_value().to_string();
        let at = |place: usize| {
            text.get(place.saturating_sub(40)..(place + 40).min(text.len())).unwrap_or_default()
        };
        for (place, _) in text.match_indices('@') {
            assert!(
                at(place).contains("@example.org") || !at(place).contains('.'),
                "{}: {}",
                path.display(),
                at(place)
            );
        }
        let (before, after) = (qsf::survey(&file), qsf::survey(&scrubbed));
        let shape = |survey: &model::survey::Survey| -> Vec<(String, usize, usize)> {
            let of = |question: &model::survey::Question| {
                (question.id.to_string(), question.choices.len(), question.text.chars().count())
            };
            survey.questions.values().map(of).collect()
        };
        let ids = |shape: &[(String, usize, usize)]| {
            shape.iter().map(|one| (one.0.clone(), one.1)).collect::<Vec<_>>()
        };
        assert_eq!(ids(&shape(&before)), ids(&shape(&after)), "{}", path.display());
        assert_eq!(before.blocks.len(), after.blocks.len());
        assert_eq!(told(before, &file), told(after, &scrubbed), "{}", path.display());
    }
}

/// What the report says of a file, and how often: what is not run of it stays the same when its words go.
fn told(survey: model::survey::Survey, file: &SurveyFile) -> Vec<(String, usize)> {
    let survey = engine::run::PreparedSurvey::new(survey);
    let found = engine::run::findings(&survey);
    engine::run::report(&survey, file, found).into_iter().map(|line| (line.what, line.times)).collect()
}
