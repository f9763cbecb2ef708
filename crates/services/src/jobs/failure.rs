//! Why a run of a job came to nothing.

use crate::error::Error;

/// Why a run of a job came to nothing.
#[derive(Debug)]
pub(crate) enum Failure {
    /// It may go well later: the store was away, another transaction came first.
    Retry(String),
    /// It never will: the reason, in words for the one who started it.
    GiveUp(String),
    /// A fault of ours ended it: what the panic said.
    Panicked(String),
}

impl Failure {
    /// What the log is told.
    pub(super) fn cause(&self) -> &str {
        let (Self::Retry(cause) | Self::GiveUp(cause) | Self::Panicked(cause)) = self;
        cause
    }

    /// What is told to the one who started it; faults of the machine and of ours are for the log alone.
    pub(super) fn told(&self) -> &str {
        match self {
            Self::GiveUp(reason) => reason,
            Self::Retry(_) | Self::Panicked(_) => "The server could not do it; its log tells why.",
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Again | Error::Unavailable | Error::Internal(_) => Self::Retry(error.to_string()),
            Error::Refused(problem) => Self::GiveUp(problem.message),
        }
    }
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Self {
        Error::from(error).into()
    }
}
