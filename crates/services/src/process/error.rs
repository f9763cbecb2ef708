//! What can go wrong: a refusal in the words of the public table, or a fault that the caller learns nothing of.

use model::{ErrorCode, Problem};

/// A failure of a service.
#[derive(Debug)]
pub enum Error {
    /// It is refused: the public error, and the words for this case.
    Refused(Problem),
    /// Another transaction came first: run again from the beginning.
    Again,
    /// The storage cannot be reached at the moment.
    Unavailable,
    /// A fault of ours or of the machine; the cause goes to the log, never to the caller.
    Internal(String),
}

impl Error {
    /// A parameter that is missing or wrong: its name as the caller wrote or should have written it, and what is accepted.
    #[must_use]
    pub fn invalid(parameter: &str, accepted: &str) -> Self {
        Self::Refused(Problem::parameter(parameter, accepted))
    }

    /// A refusal with words of its own.
    pub fn refused(code: ErrorCode, message: impl Into<String>) -> Self {
        Self::Refused(Problem::told(code, message))
    }

    /// A fault of ours or of the machine.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        Self::Internal(cause.to_string())
    }

    /// Whether it is a refusal with this code.
    #[must_use]
    pub fn is(&self, code: ErrorCode) -> bool {
        matches!(self, Self::Refused(problem) if problem.code == code)
    }
}

impl From<ErrorCode> for Error {
    fn from(code: ErrorCode) -> Self {
        Self::Refused(code.into())
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::Refused(problem)
    }
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Conflict => Self::Again,
            store::Error::Duplicate => Self::refused(
                model::error::codes::CONFLICT,
                "Something with the same name or id is there already.",
            ),
            store::Error::NoSurvey => model::error::codes::SURVEY_NOT_FOUND.into(),
            store::Error::Unavailable(cause) => {
                tracing::warn!(%cause, "the store cannot be reached");
                Self::Unavailable
            }
            other => Self::internal(other),
        }
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Refused(problem) => f.write_str(&problem.message),
            Self::Again => f.write_str("another transaction came first"),
            Self::Unavailable => f.write_str("the storage cannot be reached"),
            Self::Internal(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for Error {}
