//! Broken survey files are refused with what is wrong and where.

use engine::columns::{self, ColumnOptions};
use formats::qsf;
use serde_json::{Value, json};

use crate::small;

#[test]
fn the_six_broken_files_of_the_corpus_are_refused_each_with_its_own_reason() {
    let Some(folder) = needs::corpus::folder() else { return };
    for (name, place, reason) in [
        ("bad_json.qsf", "line 3, column 1", "not JSON"),
        ("bad_element_type.qsf", "BlockElements[", "type `Qwestion`"),
        ("bad_qualtrics_no_type.qsf", "BlockElements[", "Type is missing"),
        ("bad_qualtrics_object.qsf", "(SQ)", "without Payload"),
        ("bad_qualtrics_question.qsf", "question QID17671700", "QuestionDescription is missing"),
        ("bad_qualtrics_question_id.qsf", "Payload.QuestionID", "`QID17671696BAD` differs"),
    ] {
        let bytes = std::fs::read(folder.join("qsf-invalid").join(name)).unwrap();
        let error = qsf::read(&bytes).expect_err(name);
        assert!(error.place().contains(place), "{name}: {error}");
        assert!(error.to_string().contains(reason), "{name}: {error}");
    }
}

fn refused(change: impl FnOnce(&mut Value)) -> String {
    let mut value = small::survey();
    change(&mut value);
    qsf::from_value(value).expect_err("it must be refused").to_string()
}

#[test]
fn mistakes_that_would_lose_answers_are_refused() {
    assert!(refused(|file| *file = json!([])).contains("a JSON object with SurveyEntry"));
    assert!(refused(|file| file["SurveyEntry"] = json!("x")).contains("SurveyEntry: an object"));
    assert!(
        refused(|file| drop(file.as_object_mut().unwrap().remove("SurveyElements"))).contains("is missing")
    );
    assert!(refused(|file| file["SurveyElements"][0] = json!(3)).contains("SurveyElements[0]: an object"));
    assert!(refused(|file| file["SurveyElements"][0]["Element"] = json!("XX")).contains("no element BL"));
    assert!(refused(|file| file["SurveyElements"][1]["Element"] = json!("XX")).contains("no element FL"));
    assert!(
        refused(|file| file["SurveyElements"][3] = file["SurveyElements"][2].clone())
            .contains("two questions")
    );
    let shown = |file: &mut Value| {
        file["SurveyElements"][0]["Payload"][0]["BlockElements"][0]["QuestionID"] = json!("QID99");
    };
    assert!(refused(shown).contains("shows question `QID99`"));
}

#[test]
fn deep_or_broken_json_is_told_with_line_and_column() {
    let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
    assert!(qsf::read(deep.as_bytes()).unwrap_err().to_string().contains("nested too deeply"));
    let cut = small::survey().to_string();
    let error = qsf::read(&cut.as_bytes()[..cut.len() / 2]).unwrap_err();
    assert!(error.to_string().contains("not JSON"), "{error}");
    assert!(error.place().starts_with("line 1, column"), "{error}");
    assert!(qsf::read(b"").is_err());
    assert!(qsf::read(b"\xef\xbb\xbf{\"SurveyEntry\": \xff}").is_err());
}

#[test]
fn forms_that_real_files_differ_in_are_accepted() {
    let mut value = small::survey();
    let elements = value["SurveyElements"].as_array().unwrap().clone();
    let blocks = elements[0]["Payload"].as_array().unwrap().clone();
    let numbered = |list: Vec<Value>| {
        Value::Object(list.into_iter().enumerate().map(|(place, value)| (place.to_string(), value)).collect())
    };
    value["SurveyElements"] = numbered(elements);
    value["SurveyElements"]["0"]["Payload"] = numbered(blocks);
    value["SurveyElements"]["0"]["Payload"]["1"].as_object_mut().unwrap().remove("BlockElements");
    value["SurveyElements"]["1"]["Payload"]["Flow"].as_array_mut().unwrap().insert(0, Value::Null);
    let null = json!({"Element": "SQ", "PrimaryAttribute": "QID50", "Payload": null});
    value["SurveyElements"]["50"] = null;
    let file = qsf::from_value(value.clone()).unwrap();
    assert_eq!(file.to_value(), value, "the container's form is kept");
    let survey = qsf::survey(&file);
    assert_eq!(survey.flow.len(), 1, "the empty entry is left out");
    assert_eq!(survey.blocks.len(), 2);
    let with_mark = [b"\xef\xbb\xbf".as_slice(), small::survey().to_string().as_bytes()].concat();
    assert!(qsf::read(&with_mark).is_ok(), "a byte order mark");
}

/// The places of all values below a value, as JSON pointers.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    let escape = |key: &str| key.replace('~', "~0").replace('/', "~1");
    let children: Vec<(String, &Value)> = match value {
        Value::Object(map) => map.iter().map(|(key, value)| (escape(key), value)).collect(),
        Value::Array(list) => {
            list.iter().enumerate().map(|(place, value)| (place.to_string(), value)).collect()
        }
        _ => Vec::new(),
    };
    for (key, child) in children {
        let at = format!("{at}/{key}");
        places(child, &at, found);
        found.push(at);
    }
}

