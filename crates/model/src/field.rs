//! Fields: what one response of a survey can hold, and the versioned list that makes a stored body readable.
//!
//! A field is one answer slot (`QID5`, `QID5_4_TEXT`, `QID7_1`, an embedded data name). Its key is the key of the
//! `values` object on the wire (api/responses.md section 8). A survey's list of fields only grows: a stored body
//! names the version it was written with, and a field that leaves the survey keeps its slot.

use std::collections::HashMap;
use std::sync::Arc;

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
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldList {
    /// Counts from 1 within the survey; 0 is the list without a field.
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

    /// What of `wanted` this list lacks: fields that it does not know, and fields that it knows as another kind.
    #[must_use]
    pub fn lacks(&self, wanted: &[Field]) -> Vec<Field> {
        let known: HashMap<&str, &FieldKind> =
            self.fields.iter().map(|field| (field.key.as_str(), &field.kind)).collect();
        let lacks = |field: &&Field| known.get(field.key.as_str()) != Some(&&field.kind);
        wanted.iter().filter(lacks).cloned().collect()
    }
}

/// The versions of a survey's list of fields. Each is the one before it and what it adds: fields behind the others, and
/// other kinds in the slots of fields that are there. Version 0 is the list without a field, which every survey has.
#[derive(Debug, Clone, Default)]
pub struct FieldLists {
    latest: Arc<FieldList>,
    slots: HashMap<String, usize>,
    /// What each version has that the one before it lacks.
    added: Vec<FieldList>,
}

impl FieldLists {
    /// The latest version.
    #[must_use]
    pub fn latest(&self) -> &Arc<FieldList> {
        &self.latest
    }

    /// Whether the latest version has a field with this key.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.slots.contains_key(key)
    }

    /// Adds the next version, which has these fields besides those of the one before it, or in their slots. What that one has
    /// already may be among them.
    pub fn add(&mut self, next: FieldList) {
        let mut added = Vec::new();
        let latest = Arc::make_mut(&mut self.latest);
        latest.version = next.version;
        for field in next.fields {
            if put(&mut latest.fields, &mut self.slots, &field) {
                added.push(field);
            }
        }
        self.added.push(FieldList { version: next.version, fields: added });
    }

    /// One version; none where there is no such version.
    #[must_use]
    pub fn at(&self, version: i64) -> Option<Arc<FieldList>> {
        if version == self.latest.version {
            return Some(self.latest.clone());
        }
        if version == 0 {
            return Some(Arc::default());
        }
        let place = self.added.binary_search_by_key(&version, |added| added.version).ok()?;
        let mut list = FieldList { version, fields: Vec::new() };
        let mut slots = HashMap::new();
        for field in self.added[..=place].iter().flat_map(|added| &added.fields) {
            put(&mut list.fields, &mut slots, field);
        }
        Some(Arc::new(list))
    }

    /// About how many bytes of memory it takes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let of = |field: &Field| match &field.kind {
            FieldKind::Choices(ids) => ids.iter().map(|id| id.len() + 32).sum(),
            FieldKind::Choice | FieldKind::Number | FieldKind::Text => 0_usize,
        };
        // The field in the list, in what its version added, and its key among the slots.
        let fields = self.latest.fields.iter().map(|field| 2 * (of(field) + 64) + 3 * field.key.len() + 64);
        fields.sum::<usize>() + self.added.len() * 64
    }
}

/// Puts a field into its slot, or behind the others. False where it is there already.
fn put(fields: &mut Vec<Field>, slots: &mut HashMap<String, usize>, field: &Field) -> bool {
    match slots.get(&field.key) {
        Some(&slot) if fields[slot].kind == field.kind => return false,
        Some(&slot) => fields[slot].kind = field.kind.clone(),
        None => {
            slots.insert(field.key.clone(), fields.len());
            fields.push(field.clone());
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(list: &[(&str, FieldKind)]) -> Vec<Field> {
        list.iter().map(|(key, kind)| Field { key: (*key).to_owned(), kind: kind.clone() }).collect()
    }

    fn of_keys(version: i64, keys: &[&str]) -> FieldList {
        let texts: Vec<_> = keys.iter().map(|key| (*key, FieldKind::Text)).collect();
        FieldList { version, fields: fields(&texts) }
    }

    #[test]
    fn a_version_is_the_one_before_it_and_what_it_adds() {
        let mut lists = FieldLists::default();
        assert_eq!(*lists.at(0).unwrap(), of_keys(0, &[]));
        lists.add(of_keys(1, &["a", "b"]));
        lists.add(of_keys(2, &["c"]));
        // As version 0.2.0 wrote them: the whole list again.
        lists.add(of_keys(3, &["a", "b", "c", "d"]));
        let number = FieldList { version: 4, fields: fields(&[("b", FieldKind::Number)]) };
        lists.add(number);
        assert_eq!(*lists.at(1).unwrap(), of_keys(1, &["a", "b"]));
        assert_eq!(*lists.at(2).unwrap(), of_keys(2, &["a", "b", "c"]));
        assert_eq!(*lists.at(3).unwrap(), of_keys(3, &["a", "b", "c", "d"]));
        let kinds = [FieldKind::Text, FieldKind::Number, FieldKind::Text, FieldKind::Text];
        let latest: Vec<_> = ["a", "b", "c", "d"].into_iter().zip(kinds).collect();
        assert_eq!(*lists.at(4).unwrap(), FieldList { version: 4, fields: fields(&latest) });
        assert_eq!(lists.latest(), &lists.at(4).unwrap());
        assert_eq!(*lists.at(0).unwrap(), of_keys(0, &[]));
        assert_eq!((lists.at(5), lists.at(-1)), (None, None));
    }

    #[test]
    fn what_a_list_lacks_is_what_it_does_not_know_and_what_it_knows_otherwise() {
        let list = of_keys(1, &["a", "b"]);
        let wanted = fields(&[("b", FieldKind::Choice), ("a", FieldKind::Text), ("c", FieldKind::Text)]);
        assert_eq!(list.lacks(&wanted), [wanted[0].clone(), wanted[2].clone()]);
        assert_eq!(list.lacks(&list.fields), []);
    }

    /// Whatever the rows repeat, what is kept of them is as long as the list.
    #[test]
    fn many_versions_take_the_memory_of_their_fields() {
        let mut lists = FieldLists::default();
        let keys: Vec<String> = (0..500).map(|number| format!("key_{number}")).collect();
        for version in 1..=500 {
            let keys: Vec<&str> = keys[..version].iter().map(String::as_str).collect();
            lists.add(of_keys(i64::try_from(version).unwrap(), &keys));
        }
        assert_eq!(lists.added.iter().map(|added| added.fields.len()).sum::<usize>(), 500);
        assert_eq!(lists.at(250).unwrap().fields.len(), 250);
        assert!(lists.bytes() < 500 * 400, "{}", lists.bytes());
    }
}
