//! The queues, and what goes first within one.

use crate::column::{Column, numbered};
use crate::{Error, Param, Row};

/// A queue of jobs. Each has workers of its own, so none waits for the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Queue {
    /// Files that somebody waits for.
    Exports,
    /// Files that are read in.
    Imports,
    /// Removing what is over.
    Housekeeping,
}

impl Queue {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Exports, Self::Imports, Self::Housekeeping];

    /// Its name, in the database and in metrics.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Exports => "exports",
            Self::Imports => "imports",
            Self::Housekeeping => "housekeeping",
        }
    }

    /// Its place in [`Queue::ALL`].
    #[must_use]
    pub const fn place(self) -> usize {
        self as usize
    }
}

impl Column for Queue {
    fn read(row: &mut Row, place: usize) -> Result<Self, Error> {
        let name = row.text(place)?;
        let known = Self::ALL.into_iter().find(|queue| queue.name() == name);
        known.ok_or_else(|| Error::Other(format!("a job is in the unknown queue {name}")))
    }
    fn param(&self) -> Param<'_> {
        self.name().into()
    }
}

/// What goes first within a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Priority {
    /// In turn.
    #[default]
    Normal,
    /// Only while nothing normal is due.
    Late,
}

impl Priority {
    /// The first first.
    pub(crate) const ALL: [Self; 2] = [Self::Normal, Self::Late];
}

numbered!(Priority { Normal = 0, Late = 1 } else Late);

#[cfg(test)]
mod tests {
    use super::Queue;

    #[test]
    fn a_queue_knows_its_place() {
        for (place, queue) in Queue::ALL.into_iter().enumerate() {
            assert_eq!(queue.place(), place);
        }
    }
}
