//! Read models of a recorded survey, compared with what the original answered.

use engine::overview::{self, OverviewFacts};
use formats::qsf::{self, DefinitionFacts};
use model::Moment;
use model::OwnerId;
use model::survey::overview::{Expiration, ResponseCounts};
use model::text::Name;
use serde_json::{Value, json};

use crate::corpus;

/// What the recorded answers say of the survey besides its file.
pub(crate) fn facts() -> DefinitionFacts {
    DefinitionFacts {
        survey_id: "SV_3gbwq8aJgqPwQDP".into(),
        name: "Beskar Armor".into(),
        status: "Active".into(),
        brand: "conjoint".into(),
        brand_base_url: "https://conjoint.qualtrics.com".into(),
        owner: "UR_8wfG5qsMxuh0Jrn".into(),
        creator: "UR_8wfG5qsMxuh0Jrn".into(),
        created: Moment::parse("2020-02-20T00:35:40Z").unwrap(),
        last_modified: Moment::parse("2024-06-10T23:20:09Z").unwrap(),
        last_accessed: None,
        last_activated: Moment::parse("2020-02-20T01:17:28Z"),
        starts: None,
        ends: None,
    }
}

#[test]
fn the_definition_of_the_recorded_survey_is_the_recorded_one() {
    let Some(folder) = needs::corpus::folder() else { return };
    let mut recorded =
        corpus::recorded(&folder.join("api-recordings/fetch_description.yml"))["result"].take();
    let file = corpus::file(&folder.join("api-recordings/beskar-armor.qsf"));
    let mut definition = qsf::definition(&file, &facts());
    let order = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(order(&definition), order(&recorded), "18 members in the recorded order");
    // The original counted 1000, which is no property of the definition; the file says how many questions there are.
    assert_eq!(definition["QuestionCount"], json!("12"));
    assert_eq!(recorded["QuestionCount"], json!("1000"));
    definition["QuestionCount"] = Value::Null;
    recorded["QuestionCount"] = Value::Null;
    for (name, value) in recorded.as_object().unwrap() {
        assert_eq!(&definition[name], value, "{name}");
    }
}

fn overview_facts(recorded: &Value) -> OverviewFacts {
    let text = |name: &str| recorded[name].as_str().unwrap().to_owned();
    let count = |name: &str| recorded["responseCounts"][name].as_i64().unwrap();
    OverviewFacts {
        id: text("id").parse().unwrap(),
        name: Name::stored(text("name")),
        owner: OwnerId::parse(&text("ownerId")).unwrap(),
        organization: text("organizationId").parse().unwrap(),
        active: recorded["isActive"].as_bool().unwrap(),
        created: Moment::parse(&text("creationDate")).unwrap(),
        modified: Moment::parse(&text("lastModifiedDate")).unwrap(),
        expiration: Expiration::default(),
        counts: ResponseCounts {
            auditable: count("auditable"),
            generated: count("generated"),
            deleted: count("deleted"),
        },
    }
}

#[test]
fn the_overview_of_the_recorded_survey_is_the_recorded_one() {
    let Some(folder) = needs::corpus::folder() else { return };
    let recorded = corpus::recorded(&folder.join("api-recordings/metadata.yml"))["result"].take();
    let survey = corpus::survey(&folder.join("api-recordings/beskar-armor.qsf"));
    let overview = serde_json::to_string(&overview::of(&survey, &overview_facts(&recorded))).unwrap();
    // As text, so that the order of members and of questions is compared too.
    assert_eq!(overview, recorded.to_string());
}

/// The other recorded overview has no survey file: one is written here from what the recording shows.
#[test]
fn a_survey_laid_out_like_the_second_recording_gives_its_questions_columns_and_flow() {
    let Some(folder) = needs::corpus::folder() else { return };
    let recorded = corpus::recorded(&folder.join("api-recordings/column_map.yml"))["result"].take();
    let file = qsf::from_value(crate::small::laid_out_from(&recorded)).unwrap();
    let overview = overview::of(&qsf::survey(&file), &overview_facts(&recorded));
    assert_eq!(serde_json::to_string(&overview).unwrap(), recorded.to_string());
}

