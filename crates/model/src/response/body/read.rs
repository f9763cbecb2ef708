//! Reading a body where it lies.

use super::{BodyError, FINISHED, HAS_DISPLAYED, VERSION};
use crate::field::{Field, FieldKind, FieldList};
use crate::response::{Answer, Response, ResponseMeta};

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

fn unzigzag(value: u64) -> i64 {
    ((value >> 1) as i64) ^ -((value & 1) as i64)
}
