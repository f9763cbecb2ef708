//! Where the answers of an export's columns lie in the bodies of one version of a field list.

use std::collections::HashMap;

use model::field::{FieldKind, FieldList};

/// Says that a field list has no such field, or a field no such choice.
pub(super) const NOWHERE: u32 = u32::MAX;

/// A plan bound to one version of a field list.
#[derive(Debug)]
pub struct BoundPlan {
    /// The list the bodies were written with.
    pub(super) list: FieldList,
    /// One per compiled cell.
    pub(super) places: Vec<SlotPosition>,
}

/// Where a cell's answer lies in a body.
#[derive(Debug, Clone, Copy)]
pub(super) struct SlotPosition {
    /// The slot, or [`NOWHERE`].
    pub(super) slot: u32,
    /// Of several choices, the bit of the one the cell is about, or [`NOWHERE`].
    pub(super) bit: u32,
}

impl BoundPlan {
    /// Looks up each wanted field, and with it one of its choices where that is wanted.
    pub(super) fn new<'a>(
        list: &FieldList,
        wanted: impl Iterator<Item = (&'a str, Option<&'a str>)>,
    ) -> Self {
        let slots: HashMap<&str, usize> =
            list.fields.iter().enumerate().map(|(slot, field)| (field.key.as_str(), slot)).collect();
        let places = wanted
            .map(|(field, choice)| {
                let Some(&slot) = slots.get(field) else {
                    return SlotPosition { slot: NOWHERE, bit: NOWHERE };
                };
                let bit = match (&list.fields[slot].kind, choice) {
                    (FieldKind::Choices(ids), Some(choice)) => ids.iter().position(|id| id == choice),
                    _ => None,
                };
                let number = |place: usize| u32::try_from(place).unwrap_or(NOWHERE);
                SlotPosition { slot: number(slot), bit: bit.filter(|bit| *bit < 62).map_or(NOWHERE, number) }
            })
            .collect();
        Self { list: list.clone(), places }
    }

    /// The version of the field list it is bound to.
    #[must_use]
    pub fn version(&self) -> i64 {
        self.list.version
    }
}
