//! What of a file the survey's questions cannot hold.

use super::metadata::shortened;

/// So many columns, and so many cells, are named.
const NAMED: usize = 100;

/// Cells whose value their question cannot hold: a code or label of no choice, a text where a number belongs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unmatched {
    /// How many there are.
    pub cells: u64,
    /// Their columns and how many there are in each, in the order in which they were met: the first 100.
    pub columns: Vec<(String, u64)>,
    /// The first 100 of them.
    pub first: Vec<UnmatchedCell>,
}

/// One cell whose value its question cannot hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnmatchedCell {
    /// The line of the file on which its row begins, from 1.
    pub line: u64,
    /// The column's name.
    pub column: String,
    /// The value, cut off behind 40 characters.
    pub value: String,
    /// Whether the value is in the response as it was written (`ImportOptions::keep_unmatched`).
    pub kept: bool,
}

impl Unmatched {
    pub(super) fn note(&mut self, line: u64, column: &str, value: &str, kept: bool) {
        self.cells += 1;
        match self.columns.iter().position(|(name, _)| name == column) {
            Some(place) => self.columns[place].1 += 1,
            None if self.columns.len() < NAMED => self.columns.push((column.to_owned(), 1)),
            None => {}
        }
        if self.first.len() < NAMED {
            let (column, value) = (column.to_owned(), shortened(value));
            self.first.push(UnmatchedCell { line, column, value, kept });
        }
    }
}
