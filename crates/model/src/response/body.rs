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

use std::collections::HashMap;

use super::{Answer, Response, ResponseMeta};
use crate::field::{Field, FieldKind, FieldList};

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

/// Writes bodies by one list; made once for many responses.
#[derive(Debug)]
pub struct Encoder<'l> {
    list: &'l FieldList,
    slots: HashMap<&'l str, usize>,
}

impl<'l> Encoder<'l> {
    /// An encoder for bodies of this list.
    #[must_use]
    pub fn new(list: &'l FieldList) -> Self {
        let slots = list.fields.iter().enumerate().map(|(slot, field)| (field.key.as_str(), slot)).collect();
        Self { list, slots }
    }

    /// Writes the metadata and answers of a response.
    ///
    /// # Errors
    /// The keys of answers that have no slot, so that the caller can extend the list and write again: nothing is
    /// dropped unseen.
    pub fn encode(&self, response: &Response) -> Result<Vec<u8>, Vec<String>> {
        let fields = &self.list.fields;
        let mut by_slot: Vec<Option<&Answer>> = vec![None; fields.len()];
        let mut unknown = Vec::new();
        for (key, answer) in &response.answers {
            match self.slots.get(key.as_str()) {
                Some(&slot) => by_slot[slot] = Some(answer),
                None => unknown.push(key.clone()),
            }
        }
        if !unknown.is_empty() {
            return Err(unknown);
        }
        let mut out = Vec::with_capacity(128 + response.answers.len() * 8);
        out.push(VERSION);
        put_meta(&mut out, &response.meta, response.displayed.is_some());
        let given = by_slot.iter().enumerate().filter(|(_, answer)| answer.is_some()).map(|(slot, _)| slot);
        put_bitmap(&mut out, fields.len(), given);
        if let Some(displayed) = &response.displayed {
            let shown = displayed.iter().filter_map(|key| self.slots.get(key.as_str()).copied());
            put_bitmap(&mut out, fields.len(), shown);
        }
        for (field, answer) in fields.iter().zip(&by_slot) {
            if let Some(answer) = answer {
                put_answer(&mut out, field, answer);
            }
        }
        Ok(out)
    }
}

/// Writes one response by the given list.
///
/// # Errors
/// As [`Encoder::encode`].
pub fn encode(response: &Response, list: &FieldList) -> Result<Vec<u8>, Vec<String>> {
    Encoder::new(list).encode(response)
}

fn put_meta(out: &mut Vec<u8>, meta: &ResponseMeta, displayed: bool) {
    let flags = if displayed { HAS_DISPLAYED } else { 0 } | if meta.finished { FINISHED } else { 0 };
    put_varint(out, flags);
    for number in [meta.started_ms, meta.ended_ms, meta.progress, meta.duration, meta.status] {
        put_varint(out, zigzag(number));
    }
    for text in meta_texts(meta) {
        put_text(out, text);
    }
}

fn meta_texts(meta: &ResponseMeta) -> [&str; 9] {
    [
        &meta.channel,
        &meta.language,
        &meta.ip_address,
        &meta.latitude,
        &meta.longitude,
        &meta.recipient_last_name,
        &meta.recipient_first_name,
        &meta.recipient_email,
        &meta.external_reference,
    ]
}

fn put_bitmap(out: &mut Vec<u8>, slots: usize, set: impl Iterator<Item = usize>) {
    let start = out.len();
    out.resize(start + slots.div_ceil(8), 0);
    for slot in set {
        out[start + slot / 8] |= 1 << (slot % 8);
    }
}

fn put_answer(out: &mut Vec<u8>, field: &Field, answer: &Answer) {
    match (&field.kind, answer) {
        (FieldKind::Choice, Answer::Choice(text)) | (FieldKind::Number, Answer::Number(text)) => {
            put_scalar(out, text)
        }
        (FieldKind::Choices(ids), Answer::Choices(picked)) => match mask(ids, picked) {
            Some(bits) => put_varint(out, bits << 1),
            None => put_flagged(out, &picked.join(",")),
        },
        (FieldKind::Text, answer) => put_text(out, &plain(answer)),
        // An answer of another shape than its field (a question that changed its kind): kept as text.
        (FieldKind::Choice | FieldKind::Number, answer) => put_scalar(out, &plain(answer)),
        (FieldKind::Choices(_), answer) => put_flagged(out, &plain(answer)),
    }
}

