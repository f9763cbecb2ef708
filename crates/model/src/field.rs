//! Fields: what one response of a survey can hold, and the versioned list that makes a stored body readable.
//!
//! A field is one answer slot (`QID5`, `QID5_4_TEXT`, `QID7_1`, an embedded data name). Its key is the key of the
//! `values` object on the wire (api/responses.md section 8). A survey's list of fields only grows: a stored body
//! names the version it was written with, and a field that leaves the survey keeps its slot.

use serde::{Deserialize, Serialize};

/// One answer slot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// The key in `values`: `QID5`, `QID9_TEXT`, `3_QID5_1`, `segment`.
    pub key: String,
    /// How its value is kept.
    pub kind: FieldKind,
}

/// How a field's value is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FieldKind {
    /// One picked choice: its choice id (not its recode value, which the author may change later).
    Choice,
    /// Several picked choices: a set over these choice ids, at most 62 per bit word; the list is fixed per version.
    Choices(Vec<String>),
    /// A number: as an integer where it is one, else as its decimal text.
    Number,
    /// Text.
    Text,
}

/// The fields of a survey at one version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldList {
    /// Counts from 1 within the survey.
    pub version: i64,
    /// The fields; a field's place here is its slot in a body.
    pub fields: Vec<Field>,
}

impl FieldList {
    /// The slot of the field with this key.
    #[must_use]
    pub fn slot(&self, key: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.key == key)
    }

    /// This list with every field of `wanted` in it: fields not known yet are appended, a field whose kind changed
    /// gets the new kind. `None` when nothing is missing, so that the list at hand may go on being used.
    #[must_use]
    pub fn extended_with(&self, wanted: &[Field]) -> Option<Self> {
        let slots: std::collections::HashMap<&str, usize> =
            self.fields.iter().enumerate().map(|(slot, field)| (field.key.as_str(), slot)).collect();
        let mut fields = self.fields.clone();
        let mut changed = false;
        for field in wanted {
            match slots.get(field.key.as_str()) {
                Some(&slot) if fields[slot].kind == field.kind => {}
                Some(&slot) => {
                    fields[slot].kind = field.kind.clone();
                    changed = true;
                }
                None => {
                    fields.push(field.clone());
                    changed = true;
                }
            }
        }
        changed.then_some(Self { version: self.version + 1, fields })
    }
}
