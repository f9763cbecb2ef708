//! What may be made of a file beyond what stands in it.

use model::limits::surveys::{LABEL_BYTES, SURVEY_CELLS};

use super::size::Size;

/// The room for choices that are carried forward and rounds that an answer can ask for: as much again as a file may have. What does
/// not fit stays as the file has it.
pub(super) struct Room {
    left: Size,
}

impl Room {
    pub(super) fn new() -> Self {
        Self { left: Size { cells: SURVEY_CELLS, labels: LABEL_BYTES } }
    }

    /// Takes as much; false where there is not so much left.
    pub(super) fn take(&mut self, size: Size) -> bool {
        let fits = size.cells <= self.left.cells && size.labels <= self.left.labels;
        if fits {
            self.left = self.left.without(size);
        }
        fits
    }
}
