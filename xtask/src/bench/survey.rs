//! The survey of the benchmarks, and its answers: 60 questions, 101 columns, 1.4 kB a row.

use std::fmt::Write;

use serde_json::{Value, json};

/// 40 questions with one choice, 8 with several of 4 choices, 12 with a text: 40 + 32 + 12 columns, and 17 of metadata.
pub(super) const SINGLE: usize = 40;
pub(super) const MULTIPLE: usize = 8;
pub(super) const CHOICES: usize = 4;
pub(super) const TEXTS: usize = 12;
/// Columns of metadata in front of the answers.
pub(super) const METADATA: usize = 17;

const SURVEY: &str = "SV_0benchmarkSurvy";
const BLOCK: &str = "BL_0benchmarkBlock";

/// The survey file.
pub(super) fn file() -> Value {
    let ids: Vec<String> = (1..=SINGLE + MULTIPLE + TEXTS).map(|number| format!("QID{number}")).collect();
    let inside: Vec<Value> = ids.iter().map(|id| json!({"Type": "Question", "QuestionID": id})).collect();
    let blocks = json!([
        {"Type": "Default", "Description": "Questions", "ID": BLOCK, "BlockElements": inside},
        {"Type": "Trash", "Description": "Trash / Unused Questions", "ID": "BL_0benchmarkTrash"},
    ]);
    let flow = json!({
        "Type": "Root", "FlowID": "FL_1", "Properties": {"Count": 2},
        "Flow": [{"Type": "Standard", "ID": BLOCK, "FlowID": "FL_2", "Autofill": []}],
    });
    let options = json!({"BackButton": "false", "SurveyProtection": "PublicSurvey", "SurveyExpiration": "None", "NewScoring": 1});
    let mut elements = vec![
        element("BL", "Survey Blocks", &blocks),
        element("FL", "Survey Flow", &flow),
        element("SO", "Survey Options", &options),
        element("QC", "Survey Question Count", &Value::Null),
        element("RS", "RS_0benchmarkSet01", &Value::Null),
        element("STAT", "Survey Statistics", &json!({"MobileCompatible": true, "ID": "Survey Statistics"})),
        element("SCO", "Scoring", &json!({"ScoringCategories": []})),
        element("PROJ", "CORE", &json!({"ProjectCategory": "CORE", "SchemaVersion": "1.1.0"})),
    ];
    elements.extend(ids.iter().enumerate().map(|(index, id)| element("SQ", id, &question(index, id))));
    json!({
        "SurveyEntry": {
            "SurveyID": SURVEY, "SurveyName": "Benchmark", "SurveyLanguage": "EN", "SurveyStatus": "Active",
            "SurveyActiveResponseSet": "RS_0benchmarkSet01", "SurveyOwnerID": "UR_0benchmarkOwner",
            "SurveyBrandID": "benchmark", "CreatorID": "UR_0benchmarkOwner",
            "SurveyCreationDate": "2024-01-01 00:00:00", "LastModified": "2024-01-01 00:00:00",
        },
        "SurveyElements": elements,
    })
}

fn element(kind: &str, name: &str, payload: &Value) -> Value {
    json!({
        "SurveyID": SURVEY, "Element": kind, "PrimaryAttribute": name, "SecondaryAttribute": null,
        "TertiaryAttribute": null, "Payload": payload,
    })
}

fn question(index: usize, id: &str) -> Value {
    let text = format!("How well does statement number {} describe your last visit?", index + 1);
    let mut question = json!({
        "QuestionText": text, "QuestionDescription": text, "DataExportTag": format!("Q{}", index + 1),
        "QuestionID": id, "DefaultChoices": false, "Language": [],
        "Configuration": {"QuestionDescriptionOption": "UseText"},
        "Validation": {"Settings": {"ForceResponse": "OFF", "Type": "None"}},
    });
    let mut set = |name: &str, value: Value| question[name] = value;
    if index >= SINGLE + MULTIPLE {
        set("QuestionType", json!("TE"));
        set("Selector", json!("ML"));
        return question;
    }
    let count = if index < SINGLE { 5 } else { CHOICES };
    let ids: Vec<String> = (1..=count).map(|choice| choice.to_string()).collect();
    let choices: serde_json::Map<String, Value> =
        ids.iter().map(|choice| (choice.clone(), json!({"Display": format!("Choice {choice}")}))).collect();
    set("QuestionType", json!("MC"));
    set("Selector", json!(if index < SINGLE { "SAVR" } else { "MAVR" }));
    set("SubSelector", json!("TX"));
    set("Choices", Value::Object(choices));
    set("ChoiceOrder", json!(ids));
    question
}

