//! From the id of a choice to the bytes that are written for it.

use std::collections::HashMap;

use super::cells::put_integer;

/// Ids below this are found by their place, others by a hash.
const DENSE: i64 = 4096;

/// The bytes for each choice id of a field.
#[derive(Debug, Default)]
pub(super) struct CodeTable {
    dense: Vec<Option<Box<[u8]>>>,
    others: HashMap<Box<str>, Box<[u8]>>,
}

impl CodeTable {
    /// A table of these ids. Of two choices with one id the first counts.
    pub(super) fn new<'a>(entries: impl Iterator<Item = (&'a str, Box<[u8]>)>) -> Self {
        let mut table = Self::default();
        for (id, bytes) in entries {
            match id.parse::<i64>() {
                Ok(number) if (0..DENSE).contains(&number) && number.to_string() == id => {
                    let place = number as usize;
                    if table.dense.len() <= place {
                        table.dense.resize(place + 1, None);
                    }
                    table.dense[place].get_or_insert(bytes);
                }
                _ => {
                    table.others.entry(id.into()).or_insert(bytes);
                }
            }
        }
        table
    }

    /// What is written for an id that was kept as an integer.
    #[inline]
    pub(super) fn by_number(&self, number: i64) -> Option<&[u8]> {
        match usize::try_from(number).ok().and_then(|place| self.dense.get(place)) {
            Some(bytes) => bytes.as_deref(),
            None if self.others.is_empty() => None,
            None => {
                let mut digits = Vec::with_capacity(20);
                put_integer(number, &mut digits);
                self.others.get(std::str::from_utf8(&digits).ok()?).map(AsRef::as_ref)
            }
        }
    }

    /// What is written for an id that was kept as text.
    pub(super) fn by_text(&self, id: &str) -> Option<&[u8]> {
        match self.others.get(id) {
            Some(bytes) => Some(bytes),
            None => self.by_dense_text(id),
        }
    }

    fn by_dense_text(&self, id: &str) -> Option<&[u8]> {
        let number = id.parse::<usize>().ok()?;
        let canonical = id == "0" || !(id.starts_with('0') || id.starts_with('+'));
        if canonical { self.dense.get(number)?.as_deref() } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_small_large_negative_and_worded_ids() {
        let ids = ["1", "4095", "5000", "-1", "x4", "007"];
        let table = CodeTable::new(ids.iter().map(|id| (*id, id.as_bytes().into())));
        for id in ids {
            assert_eq!(table.by_text(id), Some(id.as_bytes()));
        }
        for number in [1_i64, 4095, 5000, -1] {
            assert_eq!(table.by_number(number), Some(number.to_string().as_bytes()));
        }
        assert_eq!((table.by_number(7), table.by_text("01"), table.by_number(2)), (None, None, None));
    }
}
