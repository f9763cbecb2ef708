//! From what went wrong inside to what a caller is told: the one place that knows both.

use contract::errors::codes;
use contract::{ErrorCode, Problem};
use services::Error;

/// A refusal or a fault on its way out.
#[derive(Debug)]
pub(crate) struct Failure {
    /// What the caller is told.
    pub(crate) problem: Problem,
    /// When to come back, in whole seconds.
    pub(crate) retry_after: Option<u64>,
    /// The cause, for the log only.
    pub(crate) cause: Option<String>,
}

impl Failure {
    /// A fault of ours, with the cause for the log.
    pub(crate) fn internal(cause: impl Into<String>) -> Self {
        Self { problem: Problem::of(codes::INTERNAL), retry_after: None, cause: Some(cause.into()) }
    }

    /// Too many requests: come back after so many seconds.
    pub(crate) fn too_many(message: &str, seconds: u64) -> Self {
        let problem = Problem::told(codes::TOO_MANY, message);
        Self { problem, retry_after: Some(seconds), cause: None }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        let retry_after = match problem.code {
            codes::UNAVAILABLE => Some(LATER),
            // What a brand keeps goes by itself, and nobody knows when: it is worth asking again in a minute.
            codes::TOO_MANY => Some(60),
            _ => None,
        };
        Self { problem, retry_after, cause: None }
    }
}

impl From<ErrorCode> for Failure {
    fn from(code: ErrorCode) -> Self {
        Problem::of(code).into()
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(problem) => problem.into(),
            Error::Again => Self { retry_after: Some(1), ..codes::UNAVAILABLE.into() },
            Error::Unavailable => codes::UNAVAILABLE.into(),
            Error::Internal(cause) => Self::internal(cause),
        }
    }
}

/// After so many seconds what is short now may be there again.
const LATER: u64 = 5;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cause_of_a_fault_is_never_told() {
        let failure = Failure::from(Error::Internal("disk /secret is full".into()));
        assert_eq!(failure.problem.code, codes::INTERNAL);
        assert!(!failure.problem.message.contains("secret"));
        assert_eq!(failure.cause.as_deref(), Some("disk /secret is full"));
    }

    #[test]
    fn a_refusal_is_told_in_its_own_words() {
        let told = Failure::from(Error::invalid("format", "one of csv, json is expected")).problem;
        assert_eq!(
            told.message,
            "Invalid request. Missing or invalid parameter format: one of csv, json is expected."
        );
        assert_eq!(Failure::from(Error::from(codes::CONFLICT)).problem.code, codes::CONFLICT);
    }
}
