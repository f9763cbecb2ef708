//! One thread's writer: from a stored body to a row of the file, without an allocation.

use model::column::Meta;
use model::field::{FieldKind, FieldList};
use model::response::body::MetaRef;
use model::response::{BodyError, BodyReader, Slot, status_label};

use super::cells::put_integer;
use super::codes::Table;
use super::dates::ZoneClock;
use super::objects::ObjectWriter;
use super::table::{BoundPlan, Cell, Content, NOWHERE, Place, TablePlan};
use super::{Plan, Shape};

/// A stored response.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    /// Its id.
    pub id: &'a str,
    /// When it was recorded, in milliseconds since 1970.
    pub recorded_ms: i64,
    /// When it was last changed, in milliseconds since 1970.
    pub modified_ms: i64,
    /// Its body, written with the list the [`BoundPlan`] was made for.
    pub body: &'a [u8],
}

/// Writes the rows of one thread; make one per thread by [`Plan::writer`].
#[derive(Debug)]
pub struct Writer<'p> {
    reader: BodyReader<'static>,
    form: Form<'p>,
}

#[derive(Debug)]
enum Form<'p> {
    Table(TableWriter<'p>),
    Objects(ObjectWriter<'p>),
}

#[derive(Debug)]
struct TableWriter<'p> {
    plan: &'p TablePlan,
    clock: ZoneClock<'p>,
    /// Cells made of several parts, before they are quoted.
    joined: Vec<u8>,
}

impl<'p> Writer<'p> {
    pub(super) fn new(plan: &'p Plan) -> Self {
        let form = match &plan.shape {
            Shape::Table(plan) => {
                Form::Table(TableWriter { plan, clock: ZoneClock::new(&plan.zone), joined: Vec::new() })
            }
            Shape::Objects(plan) => Form::Objects(ObjectWriter::new(plan)),
        };
        Self { reader: BodyReader::new(), form }
    }

    /// Appends one row to `out`. `bound` is the plan bound to the list that the body was written with.
    ///
    /// # Errors
    /// When the body cannot be read; `out` is then as it was.
    pub fn row(&mut self, bound: &BoundPlan, row: &Row<'_>, out: &mut Vec<u8>) -> Result<(), BodyError> {
        let mut reader = std::mem::take(&mut self.reader).emptied();
        let read = reader.read(row.body, &bound.list);
        if read.is_ok() {
            match &mut self.form {
                Form::Table(writer) => writer.row(bound, row, &reader, out),
                Form::Objects(writer) => writer.row(bound, row, &reader, out),
            }
        }
        self.reader = reader.emptied();
        read
    }
}

