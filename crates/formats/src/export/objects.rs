//! JSON and NDJSON: one object per response (api/responses.md section 8), written without a value in between.

use indexmap::IndexMap;
use model::column::{Code, Column, Meta, Source};
use model::field::FieldList;
use model::response::{BodyReader, Slot, status_label};

use super::cells::put_integer;
use super::codes::Table;
use super::dates::put_iso;
use super::json::{is_number, json_code, json_string, put_comma, put_string};
use super::table::{BoundPlan, NOWHERE};
use super::writer::{Row, each_id, meta_text};

/// The members of the objects, compiled.
#[derive(Debug)]
pub(super) struct ObjectPlan {
    lines: bool,
    metas: Vec<Meta>,
    members: Vec<Member>,
}

/// One answer slot.
#[derive(Debug)]
struct Member {
    field: String,
    /// `"QID1"`.
    key: Box<[u8]>,
    shape: MemberShape,
    /// `"QID1":[1,2]`, for `displayedValues`; empty where nothing is offered.
    offered: Box<[u8]>,
}

#[derive(Debug)]
enum MemberShape {
    Text,
    Number,
    /// Codes and labels of one choice, as JSON.
    Choice(Table, Table),
    /// The same of several.
    Choices(Table, Table),
    /// Ids joined by `|`.
    Order,
}

impl ObjectPlan {
    pub(super) fn new(columns: &[Column], lines: bool) -> Self {
        let metas = columns.iter().filter_map(|column| match &column.source {
            Source::Meta(meta) => Some(*meta),
            _ => None,
        });
        // Several columns may stand for one field (a column per choice): they are one member.
        let mut fields: IndexMap<&str, (Kind, Vec<&Code>)> = IndexMap::new();
        for column in columns {
            let (field, kind, codes): (_, _, &[Code]) = match &column.source {
                Source::Meta(_) => continue,
                Source::Text { field } => (field, Kind::Text, &[]),
                Source::Number { field } => (field, Kind::Number, &[]),
                Source::Choice { field, codes } => (field, Kind::Choice, codes),
                Source::Choices { field, codes } => (field, Kind::Choices, codes),
                Source::Picked { field, code } => (field, Kind::Choices, std::slice::from_ref(code)),
                Source::Position { field, .. } | Source::Order { field, .. } => (field, Kind::Order, &[]),
            };
            fields.entry(field.as_str()).or_insert((kind, Vec::new())).1.extend(codes);
        }
        let members = fields.into_iter().map(|(field, (kind, codes))| member(field, kind, &codes));
        Self { lines, metas: metas.collect(), members: members.collect() }
    }

    pub(super) fn bind(&self, list: &FieldList) -> BoundPlan {
        BoundPlan::new(list, self.members.iter().map(|member| (member.field.as_str(), None)))
    }

    pub(super) fn opening(&self) -> &'static [u8] {
        if self.lines { b"" } else { b"{\"responses\":[" }
    }

    pub(super) fn joint(&self) -> &'static [u8] {
        if self.lines { b"" } else { b"," }
    }

    pub(super) fn closing(&self) -> &'static [u8] {
        if self.lines { b"" } else { b"]}" }
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Text,
    Number,
    Choice,
    Choices,
    Order,
}

fn member(field: &str, kind: Kind, codes: &[&Code]) -> Member {
    let table = |written: &dyn Fn(&Code) -> Vec<u8>| {
        Table::new(codes.iter().map(|code| (code.id.as_str(), written(code).into())))
    };
    let labels = || table(&|code| json_string(&code.label));
    let shape = match kind {
        Kind::Text => MemberShape::Text,
        Kind::Number => MemberShape::Number,
        Kind::Order => MemberShape::Order,
        Kind::Choice => MemberShape::Choice(table(&|code| json_code(&code.recode)), labels()),
        Kind::Choices => MemberShape::Choices(table(&|code| json_string(&code.recode)), labels()),
    };
    let key = json_string(field);
    let mut offered = Vec::new();
    if !codes.is_empty() {
        offered.extend_from_slice(&key);
        offered.extend_from_slice(b":[");
        for (place, code) in codes.iter().enumerate() {
            if place > 0 {
                offered.push(b',');
            }
            let single = matches!(kind, Kind::Choice);
            offered.extend(if single { json_code(&code.recode) } else { json_string(&code.recode) });
        }
        offered.push(b']');
    }
    Member { field: field.to_owned(), key: key.into(), shape, offered: offered.into() }
}

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
        row: &Row<'_>,
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
        bytes: impl Fn(&Member) -> &[u8],
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
        row: &Row<'_>,
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
    member: &Member,
    slot: Slot<'_>,
    kind: &model::field::FieldKind,
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

fn put_label(member: &Member, label: Option<&[u8]>, labels: &mut Vec<u8>) {
    if let Some(label) = label {
        put_comma(0, labels);
        labels.extend_from_slice(&member.key);
        labels.push(b':');
        labels.extend_from_slice(label);
    }
}

fn put_list(
    slot: Slot<'_>,
    kind: &model::field::FieldKind,
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
