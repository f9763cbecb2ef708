//! Writing a body.

use std::cell::OnceCell;
use std::collections::HashMap;

use super::{FINISHED, HAS_DISPLAYED, VERSION};
use crate::field::{Field, FieldKind, FieldList};
use crate::response::{Answer, Response, ResponseMeta};

/// How many slots ahead an answer's field is looked for before it is looked up: answers mostly come in the order of
/// the list.
const AHEAD: usize = 8;

/// Writes bodies by one list; good for one response as for many.
#[derive(Debug)]
pub struct Encoder<'l> {
    list: &'l FieldList,
    /// Made at the first key that is not where the order lets it be expected.
    slots: OnceCell<HashMap<&'l str, usize>>,
}

impl<'l> Encoder<'l> {
    /// An encoder for bodies of this list.
    #[must_use]
    pub fn new(list: &'l FieldList) -> Self {
        Self { list, slots: OnceCell::new() }
    }

    /// The slot of a key that is likely to be at `next` or soon after it.
    fn slot(&self, key: &str, next: usize) -> Option<usize> {
        let fields = &self.list.fields;
        let ahead = fields.iter().enumerate().skip(next).take(AHEAD).find(|(_, field)| field.key == key);
        ahead.map(|(slot, _)| slot).or_else(|| {
            let slots = self.slots.get_or_init(|| {
                fields.iter().enumerate().map(|(slot, field)| (field.key.as_str(), slot)).collect()
            });
            slots.get(key).copied()
        })
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
        let mut next = 0;
        for (key, answer) in &response.answers {
            match self.slot(key, next) {
                Some(slot) => {
                    by_slot[slot] = Some(answer);
                    next = slot + 1;
                }
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
            let mut next = 0;
            let shown = displayed.iter().filter_map(|key| {
                let slot = self.slot(key, next)?;
                next = slot + 1;
                Some(slot)
            });
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
