//! JSON and NDJSON: one object per response, written without a value in between.

use model::column::Meta;
use model::field::FieldKind;
use model::response::{BodyReader, Slot, status_label};

use super::bound::{BoundPlan, NOWHERE};
use super::cells::put_integer;
use super::dates::put_iso;
use super::json::{is_number, put_comma, put_string};
use super::objects::{MemberShape, ObjectMember, ObjectPlan};
use super::stored::{StoredResponse, each_id, meta_text};

/// Writes the objects of one thread.
#[derive(Debug)]
pub(super) struct ObjectWriter<'p> {
    plan: &'p ObjectPlan,
    /// The members of `labels`, gathered while the values are written.
    labels: Vec<u8>,
}

impl<'p> ObjectWriter<'p> {
    pub(super) fn new(plan: &'p ObjectPlan) -> Self {
        Self { plan, labels: Vec::new() }
    }

    pub(super) fn row(
        &mut self,
        bound: &BoundPlan,
        row: &StoredResponse<'_>,
        reader: &BodyReader<'_>,
        out: &mut Vec<u8>,
    ) {
        // A row before this one in the same buffer; a header ends with a bracket, not a brace.
        if !self.plan.lines && out.last() == Some(&b'}') {
            out.push(b',');
        }
        self.labels.clear();
        out.extend_from_slice(b"{\"responseId\":");
        put_string(row.id, out);
        out.extend_from_slice(b",\"values\":{");
        let start = out.len();
        for meta in &self.plan.metas {
            self.put_meta(*meta, row, reader, start, out);
        }
        for (member, at) in self.plan.members.iter().zip(&bound.places) {
            if at.slot == NOWHERE {
                continue;
            }
            let slot = at.slot as usize;
            if reader.slots[slot] != Slot::Empty {
                put_comma(start, out);
                out.extend_from_slice(&member.key);
                out.push(b':');
                put_value(member, reader.slots[slot], &bound.list.fields[slot].kind, &mut self.labels, out);
            }
        }
        out.extend_from_slice(b"},\"labels\":{");
        out.extend_from_slice(&self.labels);
        out.extend_from_slice(b"},\"displayedFields\":[");
        self.put_displayed(bound, reader, out, |member| &member.key);
        out.extend_from_slice(b"],\"displayedValues\":{");
        self.put_displayed(bound, reader, out, |member| &member.offered);
        out.extend_from_slice(if self.plan.lines { b"}}\n" } else { b"}}" });
    }

    fn put_displayed(
        &self,
        bound: &BoundPlan,
        reader: &BodyReader<'_>,
        out: &mut Vec<u8>,
        bytes: impl Fn(&ObjectMember) -> &[u8],
    ) {
        let start = out.len();
        for (member, at) in self.plan.members.iter().zip(&bound.places) {
            let bytes = bytes(member);
            let shown = at.slot != NOWHERE && reader.was_displayed(at.slot as usize) == Some(true);
            if shown && !bytes.is_empty() {
                put_comma(start, out);
                out.extend_from_slice(bytes);
            }
        }
    }

    fn put_meta(
        &mut self,
        meta: Meta,
        row: &StoredResponse<'_>,
        reader: &BodyReader<'_>,
        start: usize,
        out: &mut Vec<u8>,
    ) {
        let of = &reader.meta;
        let text = if meta == Meta::ResponseId { row.id } else { meta_text(meta, of) };
        let number = match meta {
            Meta::Status => Some(of.status),
            Meta::Progress => Some(of.progress),
            Meta::Duration => Some(of.duration),
            Meta::Finished => Some(i64::from(of.finished)),
            _ => None,
        };
        // The dates that the server sets carry milliseconds, the respondent's do not (section 8).
        let date = match meta {
            Meta::StartDate => Some((of.started_ms, false)),
            Meta::EndDate => Some((of.ended_ms, false)),
            Meta::RecordedDate => Some((row.recorded_ms, true)),
            Meta::LastModifiedDate => Some((row.modified_ms, true)),
            _ => None,
        };
        if text.is_empty() && number.is_none() && date.is_none() {
            return;
        }
        put_comma(start, out);
        put_string(meta.names().2, out);
        out.push(b':');
        match (number, date) {
            (Some(number), _) => put_integer(number, out),
            (_, Some((moment, milliseconds))) => {
                out.push(b'"');
                put_iso(moment, milliseconds, out);
                out.push(b'"');
            }
            _ => put_string(text, out),
        }
        let label = match meta {
            Meta::Status => status_label(of.status),
            Meta::Finished if of.finished => "True",
            Meta::Finished => "False",
            _ => return,
        };
        put_comma(0, &mut self.labels);
        put_string(meta.names().2, &mut self.labels);
        self.labels.push(b':');
        put_string(label, &mut self.labels);
    }
}

fn put_value(
    member: &ObjectMember,
    slot: Slot<'_>,
    kind: &FieldKind,
    labels: &mut Vec<u8>,
    out: &mut Vec<u8>,
) {
    match (&member.shape, slot) {
        (MemberShape::Choice(codes, names), Slot::Integer(number)) => {
            match codes.by_number(number) {
                Some(code) => out.extend_from_slice(code),
                None => put_integer(number, out),
            }
            put_label(member, names.by_number(number), labels);
        }
        (MemberShape::Choice(codes, names), Slot::Text(text)) => {
            match codes.by_text(text) {
                Some(code) => out.extend_from_slice(code),
                None => put_string(text, out),
            }
            put_label(member, names.by_text(text), labels);
        }
        (MemberShape::Choices(codes, names), slot) => {
            put_list(slot, kind, ',', out, |id, out| match codes.by_text(id) {
                Some(code) => out.extend_from_slice(code),
                None => put_string(id, out),
            });
            put_comma(0, labels);
            labels.extend_from_slice(&member.key);
            labels.push(b':');
            put_list(slot, kind, ',', labels, |id, out| match names.by_text(id) {
                Some(name) => out.extend_from_slice(name),
                None => put_string(id, out),
            });
        }
        (MemberShape::Order, slot) => put_list(slot, kind, '|', out, put_string),
        (MemberShape::Number, Slot::Text(text)) if is_number(text) => {
            out.extend_from_slice(text.as_bytes());
        }
        (MemberShape::Number, Slot::Integer(number)) => put_integer(number, out),
        (MemberShape::Text, Slot::Integer(number)) => {
            out.push(b'"');
            put_integer(number, out);
            out.push(b'"');
        }
        (_, Slot::Text(text)) => put_string(text, out),
        (_, slot) => put_list(slot, kind, ',', out, put_string),
    }
}

fn put_label(member: &ObjectMember, label: Option<&[u8]>, labels: &mut Vec<u8>) {
    if let Some(label) = label {
        put_comma(0, labels);
        labels.extend_from_slice(&member.key);
        labels.push(b':');
        labels.extend_from_slice(label);
    }
}

fn put_list(
    slot: Slot<'_>,
    kind: &FieldKind,
    separator: char,
    out: &mut Vec<u8>,
    put: impl Fn(&str, &mut Vec<u8>),
) {
    out.push(b'[');
    let start = out.len();
    each_id(slot, kind, separator, |id| {
        put_comma(start, out);
        put(id, out);
    });
    out.push(b']');
}