impl TableWriter<'_> {
    fn row(&mut self, bound: &BoundPlan, row: &Row<'_>, reader: &BodyReader<'_>, out: &mut Vec<u8>) {
        let plan = self.plan;
        let delimiter = plan.style.delimiter;
        for (place, (cell, at)) in plan.cells.iter().zip(&bound.places).enumerate() {
            if place > 0 {
                out.push(delimiter);
            }
            if let Content::Meta(meta, labels) = cell.content {
                self.put_meta(meta, labels, row, &reader.meta, out);
            } else if at.slot != NOWHERE {
                self.put_answer(cell, *at, &bound.list, reader, out);
            }
        }
        out.extend_from_slice(b"\r\n");
    }

    fn put_answer(
        &mut self,
        cell: &Cell,
        at: Place,
        list: &FieldList,
        reader: &BodyReader<'_>,
        out: &mut Vec<u8>,
    ) {
        let style = &self.plan.style;
        let kind = &list.fields[at.slot as usize].kind;
        let slot = reader.slots[at.slot as usize];
        let start = out.len();
        match (&cell.content, slot) {
            (_, Slot::Empty) => {}
            (Content::Choice(table), Slot::Integer(number)) => match table.by_number(number) {
                Some(bytes) => out.extend_from_slice(bytes),
                None => put_integer(number, out),
            },
            (Content::Choice(table), Slot::Text(text)) => match table.by_text(text) {
                Some(bytes) => out.extend_from_slice(bytes),
                None => style.put(text.as_bytes(), out),
            },
            (Content::Number | Content::Text, Slot::Integer(number)) => put_integer(number, out),
            (Content::Number, Slot::Text(text)) => style.put_number(text, out),
            (Content::Picked(..), Slot::Mask(bits)) if at.bit == NOWHERE || bits >> at.bit & 1 == 0 => {}
            (Content::Picked(_, written), Slot::Mask(_)) => out.extend_from_slice(written),
            (Content::Picked(id, written), Slot::Text(ids)) => {
                if ids.split(',').any(|picked| picked == &**id) {
                    out.extend_from_slice(written);
                }
            }
            // A question of one answer that became one of several.
            (Content::Picked(id, written), Slot::Integer(number)) => {
                if id.parse() == Ok(number) {
                    out.extend_from_slice(written);
                }
            }
            (Content::Position(id), Slot::Text(shown)) => {
                if let Some(position) = shown.split('|').position(|one| one == &**id) {
                    put_integer(position as i64 + 1, out);
                }
            }
            // One shown thing alone lies as a number where the field is no text.
            (Content::Position(id), Slot::Integer(number)) => {
                if id.parse() == Ok(number) {
                    out.push(b'1');
                }
            }
            (Content::Text, Slot::Text(text)) => style.put(text.as_bytes(), out),
            (Content::Choices(table), slot) => self.put_joined(table, ',', slot, kind, out),
            (Content::Order(table), slot) => self.put_joined(table, '|', slot, kind, out),
            // An answer kept in another shape than the column's, since its question changed its kind: as it is.
            (_, slot) => self.put_joined(&Table::default(), ',', slot, kind, out),
        }
        if out.len() == start && !cell.seen.is_empty() && reader.was_displayed(at.slot as usize) == Some(true)
        {
            out.extend_from_slice(&cell.seen);
        }
    }

    /// Several ids in one cell, each by the table or as it is.
    fn put_joined(
        &mut self,
        table: &Table,
        separator: char,
        slot: Slot<'_>,
        kind: &FieldKind,
        out: &mut Vec<u8>,
    ) {
        let joined = &mut self.joined;
        joined.clear();
        each_id(slot, kind, separator, |id| {
            if !joined.is_empty() {
                joined.push(separator as u8);
            }
            joined.extend_from_slice(table.by_text(id).unwrap_or(id.as_bytes()));
        });
        self.plan.style.put(joined, out);
    }

    fn put_meta(&mut self, meta: Meta, labels: bool, row: &Row<'_>, of: &MetaRef<'_>, out: &mut Vec<u8>) {
        let style = &self.plan.style;
        match meta {
            Meta::StartDate => self.clock.put(of.started_ms, out),
            Meta::EndDate => self.clock.put(of.ended_ms, out),
            Meta::RecordedDate => self.clock.put(row.recorded_ms, out),
            Meta::LastModifiedDate => self.clock.put(row.modified_ms, out),
            Meta::Status if labels => style.put(status_label(of.status).as_bytes(), out),
            Meta::Status => put_integer(of.status, out),
            Meta::Progress => put_integer(of.progress, out),
            Meta::Duration => put_integer(of.duration, out),
            Meta::Finished => out.extend_from_slice(match (labels, of.finished) {
                (true, true) => b"True",
                (true, false) => b"False",
                (false, true) => b"1",
                (false, false) => b"0",
            }),
            Meta::ResponseId => style.put(row.id.as_bytes(), out),
            Meta::LocationLatitude | Meta::LocationLongitude => {
                style.put_number(meta_text(meta, of), out);
            }
            _ => style.put(meta_text(meta, of).as_bytes(), out),
        }
    }
}

/// The metadata that is kept as text; empty for the others.
pub(super) fn meta_text<'a>(meta: Meta, of: &MetaRef<'a>) -> &'a str {
    match meta {
        Meta::IpAddress => of.ip_address,
        Meta::RecipientLastName => of.recipient_last_name,
        Meta::RecipientFirstName => of.recipient_first_name,
        Meta::RecipientEmail => of.recipient_email,
        Meta::ExternalReference => of.external_reference,
        Meta::LocationLatitude => of.latitude,
        Meta::LocationLongitude => of.longitude,
        Meta::DistributionChannel => of.channel,
        Meta::UserLanguage => of.language,
        _ => "",
    }
}

/// Hands over each id of an answer that may hold several.
pub(super) fn each_id(slot: Slot<'_>, kind: &FieldKind, separator: char, mut take: impl FnMut(&str)) {
    match slot {
        Slot::Empty => {}
        Slot::Integer(number) => take(&number.to_string()),
        Slot::Text(text) => text.split(separator).filter(|id| !id.is_empty()).for_each(take),
        Slot::Mask(mut bits) => {
            let FieldKind::Choices(ids) = kind else { return };
            while bits != 0 {
                if let Some(id) = ids.get(bits.trailing_zeros() as usize) {
                    take(id);
                }
                bits &= bits - 1;
            }
        }
    }
}