fn plain(answer: &Answer) -> String {
    match answer {
        Answer::Choice(text) | Answer::Number(text) | Answer::Text(text) => text.clone(),
        Answer::Choices(ids) => ids.join(","),
    }
}

fn put_scalar(out: &mut Vec<u8>, text: &str) {
    // Only the form that reads back to the same text may go as an integer: not `007`, not `1.0`, and nothing that
    // would lose its highest bit to the flag.
    match text.parse::<i64>() {
        Ok(number) if number.unsigned_abs() < 1 << 60 && number.to_string() == text => {
            put_varint(out, zigzag(number) << 1);
        }
        _ => put_flagged(out, text),
    }
}

fn put_flagged(out: &mut Vec<u8>, text: &str) {
    put_varint(out, (text.len() as u64) << 1 | 1);
    out.extend_from_slice(text.as_bytes());
}

fn mask(ids: &[String], picked: &[String]) -> Option<u64> {
    let mut bits = 0_u64;
    for id in picked {
        let place = ids.iter().position(|known| known == id)?;
        if place >= 62 {
            return None;
        }
        bits |= 1 << place;
    }
    Some(bits)
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    put_varint(out, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}

fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value as u8) | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn zigzag(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)) as u64
}

fn unzigzag(value: u64) -> i64 {
    ((value >> 1) as i64) ^ -((value & 1) as i64)
}

/// One answer of a body as it lies there: no copies, no maps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Slot<'a> {
    /// No answer.
    #[default]
    Empty,
    /// An integer: a choice id or a number.
    Integer(i64),
    /// A bit mask over the choice ids of the field.
    Mask(u64),
    /// Text; for a choice or number one that is no integer, for several choices the ids joined by commas.
    Text(&'a str),
}

/// The metadata of a body as it lies there.
#[derive(Debug, Clone, Copy, Default)]
#[allow(missing_docs)] // As in `ResponseMeta`.
pub struct MetaRef<'a> {
    pub started_ms: i64,
    pub ended_ms: i64,
    pub progress: i64,
    pub duration: i64,
    pub status: i64,
    pub finished: bool,
    pub channel: &'a str,
    pub language: &'a str,
    pub ip_address: &'a str,
    pub latitude: &'a str,
    pub longitude: &'a str,
    pub recipient_last_name: &'a str,
    pub recipient_first_name: &'a str,
    pub recipient_email: &'a str,
    pub external_reference: &'a str,
}

/// Reads bodies one after the other into the same slots.
#[derive(Debug, Default)]
pub struct BodyReader<'a> {
    /// The metadata of the body read last.
    pub meta: MetaRef<'a>,
    /// One per field of the list the body was written with.
    pub slots: Vec<Slot<'a>>,
    /// The bitmap of the slots that were shown; empty where nobody knows.
    displayed: &'a [u8],
}

impl<'a> BodyReader<'a> {
    /// A reader with nothing read.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// This reader with nothing read, for bodies of another lifetime: the memory of its slots is used again.
    #[must_use]
    pub fn emptied<'b>(mut self) -> BodyReader<'b> {
        self.slots.clear();
        let slots = self.slots.into_iter().map(|_| Slot::Empty).collect();
        BodyReader { meta: MetaRef::default(), slots, displayed: &[] }
    }

    /// Reads one body that was written with `list`.
    ///
    /// # Errors
    /// When the body is cut short, of a later version or of another list.
    pub fn read(&mut self, body: &'a [u8], list: &FieldList) -> Result<(), BodyError> {
        let mut cursor = Cursor { rest: body };
        if cursor.byte()? != VERSION {
            return Err(BodyError);
        }
        let flags = cursor.varint()?;
        self.meta = MetaRef {
            started_ms: unzigzag(cursor.varint()?),
            ended_ms: unzigzag(cursor.varint()?),
            progress: unzigzag(cursor.varint()?),
            duration: unzigzag(cursor.varint()?),
            status: unzigzag(cursor.varint()?),
            finished: flags & FINISHED != 0,
            channel: cursor.text()?,
            language: cursor.text()?,
            ip_address: cursor.text()?,
            latitude: cursor.text()?,
            longitude: cursor.text()?,
            recipient_last_name: cursor.text()?,
            recipient_first_name: cursor.text()?,
            recipient_email: cursor.text()?,
            external_reference: cursor.text()?,
        };
        let bitmap = list.fields.len().div_ceil(8);
        let present = cursor.take(bitmap)?;
        self.displayed = if flags & HAS_DISPLAYED != 0 { cursor.take(bitmap)? } else { &[] };
        self.slots.clear();
        self.slots.resize(list.fields.len(), Slot::Empty);
        for (byte_place, &byte) in present.iter().enumerate() {
            let mut bits = byte;
            while bits != 0 {
                let slot = byte_place * 8 + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                let field = list.fields.get(slot).ok_or(BodyError)?;
                self.slots[slot] = cursor.slot(&field.kind)?;
            }
        }
        Ok(())
    }

