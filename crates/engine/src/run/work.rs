//! What showing or taking one page may cost.
//!
//! Authors decide how often a text is piped and how conditions hang on each other, and respondents how long what is
//! piped is. So every condition, every piped value and every match of a pattern is paid for here, and a page that costs
//! more than it may goes on without: what is made stays bounded, and nobody is stopped.

use std::cell::Cell;

use model::limits::surveys::{MARKUP_TEXT, PAGE_MARKUP, PAGE_STEPS, PAGE_TEXT, PIPED_PAGE, PIPED_TEXT};

/// What is left for the page at hand.
pub(super) struct Work {
    steps: Cell<usize>,
    piped: Cell<usize>,
    text: Cell<usize>,
    markup: Cell<usize>,
    over: Cell<Option<&'static str>>,
}

impl Work {
    pub(super) fn of_a_page() -> Self {
        Self {
            steps: Cell::new(PAGE_STEPS),
            piped: Cell::new(PIPED_PAGE),
            text: Cell::new(PAGE_TEXT),
            markup: Cell::new(PAGE_MARKUP),
            over: Cell::new(None),
        }
    }

    /// Pays for so many steps; false where there are not so many left.
    pub(super) fn pay(&self, steps: usize) -> bool {
        take(&self.steps, steps) || self.is_over("conditions and piped texts take too many steps")
    }

    /// How many bytes piping may put into a text.
    pub(super) fn room(&self) -> usize {
        self.piped.get().min(PIPED_TEXT)
    }

    /// Piping has put so many bytes into a text.
    pub(super) fn piped(&self, bytes: usize, was_cut: bool) {
        take(&self.piped, bytes);
        if was_cut {
            self.is_over("piped values are too long and are cut");
        }
    }

    /// Whether a text of so many bytes still has its place on the page.
    pub(super) fn fits(&self, bytes: usize) -> bool {
        take(&self.text, bytes) || self.is_over("the texts of a page are too long and are left out")
    }

    /// Whether markup that takes so many steps to read is drawn.
    pub(super) fn draws(&self, steps: usize) -> bool {
        (steps <= MARKUP_TEXT && take(&self.markup, steps))
            || self.is_over("the markup of a text is too deep or too much and is left out")
    }

    /// What did not fit, if anything.
    pub(super) fn over(&self) -> Option<&'static str> {
        self.over.get()
    }

    /// How many steps were paid for; what tests count.
    #[cfg(test)]
    pub(super) fn steps_taken(&self) -> usize {
        PAGE_STEPS - self.steps.get()
    }

    /// Notes that something has no room; the first is told. Gives false, as what was asked for is not to be had.
    pub(super) fn is_over(&self, what: &'static str) -> bool {
        if self.over.get().is_none() {
            self.over.set(Some(what));
        }
        false
    }
}

fn take(left: &Cell<usize>, wanted: usize) -> bool {
    let rest = left.get().checked_sub(wanted);
    left.set(rest.unwrap_or(0));
    rest.is_some()
}