fn overview_of(value: Value) -> Value {
    let facts = OverviewFacts {
        id: "SV_aaaaaaaaaaaaaaa".parse().unwrap(),
        name: Name::stored("Small"),
        owner: OwnerId::parse("UR_aaaaaaaaaaaaaaa").unwrap(),
        organization: "acme".parse().unwrap(),
        active: false,
        created: Moment(0),
        modified: Moment(0),
        expiration: Expiration::default(),
        counts: ResponseCounts::default(),
    };
    serde_json::to_value(overview::of(&qsf::survey(&qsf::from_value(value).unwrap()), &facts)).unwrap()
}

/// The overview of a case that was written beside recordings; `None` where the corpus is absent.
fn overview_of_case(name: &str) -> Option<Value> {
    let file = needs::corpus::read(&format!("../cases/columns-and-runs/{name}/survey.qsf"))?;
    Some(overview_of(serde_json::from_slice(&file).unwrap()))
}

fn names(of: &Value) -> Vec<&str> {
    of.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn blocks_outside_the_flow_are_left_out_with_their_questions() {
    let Some(told) = overview_of_case("20-overview-of-unused-blocks") else { return };
    assert_eq!(names(&told["blocks"]).len(), 1, "{}", told["blocks"]);
    assert_eq!((names(&told["questions"]), names(&told["exportColumnMap"])), (vec!["QID1"], vec!["Q1"]));
}

#[test]
fn fields_of_the_browser_have_no_text_entry() {
    let Some(told) = overview_of_case("21-overview-of-browser-info") else { return };
    for field in told["questions"]["QID1"]["choices"].as_object().unwrap().values() {
        let expected = ["description", "choiceText", "imageDescription", "variableName", "analyze"];
        assert_eq!(names(field), expected);
    }
}

#[test]
fn the_tag_of_a_side_by_side_column_ends_the_names_of_its_rows() {
    let Some(told) = overview_of_case("22-overview-names-of-side-by-side-rows") else { return };
    assert_eq!(names(&told["exportColumnMap"]), ["side#1_side_1_first", "side#2_side_1_second"]);
}

#[test]
fn orders_and_loops_of_blocks_are_told_with_all_that_clients_read() {
    let advanced = json!({
        "FixedOrder": ["{~Randomized~}", "QID2"], "RandomizeAll": ["QID1"], "TotalRandSubset": 0, "QuestionsPerPage": "2",
    });
    let rows = json!({ "1": { "1": "Apple", "2": "red" }, "2": { "1": "Pear", "2": "green" } });
    let options = |randomization: &str| {
        json!({
            "RandomizeQuestions": "Advanced", "Randomization": { "Advanced": advanced, "EvenPresentation": false },
            "Looping": "Static",
            "LoopingOptions": { "Static": rows, "Randomization": randomization, "TotalRandSubset": "1" },
        })
    };
    let block = |id: &str, randomization: &str| {
        json!({
            "Type": "Standard", "ID": id, "Description": id, "Options": options(randomization),
        })
    };
    let told = overview_of(json!({
        "SurveyEntry": {},
        "SurveyElements": [
            { "Element": "BL", "Payload": [block("BL_1", "All"), block("BL_2", "Subset")] },
            { "Element": "FL", "Payload": { "Flow": [
                { "Type": "Block", "ID": "BL_1", "FlowID": "FL_2" }, { "Type": "Block", "ID": "BL_2", "FlowID": "FL_3" },
            ] } },
        ],
    }));
    let order = json!({
        "type": "advanced",
        "options": {
            "fixedOrder": ["{~Randomized~}", "QID2"], "randomizeAll": ["QID1"], "randomSubset": [], "undisplayed": [],
            "totalRandomSubset": 0, "evenPresentation": false, "questionsPerPage": 2,
        },
    });
    assert_eq!(told["blocks"]["BL_1"]["randomization"], order);
    let expected = json!({
        "loopType": "Static",
        "loopQuestionMeta": {},
        "randomizationMeta": { "randomize": "All", "limit": null },
        "columnNames": { "field1": ["Apple", "Pear"], "field2": ["red", "green"] },
    });
    assert_eq!(told["loopAndMerge"]["BL_1"], expected);
    assert_eq!(
        told["loopAndMerge"]["BL_2"]["randomizationMeta"],
        json!({ "randomize": "Subset", "limit": 1 })
    );
}

#[test]
fn export_names_of_every_kind_point_to_what_they_hold() {
    let overview = overview_of(crate::small::every_kind());
    let map = &overview["exportColumnMap"];
    let locators = [
        ("Q1", json!({ "question": "QID1" })),
        ("Q1_TEXT", json!({ "question": "QID1" })),
        ("Q2_1", json!({ "question": "QID2", "choice": "QID2.choices.1" })),
        ("Q3_own_tag", json!({ "question": "QID3", "subQuestion": "QID3.subQuestions.1" })),
        (
            "Q3_2_TEXT",
            json!({ "question": "QID3", "subQuestion": "QID3.subQuestions.2",
                    "textEntry": "QID3.subQuestions.2.textEntry" }),
        ),
        ("Q6_1_TEXT", json!({ "question": "QID6", "choice": "QID6.choices.1" })),
        (
            "Q9#2_1_2",
            json!({ "question": "QID9", "column": "QID9.columns.2", "subQuestion": "QID9.subQuestions.1",
                    "choice": "QID9.columns.2.choices.2" }),
        ),
        (
            "Q9#4_second_last",
            json!({ "question": "QID9", "column": "QID9.columns.4", "subQuestion": "QID9.subQuestions.2" }),
        ),
        ("Q10_1", json!({ "question": "QID10", "choice": "QID10.choices.1" })),
        ("Q13", json!({ "question": "QID13" })),
        ("Q18_2", json!({ "question": "QID18", "subQuestion": "QID18.subQuestions.2" })),
    ];
    for (name, locator) in locators {
        assert_eq!(map[name], locator, "{name}");
    }
}

#[test]
fn questions_are_told_with_recodes_names_statements_and_columns() {
    let overview = overview_of(crate::small::every_kind());
    let questions = &overview["questions"];
    assert_eq!(questions["QID1"]["choices"]["1"]["recode"], "10");
    assert_eq!(questions["QID1"]["choices"]["1"]["description"], "crimson");
    assert_eq!(questions["QID1"]["choices"]["2"]["textEntry"], json!({}));
    assert_eq!(questions["QID1"]["randomization"], json!({ "type": "all" }));
    assert_eq!(questions["QID3"]["subQuestions"]["2"]["choiceText"], "B");
    assert_eq!(questions["QID3"]["choices"]["1"].get("variableName"), None);
    assert_eq!(questions["QID6"]["choices"]["1"].get("recode"), None);
    assert_eq!(questions["QID9"]["columns"]["2"]["questionType"]["subSelector"], "MultipleAnswer");
    assert_eq!(questions["QID13"].get("choices"), None);
}

#[test]
fn a_loop_over_a_question_has_a_row_per_choice() {
    let mut value = crate::small::survey();
    value["SurveyElements"][0]["Payload"][0]["Options"] = json!({
        "Looping": "Question", "LoopingOptions": { "QID": "QID1", "Randomization": "All" }
    });
    let survey = qsf::survey(&qsf::from_value(value.clone()).unwrap());
    let rows: Vec<&str> = survey.blocks[0].loop_rows.iter().map(|(row, _)| row.as_str()).collect();
    assert_eq!(rows, ["2", "1"], "in the order in which the choices are shown");
    let told = &overview_of(value)["loopAndMerge"]["BL_aaaaaaaaaaaaaaa"];
    assert_eq!(told["loopType"], "Question");
    assert_eq!(told["loopQuestionMeta"], json!({ "questionId": "QID1", "questionType": "MC" }));
    assert_eq!(told["randomizationMeta"], json!({ "randomize": "All", "limit": null }));
}

#[test]
fn a_definition_adds_what_the_file_leaves_out() {
    let file = qsf::from_value(crate::small::survey()).unwrap();
    let definition = qsf::definition(&file, &facts());
    assert_eq!(definition.as_object().unwrap().len(), 18);
    assert_eq!(definition["QuestionCount"], "2");
    assert_eq!(definition["Questions"]["QID1"]["QuestionText_Unsafe"], "Text of QID1");
    assert_eq!(definition["Blocks"]["BL_bbbbbbbbbbbbbbb"]["Type"], "Trash");
    assert_eq!(definition["SurveyOptions"]["SurveyCreationDate"], "2020-02-20T00:35:40Z");
    assert_eq!(definition["SurveyOptions"]["AvailableLanguages"], json!({ "EN": [] }));
    assert_eq!(definition["LastAccessed"], Value::Null);
    assert_eq!(definition["Scoring"]["ScoringCategories"], json!([]));
    assert_eq!(definition["ProjectInfo"]["ProjectCategory"], "CORE");
}

#[test]
fn an_adopted_survey_carries_its_new_id_and_name_everywhere() {
    let mut value = crate::small::survey();
    let project = json!({ "Element": "PROJ", "Payload": { "SurveyID": "SV_aaaaaaaaaaaaaaa", "ProjectCategory": "CX" } });
    value["SurveyElements"].as_array_mut().unwrap().push(project);
    let adopted = qsf::with_id_and_name(qsf::from_value(value).unwrap(), "SV_ccccccccccccccc", "Ours");
    assert!(!adopted.to_value().to_string().contains("SV_aaaaaaaaaaaaaaa"));
    let exported = qsf::export(&adopted, &facts());
    assert_eq!(exported["SurveyEntry"]["SurveyName"], "Beskar Armor");
    assert_eq!(exported["SurveyEntry"]["SurveyCreationDate"], "2020-02-20 00:35:40");
    assert_eq!(exported["SurveyEntry"]["SurveyExpirationDate"], "0000-00-00 00:00:00");
    assert_eq!(exported["SurveyElements"][2]["SurveyID"], "SV_3gbwq8aJgqPwQDP");
}

#[test]
fn many_fields_and_a_question_shown_many_times_are_told_once_each() {
    let mut value = crate::small::survey();
    let fields = |value: Value| -> Vec<Value> {
        (0..75_000).map(|number| json!({ "Field": format!("f{number}"), "Value": value })).collect()
    };
    value["SurveyElements"][1]["Payload"]["Flow"].as_array_mut().unwrap().extend([
        json!({ "Type": "EmbeddedData", "FlowID": "FL_8", "EmbeddedData": fields(Value::Null) }),
        json!({ "Type": "EmbeddedData", "FlowID": "FL_9", "EmbeddedData": fields(json!("later")) }),
    ]);
    let shown = json!({ "Type": "Question", "QuestionID": "QID1" });
    value["SurveyElements"][0]["Payload"][0]["BlockElements"] = json!(vec![shown; 10_000]);
    let overview = overview_of(value);
    let told = overview["embeddedData"].as_array().unwrap();
    assert_eq!(
        (told.len(), &told[7]["name"], &told[7]["defaultValue"]),
        (75_000, &json!("f7"), &json!("later"))
    );
    assert_eq!(overview["questions"].as_object().unwrap().len(), 1);
}