/// Responses `first .. first + rows` as a CSV file below the given three header rows. One is recorded each minute.
pub(super) fn csv(header: &str, first: usize, rows: usize) -> Vec<u8> {
    let mut text = String::with_capacity(header.len() + rows * 1450);
    text.push_str(header);
    for number in first..first + rows {
        row(&mut text, number);
    }
    text.into_bytes()
}

/// What people write is made of: with these a file deflates about as far as one of real answers does.
const WORDS: &[&str] = &[
    "the",
    "staff",
    "was",
    "kind",
    "queue",
    "long",
    "again",
    "would",
    "come",
    "very",
    "not",
    "sure",
    "maybe",
    "because",
    "children",
    "opening",
    "hours",
    "weekend",
    "parking",
    "difficult",
    "friendly",
    "quickly",
    "helped",
    "waiting",
    "room",
    "quiet",
    "books",
    "shelf",
    "missing",
    "lovely",
    "afternoon",
    "rain",
    "coffee",
    "expensive",
    "recommend",
    "friends",
    "never",
    "always",
    "sometimes",
    "website",
    "confusing",
    "booking",
    "cancelled",
    "refund",
    "thanks",
    "everything",
    "better",
    "worse",
    "last",
    "year",
    "different",
    "colour",
    "signs",
    "entrance",
    "lift",
    "broken",
    "stairs",
    "toilet",
    "clean",
    "light",
    "music",
    "loud",
    "please",
    "more",
];

/// The same numbers for the same row, so that two runs measure the same file.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        // SplitMix64: neighbouring seeds give unrelated numbers.
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % limit as u64).unwrap_or(0)
    }
}

fn row(text: &mut String, number: usize) {
    let moment = moment(number);
    // Writing into a String does not fail.
    let _ = write!(
        text,
        "{moment},{moment},0,192.0.2.{},100,{},1,{moment},{},,,,,40.78759765625,-73.9656982421875,anonymous,EN",
        number % 250 + 1,
        number % 900 + 30,
        id(number),
    );
    let mut chance = Chance(number as u64 + 1);
    for _ in 0..SINGLE {
        let _ = write!(text, ",{}", chance.below(5) + 1);
    }
    for _ in 0..MULTIPLE * CHOICES {
        text.push_str(if chance.below(2) == 1 { ",1" } else { "," });
    }
    for _ in 0..TEXTS {
        text.push_str(",\"");
        for place in 0..14 {
            let word = WORDS[chance.below(WORDS.len())];
            let _ = write!(text, "{}{word}", if place == 0 { "" } else { " " });
        }
        let _ = write!(text, ", {}.\"", chance.below(10_000));
    }
    text.push_str("\r\n");
}

/// The moment at which a response is recorded: minutes since 2020, as the export writes them.
pub(super) fn moment(number: usize) -> String {
    let (day, minute) = (number / 1440, number % 1440);
    // Years of 12 months of 28 days: every date exists, and their order is the order of the numbers.
    let (year, month, day) = (2020 + day / 336, day / 28 % 12 + 1, day % 28 + 1);
    format!("{year}-{month:02}-{day:02} {:02}:{:02}:00", minute / 60, minute % 60)
}

/// A response id that names its number.
pub(super) fn id(number: usize) -> String {
    format!("R_0bench{number:09}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_101_columns_and_about_1400_bytes() {
        let text = String::from_utf8(csv("", 7, 1)).unwrap();
        let quoted = text.matches(".\"").count();
        let commas = text.matches(',').count() - quoted;
        assert_eq!(quoted, TEXTS);
        assert_eq!(commas + 1, METADATA + SINGLE + MULTIPLE * CHOICES + TEXTS);
        assert!((1200..1600).contains(&text.len()), "{}", text.len());
    }

    #[test]
    fn moments_rise_and_ids_have_17_characters() {
        assert_eq!(moment(0), "2020-01-01 00:00:00");
        assert!(
            (0..1_000_000)
                .step_by(997)
                .collect::<Vec<_>>()
                .windows(2)
                .all(|two| moment(two[0]) < moment(two[1]))
        );
        assert_eq!(id(999_999).len(), 17);
    }

    #[test]
    fn the_survey_has_60_questions() {
        let file = file();
        let questions =
            file["SurveyElements"].as_array().unwrap().iter().filter(|element| element["Element"] == "SQ");
        assert_eq!(questions.count(), 60);
    }
}
