//! The compact body in which a response is kept: read straight into export cells, without a map in between.
//!
//! Layout (design/storage.md): one version byte; the metadata as varints and length-prefixed texts; a bitmap of the
//! slots that hold an answer, and a bitmap of those that were shown; then the answers in slot order. An answer's
//! first varint carries a flag in its lowest bit:
//!
//! - choice and number: `0` and a zigzag integer, or `1` and the length of a text that follows (a carried-forward
//!   choice `x4`, a decimal number);
//! - several choices: `0` and a bit mask over the field's choice ids, or `1` and the length of the ids joined by
//!   commas (ids that the field list does not know, or a list beyond 62 choices);
//! - text: its length, no flag.

mod read;
mod write;

pub use read::{BodyReader, MetaRef, Slot};
pub use write::{Encoder, encode};

const VERSION: u8 = 1;
const HAS_DISPLAYED: u64 = 1;
const FINISHED: u64 = 2;

/// A body that cannot be read: cut short, or of a later version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BodyError;

impl std::fmt::Display for BodyError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the stored response is damaged or of a later version")
    }
}
impl std::error::Error for BodyError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::{Field, FieldKind, FieldList};
    use crate::response::{Answer, Response, ResponseMeta};
    use crate::{Moment, ResponseId};

    fn list() -> FieldList {
        let field = |key: &str, kind| Field { key: key.into(), kind };
        let ids = (1..=70).map(|id| id.to_string()).collect();
        FieldList {
            version: 1,
            fields: vec![
                field("QID1", FieldKind::Choice),
                field("QID2", FieldKind::Choices(ids)),
                field("QID3_TEXT", FieldKind::Text),
                field("QID4_1", FieldKind::Number),
                field("QID5", FieldKind::Choice),
            ],
        }
    }

    fn response(answers: &[(&str, Answer)]) -> Response {
        Response {
            id: ResponseId::generate(1_795_000_000_000, 1, 2),
            recorded: Moment(1_795_000_000_000),
            modified: Moment(1_795_000_000_000),
            meta: ResponseMeta {
                started_ms: -5,
                duration: 37,
                finished: true,
                latitude: "40.78759765625".into(),
                ..ResponseMeta::default()
            },
            answers: answers.iter().map(|(key, answer)| ((*key).to_owned(), answer.clone())).collect(),
            displayed: Some(vec!["QID1".into(), "QID5".into()]),
        }
    }

    #[test]
    fn what_is_written_reads_back() {
        let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let all = [
            ("QID1", Answer::Choice("-2".into())),
            ("QID2", Answer::Choices(texts(&["1", "62"]))),
            ("QID3_TEXT", Answer::Text("zwei\r\nZeilen, \"so\" 🤷".into())),
            ("QID4_1", Answer::Number("9.67999999999999971578290569595992565155029296875".into())),
            ("QID5", Answer::Choice("x4".into())),
        ];
        let beyond = [
            ("QID2", Answer::Choices(texts(&["1", "70", "nobody"]))),
            ("QID4_1", Answer::Number("007".into())),
            ("QID1", Answer::Choice(i64::MAX.to_string())),
        ];
        for answers in [&all[..], &beyond[..], &[]] {
            let response = response(answers);
            let body = encode(&response, &list()).unwrap();
            let mut reader = BodyReader::new();
            reader.read(&body, &list()).unwrap();
            let read = reader.to_response(&list(), response.id.clone(), response.recorded, response.modified);
            assert_eq!(read.answers.len(), answers.len());
            assert_eq!(read.meta, response.meta);
            assert_eq!(read.displayed, response.displayed);
            for (key, answer) in answers {
                assert_eq!(&read.answers[*key], answer, "{key}");
            }
        }
    }

    #[test]
    fn a_body_cut_anywhere_is_refused_and_never_panics() {
        let body = encode(&response(&[("QID3_TEXT", Answer::Text("abc".into()))]), &list()).unwrap();
        for length in 0..body.len() {
            assert_eq!(BodyReader::new().read(&body[..length], &list()), Err(BodyError), "cut at {length}");
        }
    }

    #[test]
    fn a_key_without_a_slot_is_told_and_not_dropped() {
        let wanted = response(&[("segment", Answer::Text("gold".into()))]);
        assert_eq!(encode(&wanted, &list()), Err(vec!["segment".to_owned()]));
    }
}
