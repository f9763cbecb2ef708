//! A survey file in pieces, so that versions share what they have in common and an edit writes what it changed.
//!
//! | place | piece |
//! |---|---|
//! | `entry` | `SurveyEntry` |
//! | `rest` | the other members of the top level, where there are any |
//! | `order` | the places of the elements in their order, and the keys of `SurveyElements` where it is an object |
//! | `question/QID1` | the element of a question; the names of its languages stand for its translations |
//! | `question/QID1/ES` | what `Payload.Language` holds for one language |
//! | `blocks` | the element of the blocks; the ids of the blocks stand for them |
//! | `block/BL_1` | one block |
//! | `flow`, `options` | the element of the flow, of the survey's options |
//! | `element/…` | any other element |
//! | `sums` | what the others come to, so that an edit need not read them; it is no part of the file |
//! | `whole` | a file of former times, in one piece |
//!
//! What has no usable name, or one that something else has already, is told apart by its number among the elements; what
//! cannot be taken apart (blocks without ids, languages that are no objects) stays within its element. A name stands for
//! a piece only where there is such a piece, so whatever a file holds comes back as it was.

mod join;
mod split;

use std::collections::BTreeMap;

pub use join::{JoinError, join, join_question};
pub use split::{split, split_question};

/// The pieces of one version: the JSON text of each by its place.
pub type Pieces = BTreeMap<String, String>;

/// The place of a file that is kept in one piece.
pub const WHOLE: &str = "whole";

/// The place of what the other pieces come to (`formats::qsf::Sums`). [`join`] leaves it out, and a version may be without it.
pub const SUMS: &str = "sums";
/// The place of `SurveyEntry`.
pub const ENTRY: &str = "entry";
/// The place of the order of the elements.
pub const ORDER: &str = "order";
/// The place of the element of the blocks.
pub const BLOCKS: &str = "blocks";
/// The place of the element of the flow.
pub const FLOW: &str = "flow";
/// The place of the element of the survey's options.
pub const OPTIONS: &str = "options";
/// The place of the element that counts the questions.
pub const QUESTION_COUNT: &str = "element/QC";
const REST: &str = "rest";

/// What `after` has otherwise than `before`: each place with its new piece, or with none where it is gone.
#[must_use]
pub fn changes<'a>(before: &'a Pieces, after: &'a Pieces) -> Vec<(&'a str, Option<&'a str>)> {
    let gone = before.keys().filter(|place| !after.contains_key(*place)).map(|place| (place.as_str(), None));
    let new = after.iter().filter(|(place, body)| before.get(*place) != Some(*body));
    gone.chain(new.map(|(place, body)| (place.as_str(), Some(body.as_str())))).collect()
}

/// The place of a question's element.
#[must_use]
pub fn place_of_question(id: &str) -> String {
    format!("question/{id}")
}

/// The place of one block.
#[must_use]
pub fn place_of_block(id: &str) -> String {
    format!("block/{id}")
}

