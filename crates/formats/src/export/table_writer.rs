//! CSV and TSV: from a stored body to a row.

use model::column::Meta;
use model::field::{FieldKind, FieldList};
use model::response::body::MetaRef;
use model::response::{BodyReader, Slot, status_label};

use super::bound::{BoundPlan, NOWHERE, SlotPosition};
use super::cells::put_integer;
use super::codes::CodeTable;
use super::dates::ZoneClock;
use super::stored::{StoredResponse, each_id, meta_text};
use super::table::{CellContent, CompiledCell, TablePlan};

/// Writes the rows of one thread, without an allocation.
#[derive(Debug)]
pub(super) struct TableWriter<'p> {
    plan: &'p TablePlan,
    clock: ZoneClock<'p>,
    /// Cells made of several parts, before they are quoted.
    joined: Vec<u8>,
}

impl<'p> TableWriter<'p> {
    pub(super) fn new(plan: &'p TablePlan) -> Self {
        Self { plan, clock: ZoneClock::new(&plan.zone), joined: Vec::new() }
    }

    /// Appends one row to `out`.
    pub(super) fn row(
        &mut self,
        bound: &BoundPlan,
        row: &StoredResponse<'_>,
        reader: &BodyReader<'_>,
        out: &mut Vec<u8>,
    ) {
        let plan = self.plan;
        let delimiter = plan.style.delimiter;
        for (place, (cell, at)) in plan.cells.iter().zip(&bound.places).enumerate() {
            if place > 0 {
                out.push(delimiter);
            }
            if let CellContent::Meta(meta, labels) = cell.content {
                self.put_meta(meta, labels, row, &reader.meta, out);
            } else if at.slot != NOWHERE {
                self.put_answer(cell, *at, &bound.list, reader, out);
            }
        }
        out.extend_from_slice(b"\r\n");
    }

    fn put_answer(
        &mut self,
        cell: &CompiledCell,
        at: SlotPosition,
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
            (CellContent::Choice(table), Slot::Integer(number)) => match table.by_number(number) {
                Some(bytes) => out.extend_from_slice(bytes),
                None => put_integer(number, out),
            },
            (CellContent::Choice(table), Slot::Text(text)) => match table.by_text(text) {
                Some(bytes) => out.extend_from_slice(bytes),
                None => style.put(text.as_bytes(), out),
            },
            (CellContent::Number | CellContent::Text, Slot::Integer(number)) => put_integer(number, out),
            (CellContent::Number, Slot::Text(text)) => style.put_number(text, out),
            (CellContent::Picked(..), Slot::Mask(bits)) if at.bit == NOWHERE || bits >> at.bit & 1 == 0 => {}
            (CellContent::Picked(_, written), Slot::Mask(_)) => out.extend_from_slice(written),
            (CellContent::Picked(id, written), Slot::Text(ids)) => {
                if ids.split(',').any(|picked| picked == &**id) {
                    out.extend_from_slice(written);
                }
            }
            // A question of one answer that became one of several.
            (CellContent::Picked(id, written), Slot::Integer(number)) => {
                if id.parse() == Ok(number) {
                    out.extend_from_slice(written);
                }
            }
            (CellContent::Position(id), Slot::Text(shown)) => {
                if let Some(position) = shown.split('|').position(|one| one == &**id) {
                    put_integer(position as i64 + 1, out);
                }
            }
            // One shown thing alone lies as a number where the field is no text.
            (CellContent::Position(id), Slot::Integer(number)) => {
                if id.parse() == Ok(number) {
                    out.push(b'1');
                }
            }
            (CellContent::Text, Slot::Text(text)) => style.put(text.as_bytes(), out),
            (CellContent::Choices(table), slot) => self.put_joined(table, ',', slot, kind, out),
            (CellContent::Order(table), slot) => self.put_joined(table, '|', slot, kind, out),
            // An answer kept in another shape than the column's, since its question changed its kind: as it is.
            (_, slot) => self.put_joined(&CodeTable::default(), ',', slot, kind, out),
        }
        if out.len() == start && !cell.seen.is_empty() && reader.was_displayed(at.slot as usize) == Some(true)
        {
            out.extend_from_slice(&cell.seen);
        }
    }

    /// Several ids in one cell, each by the table or as it is.
    fn put_joined(
        &mut self,
        table: &CodeTable,
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

    fn put_meta(
        &mut self,
        meta: Meta,
        labels: bool,
        row: &StoredResponse<'_>,
        of: &MetaRef<'_>,
        out: &mut Vec<u8>,
    ) {
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
