//! Export columns against the headers of recorded exports, and rule by rule on a survey of our own.

use std::collections::{HashMap, HashSet};

use engine::columns::{self, ColumnOptions};
use engine::fields;
use formats::qsf;
use model::column::{Column, Meta, Source};
use model::field::FieldKind;
use model::survey::{QuestionType, Survey};

use crate::{corpus, small};

/// The third header as the original writes it.
fn third(column: &Column, zone: &str) -> String {
    let id = &column.import.id;
    let is_date =
        matches!(column.source, Source::Meta(meta) if meta.is_date() && meta != Meta::LastModifiedDate);
    match &column.import.choice {
        Some(choice) => format!(r#"{{"ImportId":"{id}","choiceId":"{choice}"}}"#),
        None if is_date => format!(r#"{{"ImportId":"{id}","timeZone":"{zone}"}}"#),
        None => format!(r#"{{"ImportId":"{id}"}}"#),
    }
}

fn headers(survey: &Survey, options: &ColumnOptions) -> Vec<(String, String, String)> {
    let columns = columns::of(survey, options);
    columns.iter().map(|c| (c.name.clone(), c.label.clone(), third(c, "America/Denver"))).collect()
}

#[test]
fn the_recorded_export_has_exactly_these_columns_in_this_order() {
    let Some(folder) = needs::corpus::folder() else { return };
    let survey = corpus::survey(&folder.join("api-recordings/beskar-armor.qsf"));
    let recorded = corpus::header(&folder.join("api-recordings/beskar-armor-export.csv"));
    let options = ColumnOptions { include_display_order: true, ..ColumnOptions::default() };
    assert_eq!(headers(&survey, &options), recorded);
}

#[test]
fn the_picked_cells_of_recorded_exports_are_labels_or_codes_of_their_columns() {
    let Some(folder) = needs::corpus::folder() else { return };
    let mut compared = 0;
    for (survey, export, labels) in [
        ("api-recordings/beskar-armor.qsf", "api-recordings/beskar-armor-export.csv", true),
        ("pairs/monty-hall/survey.qsf", "pairs/monty-hall/responses.csv", true),
        ("pairs/similarity-ratings/survey.qsf", "pairs/similarity-ratings/responses.csv", false),
    ] {
        let columns = columns::of(&corpus::survey(&folder.join(survey)), &ColumnOptions::default());
        let mut reader = csv::Reader::from_path(folder.join(export)).unwrap();
        let names = reader.headers().unwrap().clone();
        let rows: Vec<csv::StringRecord> = reader.records().skip(2).map(Result::unwrap).collect();
        for (place, name) in names.iter().enumerate() {
            let column = columns.iter().find(|column| column.name == name).unwrap();
            let Source::Choice { codes, .. } = &column.source else { continue };
            let known: HashSet<&str> = codes
                .iter()
                .map(|code| if labels { &code.label } else { &code.recode })
                .map(String::as_str)
                .collect();
            for cell in rows.iter().map(|row| &row[place]).filter(|cell| !cell.is_empty()) {
                assert!(known.contains(cell), "{export}: {name}: {cell:?} is none of {known:?}");
                compared += 1;
            }
        }
    }
    assert!(compared > 200, "{compared} cells");
}

#[test]
fn every_column_of_the_two_modern_pairs_is_there_with_its_label_and_import_id_in_order() {
    let Some(folder) = needs::corpus::folder() else { return };
    for pair in ["monty-hall", "similarity-ratings"] {
        let survey = corpus::survey(&folder.join("pairs").join(pair).join("survey.qsf"));
        let recorded = corpus::header(&folder.join("pairs").join(pair).join("responses.csv"));
        // The authors removed columns before publishing (addresses, the participant's id), so ours are more.
        let ours = headers(&survey, &ColumnOptions::default());
        let mut next = 0;
        for column in &recorded {
            let found = ours[next..].iter().position(|candidate| candidate == column);
            assert!(found.is_some(), "{pair}: {column:?} is not among {:#?}", &ours[next..]);
            next += found.unwrap() + 1;
        }
    }
}

/// What a column of the 2016 layout is called today: hyphens are underscores; `-TEXT` of a text grid is gone; the
/// column of a choice is told by `choiceId`; the text of a single choice names its choice.
fn modern(old: &str, texts: &HashSet<&str>) -> Vec<(String, Option<String>)> {
    let plain = old.replace('-', "_");
    let mut names = vec![(plain.clone(), None)];
    if let Some(cell) = plain.strip_suffix("_TEXT").filter(|cell| texts.contains(cell)) {
        names.push((cell.to_owned(), None));
    }
    if let Some((field, choice)) = plain.rsplit_once('_') {
        names.push((field.to_owned(), Some(choice.to_owned())));
    }
    names
}

#[test]
fn every_answer_column_of_the_four_older_exports_is_one_column_of_today() {
    let Some(folder) = needs::corpus::folder() else { return };
    let mut mapped = 0;
    for pair in ["long-exhaustive", "many-question-types", "side-by-side", "text-entry-components"] {
        let survey = corpus::survey(&folder.join("pairs").join(pair).join("survey.qsf"));
        let ours: Vec<Column> = columns::of(&survey, &ColumnOptions::default());
        let mut by_key: HashMap<(String, Option<String>), usize> = HashMap::new();
        for column in &ours {
            *by_key.entry((column.import.id.clone(), column.import.choice.clone())).or_default() += 1;
        }
        let is_text = |column: &&Column| matches!(column.source, Source::Text { .. });
        let texts: HashSet<&str> =
            ours.iter().filter(is_text).map(|column| column.import.id.as_str()).collect();
        let mut taken = HashSet::new();
        for (name, _, third) in corpus::header(&folder.join("pairs").join(pair).join("responses.csv")) {
            let old = third.trim_start_matches("{'ImportId': '").trim_end_matches("'}");
            if !old.starts_with("QID") {
                continue;
            }
            let found: Vec<_> =
                modern(old, &texts).into_iter().filter(|key| by_key.get(key) == Some(&1)).collect();
            let question = survey.questions.values().find(|question| question.id.as_str() == old);
            if question.is_some_and(|question| question.kind == QuestionType::Descriptive) {
                // Exports of 2016 had a column for descriptive text, `1` where it was seen; it is no answer.
                assert!(found.is_empty());
                continue;
            }
            match found.as_slice() {
                [key] => assert!(taken.insert(key.clone()), "{pair}: {name} and another are both {key:?}"),
                // `QID7-TEXT`: the text of whichever choice of the question has one; today there is one per choice.
                [] => {
                    let question = old.trim_end_matches("-TEXT");
                    let start = format!("{question}_");
                    let texts = ours
                        .iter()
                        .filter(|c| c.import.id.starts_with(&start) && c.import.id.ends_with("_TEXT"));
                    assert!(texts.count() >= 1, "{pair}: {name} ({old}) is no column of today");
                }
                several => panic!("{pair}: {name} ({old}) is several columns: {several:?}"),
            }
            mapped += 1;
        }
    }
    assert!(mapped > 450, "{mapped} columns");
    eprintln!("{mapped} answer columns of the 2016 layout mapped");
}

#[test]
fn every_survey_of_the_corpus_has_fields_for_all_its_columns() {
    let Some(folder) = needs::corpus::folder() else { return };
    for path in corpus::good_files(&folder) {
        let survey = corpus::survey(&path);
        let fields = fields::of(&survey);
        let keys: HashMap<&str, &FieldKind> = fields.iter().map(|f| (f.key.as_str(), &f.kind)).collect();
        assert_eq!(keys.len(), fields.len(), "each once");
        for breakout_sets in [true, false] {
            let options =
                ColumnOptions { breakout_sets, include_display_order: true, ..ColumnOptions::default() };
            for column in columns::of(&survey, &options) {
                let (field, fits) = match &column.source {
                    Source::Meta(_) => continue,
                    Source::Text { field } | Source::Order { field, .. } | Source::Position { field, .. } => {
                        (field, keys.get(field.as_str()) == Some(&&FieldKind::Text))
                    }
                    Source::Number { field } => {
                        (field, keys.get(field.as_str()) == Some(&&FieldKind::Number))
                    }
                    Source::Choice { field, .. } => {
                        (field, keys.get(field.as_str()) == Some(&&FieldKind::Choice))
                    }
                    Source::Choices { field, .. } => {
                        (field, matches!(keys.get(field.as_str()), Some(FieldKind::Choices(_))))
                    }
                    Source::Picked { field, code } => {
                        let holds = |kind: &&FieldKind| matches!(kind, FieldKind::Choices(ids) if ids.contains(&code.id));
                        (field, keys.get(field.as_str()).is_some_and(holds))
                    }
                };
                assert!(fits, "{}: {field} of {column:?}", path.display());
                assert!(!column.name.is_empty() && !column.label.is_empty(), "{column:?}");
            }
        }
    }
}

#[test]
fn a_loop_repeats_the_columns_of_its_block_for_every_row() {
    let Some(folder) = needs::corpus::folder() else { return };
    let survey = corpus::survey(&folder.join("qsf/ai-moral-decisions.qsf"));
    let block = survey.blocks.values().find(|block| !block.loop_rows.is_empty()).unwrap();
    let (first, last) = (&block.loop_rows[0].0, &block.loop_rows[block.loop_rows.len() - 1].0);
    let ours = columns::of(&survey, &ColumnOptions::default());
    for row in [first, last] {
        let found =
            ours.iter().filter(|c| c.import.id.starts_with(&format!("{row}_QID"))).collect::<Vec<_>>();
        assert!(!found.is_empty(), "row {row}");
        assert!(found.iter().all(|column| column.name.starts_with(&format!("{row}_"))), "{found:?}");
    }
}

fn small_survey(value: serde_json::Value) -> Survey {
    qsf::survey(&qsf::from_value(value).unwrap())
}

#[test]
fn each_kind_of_question_has_its_columns() {
    let survey = small_survey(small::every_kind());
    let options =
        ColumnOptions { metadata: Some(Vec::new()), include_display_order: true, ..ColumnOptions::default() };
    let ours: Vec<String> = columns::of(&survey, &options)
        .iter()
        .map(|c| {
            let choice = c.import.choice.as_ref().map(|choice| format!("+{choice}")).unwrap_or_default();
            format!("{} = {}{choice} | {}", c.name, c.import.id, c.label.replace("Text of ", ""))
        })
        .collect();
    let expected = "\
Q1 = QID1 | QID1 - Selected Choice
Q1_2_TEXT = QID1_2_TEXT | QID1 - Other - Text
Q1_DO_1 = QID1_DO+1 | QID1 - Display Order - crimson
Q1_DO_2 = QID1_DO+2 | QID1 - Display Order - Other
Q2_1 = QID2+1 | QID2 - Selected Choice - Red
Q2_2 = QID2+2 | QID2 - Selected Choice - Other
Q2_2_TEXT = QID2_2_TEXT | QID2 - Other - Text
own_tag = QID3_1 | QID3 - A
Q3_2 = QID3_2 | QID3 - B
Q3_2_TEXT = QID3_2_TEXT | QID3 - B - Text
Q4_1_1 = QID4_1+1 | QID4 - A - no
Q4_1_2 = QID4_1+2 | QID4 - A - yes
Q4_2_1 = QID4_2+1 | QID4 - B - no
Q4_2_2 = QID4_2+2 | QID4 - B - yes
Q5_1_1 = QID5_1_1 | QID5 - A - no
Q5_1_2 = QID5_1_2 | QID5 - A - yes
Q5_2_1 = QID5_2_1 | QID5 - B - no
Q5_2_2 = QID5_2_2 | QID5 - B - yes
Q6_1 = QID6_1 | QID6 - Name
Q7_1 = QID7_1 | QID7 - Speed
Q8_NPS_GROUP = QID8_NPS_GROUP | QID8 - Group
Q8 = QID8 | QID8
Q9#1_1 = QID9#1_1 | QID9 - Column 1 - x
Q9#1_2 = QID9#1_2 | QID9 - Column 1 - y
Q9#2_1_1 = QID9#2_1+1 | QID9 - Column 2 - x - a
Q9#2_1_2 = QID9#2_1+2 | QID9 - Column 2 - x - b
Q9#2_2_1 = QID9#2_2+1 | QID9 - Column 2 - y - a
Q9#2_2_2 = QID9#2_2+2 | QID9 - Column 2 - y - b
Q9#3_1_1 = QID9#3_1_1 | QID9 - Column 3 - x - a
Q9#3_1_2 = QID9#3_1_2 | QID9 - Column 3 - x - b
Q9#3_2_1 = QID9#3_2_1 | QID9 - Column 3 - y - a
Q9#3_2_2 = QID9#3_2_2 | QID9 - Column 3 - y - b
first_last = QID9#4_1 | QID9 - Column 4 - x
second_last = QID9#4_2 | QID9 - Column 4 - y
Q10_First Click = QID10_FIRST_CLICK | QID10 - First Click
Q10_Last Click = QID10_LAST_CLICK | QID10 - Last Click
Q10_Page Submit = QID10_PAGE_SUBMIT | QID10 - Page Submit
Q10_Click Count = QID10_CLICK_COUNT | QID10 - Click Count
Q11_Browser = QID11_BROWSER | QID11 - Browser
Q11_Version = QID11_VERSION | QID11 - Version
Q11_Operating System = QID11_OS | QID11 - Operating System
Q11_Resolution = QID11_RESOLUTION | QID11 - Resolution
Q12_Id = QID12_FILE_ID | QID12 - Id
Q12_Name = QID12_FILE_NAME | QID12 - Name
Q12_Size = QID12_FILE_SIZE | QID12 - Size
Q12_Type = QID12_FILE_TYPE | QID12 - Type
Q15_1 = QID15_1 | QID15 - One
Q16_1 = QID16_1 | QID16 - First
Q17_1_1 = QID17_1_1 | QID17 - A - no
Q17_1_2 = QID17_1_2 | QID17 - A - yes
Q17_2_1 = QID17_2_1 | QID17 - B - no
Q17_2_2 = QID17_2_2 | QID17 - B - yes
Q18_1 = QID18_1 | QID18 - Country
Q18_2 = QID18_2 | QID18 - Town";
    assert_eq!(ours.join("\n"), expected);
}

#[test]
fn codes_carry_recode_values_names_and_levels() {
    let survey = small_survey(small::every_kind());
    let codes = |name: &str| {
        let columns = columns::of(&survey, &ColumnOptions::default());
        let column = columns.into_iter().find(|column| column.name == name).unwrap();
        let Source::Choice { codes, .. } = column.source else { panic!("{name} is no choice") };
        codes
            .into_iter()
            .map(|code| format!("{}={} {}", code.id, code.recode, code.label))
            .collect::<Vec<_>>()
    };
    assert_eq!(codes("Q1"), ["1=10 crimson", "2=-1 Other"]);
    assert_eq!(codes("Q8"), ["0=0 0", "1=1 1"]);
    assert_eq!(codes("Q18_1"), ["1=1 FR"]);
    assert_eq!(codes("Q18_2"), ["2=2 Lyon", "3=3 Nice"]);
}

#[test]
fn options_choose_columns() {
    let mut value = small::survey();
    let elements = value["SurveyElements"].as_array_mut().unwrap();
    elements[1]["Payload"]["Flow"].as_array_mut().unwrap().push(serde_json::json!(
        { "Type": "EmbeddedData", "FlowID": "FL_3", "EmbeddedData": [{ "Field": "segment" }, { "Field": "wave" }] }
    ));
    elements.push(serde_json::json!({
        "Element": "SO", "Payload": { "AnonymizeResponse": "Yes", "RecaptchaV3": "true" }
    }));
    elements.push(serde_json::json!({
        "Element": "SCO", "Payload": { "ScoringCategories": [{ "ID": "SC_0", "Name": "Total" }] }
    }));
    let survey = small_survey(value);
    let names = |options: ColumnOptions| {
        columns::of(&survey, &options).into_iter().map(|column| column.name).collect::<Vec<_>>()
    };
    let metadata = "StartDate,EndDate,Status,Progress,Duration (in seconds),Finished,RecordedDate,ResponseId,\
                    DistributionChannel,UserLanguage";
    let all = names(ColumnOptions::default()).join(",");
    assert_eq!(all, format!("{metadata},Q_RecaptchaScore,Q1,Q2,SC0,segment,wave"));
    let some = names(ColumnOptions {
        metadata: Some(vec!["_recordId".into(), "_lastModifiedDate".into()]),
        last_modified: true,
        question_ids: Some(vec!["QID2".into()]),
        embedded_data: Some(vec!["wave".into(), "late".into()]),
        extra_embedded: vec!["late".into(), "wave".into(), "other".into()],
        ..ColumnOptions::default()
    });
    assert_eq!(some, ["ResponseId", "LastModifiedDate", "Q2", "SC0", "wave", "late"]);
    let kinds: Vec<String> = fields::of(&survey).iter().map(|f| format!("{}:{:?}", f.key, f.kind)).collect();
    let expected = [
        "Q_RecaptchaScore:Number",
        "QID1:Choice",
        "QID2_TEXT:Text",
        "SC_0:Number",
        "segment:Text",
        "wave:Text",
    ];
    assert_eq!(kinds, expected);
}

#[test]
fn orders_of_randomizers_and_blocks_come_last() {
    let mut value = small::survey();
    value["SurveyElements"][0]["Payload"][0]["Options"] =
        serde_json::json!({ "RandomizeQuestions": "RandomizeAll" });
    let block = value["SurveyElements"][1]["Payload"]["Flow"][0].clone();
    let group = serde_json::json!({ "Type": "Group", "FlowID": "FL_9", "Flow": [] });
    value["SurveyElements"][1]["Payload"]["Flow"][0] = serde_json::json!(
        { "Type": "BlockRandomizer", "FlowID": "FL_7", "SubSet": "1", "Flow": [block, group] }
    );
    let survey = small_survey(value);
    let told = |breakout_sets: bool| {
        let options =
            ColumnOptions { breakout_sets, include_display_order: true, ..ColumnOptions::default() };
        let columns = columns::of(&survey, &options);
        let orders = columns.iter().filter(|column| column.import.id.ends_with("_DO"));
        orders.map(|c| format!("{} {} {}", c.name, third(c, ""), c.label)).collect::<Vec<_>>()
    };
    assert_eq!(
        told(true),
        [
            r#"FL_7_DO_Myblock {"ImportId":"FL_7_DO","choiceId":"FL_2"} FL_7 - Block Randomizer - Display Order - My block"#,
            r#"FL_7_DO_FL_9 {"ImportId":"FL_7_DO","choiceId":"FL_9"} FL_7 - Block Randomizer - Display Order - FL_9"#,
            r#"Myblock_DO_Q1 {"ImportId":"BL_aaaaaaaaaaaaaaa_DO","choiceId":"Q1"} My block - Display Order - Q1"#,
            r#"Myblock_DO_Q2 {"ImportId":"BL_aaaaaaaaaaaaaaa_DO","choiceId":"Q2"} My block - Display Order - Q2"#,
        ]
    );
    assert_eq!(
        told(false),
        [
            r#"FL_7_DO {"ImportId":"FL_7_DO"} FL_7 - Block Randomizer - Display Order"#,
            r#"Myblock_DO {"ImportId":"BL_aaaaaaaaaaaaaaa_DO"} My block - Display Order"#,
        ]
    );
}

#[test]
fn a_looped_block_has_its_columns_once_per_row_with_the_rows_key_before_them() {
    let mut value = small::survey();
    value["SurveyElements"][0]["Payload"][0]["Options"] = serde_json::json!({
        "Looping": "Static", "LoopingOptions": { "Static": { "1": { "1": "Rome" }, "oslo": { "1": "Oslo" } } }
    });
    value["SurveyElements"][3]["Payload"]["QuestionText"] = "What of <b>${lm://Field/1}</b>?".into();
    let survey = small_survey(value);
    let options = ColumnOptions { metadata: Some(Vec::new()), ..ColumnOptions::default() };
    let told = columns::of(&survey, &options).into_iter().map(|c| (c.name, c.import.id, c.label));
    let told: Vec<String> = told.map(|(name, id, label)| format!("{name} {id} {label}")).collect();
    assert_eq!(
        told,
        [
            "1_Q1 1_QID1 Text of QID1",
            "1_Q2 1_QID2_TEXT What of [Field-1]?",
            "oslo_Q1 oslo_QID1 Text of QID1",
            "oslo_Q2 oslo_QID2_TEXT What of [Field-1]?",
        ]
    );
    let keys: Vec<String> = fields::of(&survey).into_iter().map(|field| field.key).collect();
    assert_eq!(keys, ["1_QID1", "1_QID2_TEXT", "oslo_QID1", "oslo_QID2_TEXT"]);
}