/// The place of what a question holds for one language.
#[must_use]
pub fn place_of_translation(question: &str, language: &str) -> String {
    format!("{question}/{language}")
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::*;
    use crate::survey::SurveyFile;

    fn file(elements: Value) -> SurveyFile {
        let elements = elements.as_array().unwrap().iter().map(|element| object(element.clone())).collect();
        let entry = object(json!({"SurveyID": "SV_1", "SurveyName": "Visit"}));
        SurveyFile { entry, elements, element_keys: None, rest: Map::new() }
    }

    fn object(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    fn question(id: &str) -> Value {
        let language = json!({"ES": {"QuestionText": "¿Qué?"}, "FR": {"QuestionText": "Quoi ?"}});
        let payload = json!({"QuestionText": "What?", "Language": language, "QuestionID": id});
        json!({"SurveyID": "SV_1", "Element": "SQ", "PrimaryAttribute": id, "Payload": payload, "Last": 1})
    }

    fn blocks(payload: Value) -> Value {
        json!({"Element": "BL", "PrimaryAttribute": "Survey Blocks", "Payload": payload})
    }

    /// Splits and joins, and holds that the file came back with its members in their order.
    fn there_and_back(file: &SurveyFile) -> Vec<String> {
        let pieces = split(file.clone()).unwrap();
        let places = pieces.keys().cloned().collect();
        let joined = join(pieces).unwrap();
        assert_eq!(joined.to_value().to_string(), file.to_value().to_string());
        assert_eq!(joined.element_keys, file.element_keys);
        places
    }

    #[test]
    fn questions_translations_blocks_flow_and_options_are_pieces() {
        let mut whole = file(json!([
            blocks(json!([{"ID": "BL_1", "Type": "Default"}, {"ID": "BL_2"}])),
            {"Element": "FL", "Payload": {"Flow": []}},
            {"Element": "SO", "Payload": {"BackButton": "true"}},
            question("QID1"),
            {"Element": "RS", "PrimaryAttribute": "RS_1", "Payload": null},
        ]));
        whole.rest.insert("Further".into(), json!([1.5, "€"]));
        let places = there_and_back(&whole);
        assert_eq!(
            places.join(" "),
            "block/BL_1 block/BL_2 blocks element/RS/RS_1 entry flow options order question/QID1 \
             question/QID1/ES question/QID1/FR rest"
        );
        whole.element_keys = Some(["0", "1", "2", "x", "4"].map(str::to_owned).to_vec());
        there_and_back(&whole);
    }

    #[test]
    fn what_changed_is_the_changed_question_alone() {
        let before = file(json!([blocks(json!({"1": {"ID": "BL_1"}})), question("QID1"), question("QID2")]));
        let mut after = before.clone();
        after.elements[2]["Payload"]["Language"]["FR"]["QuestionText"] = json!("Comment ?");
        let (before, after) = (split(before).unwrap(), split(after).unwrap());
        let found = changes(&before, &after);
        assert_eq!(found, [("question/QID2/FR", Some(r#"{"QuestionText":"Comment ?"}"#))]);
        assert_eq!(changes(&after, &after), []);
    }

    #[test]
    fn what_is_taken_out_is_told_without_a_piece() {
        let before = file(json!([question("QID1"), question("QID2")]));
        let mut after = before.clone();
        after.elements.remove(0);
        let (before, after) = (split(before).unwrap(), split(after).unwrap());
        let found: Vec<_> =
            changes(&before, &after).into_iter().map(|(place, body)| (place, body.is_some())).collect();
        let gone = ["question/QID1", "question/QID1/ES", "question/QID1/FR"].map(|place| (place, false));
        assert_eq!(found, [&gone[..], &[("order", true)]].concat());
    }

    #[test]
    fn whatever_an_element_looks_like_it_comes_back() {
        let odd = [
            json!([question("QID1"), question("QID1"), question("QID1")]),
            json!([question("../../QID"), question(""), question(&"Q".repeat(5000)), question("a\u{0}b")]),
            json!([blocks(json!([{"ID": "BL_1"}, {"ID": "BL_1"}]))]),
            json!([blocks(json!([{"ID": "BL_1"}, "BL_1", null, 7, {"Type": "Trash"}]))]),
            json!([blocks(json!(["BL_1"])), blocks(json!([{"ID": "BL_1"}]))]),
            json!([blocks(json!([{"ID": "BL_1"}])), blocks(json!(["BL_1", {"ID": "BL_2"}]))]),
            json!([blocks(json!({"a": {"ID": "BL_2"}, "b": {"ID": "BL_1"}})), blocks(Value::Null)]),
            json!([{"Element": "SQ", "PrimaryAttribute": "QID1"}, {"Element": "SQ", "Payload": null}, {}]),
            json!([{"Element": "SQ", "PrimaryAttribute": "QID1", "Payload": {"Language": ["ES"]}}]),
            json!([{"Element": "SQ", "PrimaryAttribute": "QID1", "Payload": {"Language": {"ES": [], "FR": {}}}}]),
            json!([{"Element": "SQ", "PrimaryAttribute": "QID1", "Payload": {"Language": {"a/b": {}}}}]),
            json!([{"Element": "SQ", "PrimaryAttribute": "QID1", "Payload": {"Language": {}}}]),
            json!([{"Element": "FL"}, {"Element": "FL", "Payload": 1}, {"Element": "SO"}, {"Element": "SO"}]),
            json!([{"Element": 7}, {"Element": "order"}, {"Element": "entry", "PrimaryAttribute": "rest"}]),
            json!([{"Element": "QC", "PrimaryAttribute": "a"}, {"Element": "QC", "PrimaryAttribute": "a"}]),
            json!([]),
        ];
        for elements in odd {
            there_and_back(&file(elements));
        }
    }

    #[test]
    fn a_file_of_former_times_is_one_piece() {
        let file = file(json!([blocks(json!([{"ID": "BL_1"}])), question("QID1")]));
        let text = file.to_value().to_string();
        assert_eq!(join(Pieces::from([(WHOLE.to_owned(), text)])).unwrap(), file);
    }

    #[test]
    fn pieces_that_do_not_fit_together_are_told_and_nothing_is_left_out() {
        let file = file(json!([blocks(json!([{"ID": "BL_1"}, {"ID": "BL_2"}])), question("QID1")]));
        let pieces = split(file).unwrap();
        for place in pieces.keys() {
            let mut fewer = pieces.clone();
            fewer.remove(place);
            assert!(join(fewer).is_err(), "without {place}");
            let mut broken = pieces.clone();
            broken.insert(place.clone(), "{".into());
            assert!(join(broken).is_err(), "with half of {place}");
        }
        let mut more = pieces;
        more.insert("question/QID9".into(), "{}".into());
        assert_eq!(join(more).unwrap_err().to_string(), "the piece question/QID9 belongs nowhere");
    }
}