#[test]
fn whatever_stands_in_a_member_the_file_is_refused_or_understood_without_a_panic() {
    let original = small::every_kind();
    let mut pointers = Vec::new();
    places(&original, "", &mut pointers);
    let odd = [json!(null), json!(-1), json!("Ü<{~"), json!([[]]), json!({ "-1": [null] })];
    let (mut taken, mut refused) = (0, 0);
    for (pointer, odd) in pointers.iter().zip(odd.iter().cycle()) {
        let mut value = original.clone();
        *value.pointer_mut(pointer).unwrap() = odd.clone();
        let Ok(file) = qsf::from_value(value.clone()) else {
            refused += 1;
            continue;
        };
        taken += 1;
        assert_eq!(file.to_value(), value);
        let survey = qsf::survey(&file);
        let options = ColumnOptions { include_display_order: true, ..ColumnOptions::default() };
        assert!(columns::of(&survey, &options).len() >= 17, "the metadata at least: {pointer}");
        assert_eq!(qsf::definition(&file, &crate::recordings::facts()).as_object().unwrap().len(), 18);
        let adopted = qsf::survey(&qsf::with_id_and_name(file, "SV_ccccccccccccccc", "Ours"));
        assert_eq!(adopted.name, "Ours");
    }
    assert!(taken > 200 && refused > 50, "{taken} taken, {refused} refused");
}

#[test]
fn a_file_cut_short_anywhere_is_refused() {
    let bytes = small::every_kind().to_string().into_bytes();
    for length in (0..bytes.len()).step_by(13) {
        assert!(qsf::read(&bytes[..length]).is_err(), "{length} bytes");
    }
    assert!(qsf::read(&bytes).is_ok());
}

#[test]
fn a_small_file_that_stands_for_a_huge_survey_is_refused_before_it_is_built() {
    let rows: Value =
        (0..150_000).map(|row| (row.to_string(), json!({}))).collect::<serde_json::Map<_, _>>().into();
    let told = refused(|file| {
        let options = json!({ "Looping": "Static", "LoopingOptions": { "Static": rows } });
        file["SurveyElements"][0]["Payload"][0]["Options"] = options;
    });
    assert!(told.contains("answer cells"), "{told}");
    let many: Value =
        (0..1000).map(|id| (id.to_string(), json!({}))).collect::<serde_json::Map<_, _>>().into();
    let told = refused(|file| {
        file["SurveyElements"][2]["Payload"]["Choices"] = many.clone();
        file["SurveyElements"][2]["Payload"]["Answers"] = many.clone();
    });
    assert!(told.contains("question QID1 would have 1000000 answer cells; 50000 at most"), "{told}");
    let told = refused(|file| {
        file["SurveyElements"][2]["Payload"]["Choices"] = many.clone();
        file["SurveyElements"][2]["Payload"]["AdditionalQuestions"] = many;
    });
    assert!(told.contains("answer cells"), "{told}");
}

#[test]
fn what_grows_beyond_its_bound_is_refused_with_what_and_where() {
    let told = refused(|file| {
        let element = json!({ "Type": "EmbeddedData", "FlowID": "FL_9", "EmbeddedData": [{ "Field": "a" }] });
        let group = json!({ "Type": "Group", "FlowID": "FL_8", "Flow": vec![element; 20_000] });
        file["SurveyElements"][1]["Payload"]["Flow"] = json!([group]);
    });
    assert!(told.contains("the survey would have 20001 elements in its flow; 20000 at most"), "{told}");
    let told = refused(|file| {
        let element =
            json!({ "Type": "EmbeddedData", "EmbeddedData": vec![json!({ "Field": "a" }); 200_000] });
        file["SurveyElements"][1]["Payload"]["Flow"] = json!([element]);
    });
    assert!(told.contains("answer cells and fields; 200000 at most"), "{told}");
    let rows: Value = (1..=5_000)
        .map(|row| (row.to_string(), json!({ "Display": "A row" })))
        .collect::<serde_json::Map<_, _>>()
        .into();
    let told = refused(|file| {
        file["SurveyElements"][2]["Payload"]["Choices"] = rows.clone();
        file["SurveyElements"][2]["Payload"]["QuestionText"] = json!("word ".repeat(10_000));
    });
    assert!(told.contains("labels of the survey's columns would have 250"), "{told}");
    let mut pictured = small::survey();
    pictured["SurveyElements"][2]["Payload"]["Choices"] = rows;
    pictured["SurveyElements"][2]["Payload"]["QuestionText"] =
        json!(format!("<img src=\"data:image/png;base64,{}\">", "A".repeat(100_000)));
    assert!(qsf::from_value(pictured).is_ok(), "a picture is no label");
}

#[test]
fn an_order_that_names_a_choice_a_hundred_thousand_times_shows_it_once() {
    let mut value = small::survey();
    value["SurveyElements"][2]["Payload"]["ChoiceOrder"] = json!(vec!["2"; 100_000]);
    let survey = qsf::survey(&qsf::from_value(value).unwrap());
    assert_eq!(survey.questions[0].choices.len(), 1);
}
