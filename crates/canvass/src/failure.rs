//! How a command ends when it does not end well.

use std::fmt::{self, Display};
use std::io;

/// Why a command stopped; the text is for the person at the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// It was asked for in a way that cannot be carried out (an option, a configuration key): exit code 2.
    Use(String),
    /// It was asked for rightly and did not succeed: exit code 1.
    Failed(String),
}

impl Failure {
    /// A [`Failure::Failed`] that says what was tried and why it failed.
    pub fn failed(what: impl Display, why: impl Display) -> Self {
        Self::Failed(format!("{what}: {why}"))
    }

    /// The exit code of the process: 1 for failed, 2 for wrong use (product.md, "The command line").
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Failed(_) => 1,
            Self::Use(_) => 2,
        }
    }
}

/// Whether a file could not be written because the disk takes nothing: it is full, or may only be read.
pub(crate) fn takes_nothing(why: &io::Error) -> bool {
    use io::ErrorKind::{FileTooLarge, QuotaExceeded, ReadOnlyFilesystem, StorageFull};
    matches!(why.kind(), StorageFull | ReadOnlyFilesystem | QuotaExceeded | FileTooLarge)
}

impl Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Use(text) | Self::Failed(text) => formatter.write_str(text),
        }
    }
}

impl std::error::Error for Failure {}