    /// Whether the field in this slot was shown; `None` where nobody knows.
    #[must_use]
    pub fn was_displayed(&self, slot: usize) -> Option<bool> {
        if self.displayed.is_empty() { None } else { Some(self.displayed[slot / 8] >> (slot % 8) & 1 == 1) }
    }

    /// The body read last as a [`Response`] with the given id and dates.
    #[must_use]
    pub fn to_response(
        &self,
        list: &FieldList,
        id: crate::ResponseId,
        recorded: crate::Moment,
        modified: crate::Moment,
    ) -> Response {
        let meta = &self.meta;
        let mut answers = indexmap::IndexMap::new();
        for (field, slot) in list.fields.iter().zip(&self.slots) {
            if let Some(answer) = to_answer(field, *slot) {
                answers.insert(field.key.clone(), answer);
            }
        }
        let displayed = (!self.displayed.is_empty()).then(|| {
            let shown = |slot: &usize| self.was_displayed(*slot) == Some(true);
            (0..list.fields.len()).filter(shown).map(|slot| list.fields[slot].key.clone()).collect()
        });
        Response {
            id,
            recorded,
            modified,
            meta: ResponseMeta {
                started_ms: meta.started_ms,
                ended_ms: meta.ended_ms,
                progress: meta.progress,
                duration: meta.duration,
                finished: meta.finished,
                status: meta.status,
                channel: meta.channel.into(),
                language: meta.language.into(),
                ip_address: meta.ip_address.into(),
                latitude: meta.latitude.into(),
                longitude: meta.longitude.into(),
                recipient_last_name: meta.recipient_last_name.into(),
                recipient_first_name: meta.recipient_first_name.into(),
                recipient_email: meta.recipient_email.into(),
                external_reference: meta.external_reference.into(),
            },
            answers,
            displayed,
        }
    }
}

fn to_answer(field: &Field, slot: Slot<'_>) -> Option<Answer> {
    let text = match slot {
        Slot::Empty => return None,
        Slot::Mask(bits) => {
            let FieldKind::Choices(ids) = &field.kind else { return None };
            let picked = ids.iter().enumerate().filter(|(place, _)| *place < 62 && bits >> place & 1 == 1);
            return Some(Answer::Choices(picked.map(|(_, id)| id.clone()).collect()));
        }
        Slot::Integer(number) => number.to_string(),
        Slot::Text(text) => text.to_owned(),
    };
    Some(match &field.kind {
        FieldKind::Choice => Answer::Choice(text),
        FieldKind::Number => Answer::Number(text),
        FieldKind::Text => Answer::Text(text),
        FieldKind::Choices(_) => {
            Answer::Choices(text.split(',').filter(|id| !id.is_empty()).map(str::to_owned).collect())
        }
    })
}

struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    fn byte(&mut self) -> Result<u8, BodyError> {
        let (&first, rest) = self.rest.split_first().ok_or(BodyError)?;
        self.rest = rest;
        Ok(first)
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], BodyError> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(BodyError)?;
        self.rest = rest;
        Ok(taken)
    }

    fn varint(&mut self) -> Result<u64, BodyError> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
        }
        Err(BodyError)
    }

    fn text(&mut self) -> Result<&'a str, BodyError> {
        let length = self.varint()?;
        self.text_of(length)
    }

    fn text_of(&mut self, length: u64) -> Result<&'a str, BodyError> {
        let bytes = self.take(usize::try_from(length).map_err(|_| BodyError)?)?;
        std::str::from_utf8(bytes).map_err(|_| BodyError)
    }

    fn slot(&mut self, kind: &FieldKind) -> Result<Slot<'a>, BodyError> {
        let first = self.varint()?;
        Ok(match kind {
            FieldKind::Text => Slot::Text(self.text_of(first)?),
            _ if first & 1 == 1 => Slot::Text(self.text_of(first >> 1)?),
            FieldKind::Choices(_) => Slot::Mask(first >> 1),
            FieldKind::Choice | FieldKind::Number => Slot::Integer(unzigzag(first >> 1)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
            id: ResponseId::mint(1_795_000_000_000, 1, 2),
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
