//! The compatibility ledger: what of the original is served, how near to it, and which tests call it. Computed from the
//! original's index, the catalogue and the evidence that the tests left; nothing in it is written by hand.

mod evidence;
mod markdown;
mod original;
mod page;

use std::sync::LazyLock;

use contract::{Category, Description, Parity, catalogue};

pub(crate) use markdown::markdown;
pub(crate) use original::Original;
pub(crate) use page::page;

use crate::reference::words;
use evidence::Evidence;

/// One line of the ledger.
pub(crate) struct Line {
    /// The operation as the original has it.
    pub(crate) original: Original,
    /// Whether it is served, and how.
    pub(crate) state: State,
}

impl Line {
    /// How near the operation is to the original's; `None` where it is absent.
    pub(crate) fn parity(&self) -> Option<Parity> {
        match &self.state {
            State::Served(served) => Some(served.description.operation.parity),
            State::Absent => None,
        }
    }

    /// The same in a word.
    pub(crate) fn word(&self) -> &'static str {
        self.parity().map_or("absent", words::level)
    }

    /// What differs from the original, in a sentence; empty where nothing does.
    pub(crate) fn differs(&self) -> &'static str {
        match self.parity() {
            Some(Parity::Near(differs) | Parity::Ours(differs)) => differs,
            _ => "",
        }
    }
}

/// How an operation of the original is answered here.
pub(crate) enum State {
    /// It is served; its parity says how near it is.
    Served(Served),
    /// Not yet.
    Absent,
}

/// An operation that is served, and its evidence.
pub(crate) struct Served {
    /// The operation.
    pub(crate) description: &'static Description,
    /// What the tests saw of it.
    pub(crate) evidence: Evidence,
}

/// How many operations there are of each state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(missing_docs)] // Their names say it.
pub(crate) struct Counts {
    pub(crate) recorded: usize,
    pub(crate) documented: usize,
    pub(crate) near: usize,
    pub(crate) absent: usize,
}

impl Counts {
    /// All operations that the original has.
    pub(crate) fn all(self) -> usize {
        self.recorded + self.documented + self.near + self.absent
    }

    fn of<'a>(lines: impl Iterator<Item = &'a Line>) -> Self {
        lines.fold(Self::default(), |mut counts, line| {
            match line.parity() {
                Some(Parity::Recorded(_)) => counts.recorded += 1,
                Some(Parity::Documented) => counts.documented += 1,
                Some(Parity::Near(_) | Parity::Ours(_)) => counts.near += 1,
                None => counts.absent += 1,
            }
            counts
        })
    }
}

/// Every operation of the original's index, in the order of the reference.
pub(crate) fn lines() -> &'static [Line] {
    static LINES: LazyLock<Vec<Line>> = LazyLock::new(|| {
        let line = |original: Original| Line { state: state(&original), original };
        let mut lines: Vec<Line> = original::all().into_iter().map(line).collect();
        // Those beyond the fourteen categories come last; within a category the order of the index stays.
        lines.sort_by_key(|line| {
            line.original.category.map_or(Category::ALL.len(), |category| category as usize)
        });
        lines
    });
    &LINES
}

/// The counts of a category.
pub(crate) fn counts(category: Category) -> Counts {
    Counts::of(lines().iter().filter(|line| line.original.category == Some(category)))
}

/// The counts of the whole index.
pub(crate) fn all_counts() -> Counts {
    Counts::of(lines().iter())
}

/// The operations that are served here and that the original's index has not.
pub(crate) fn ours() -> impl Iterator<Item = &'static Description> {
    let known = |description: &&Description| lines().iter().any(|line| line.original.is(description));
    catalogue().iter().filter(move |description| !known(description))
}

fn state(original: &Original) -> State {
    let Some(description) = catalogue().iter().find(|description| original.is(description)) else {
        return State::Absent;
    };
    State::Served(Served { description, evidence: evidence::of(&description.operation) })
}

#[cfg(test)]
mod tests;
