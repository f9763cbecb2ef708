//! What can go wrong, in words that know nothing of HTTP.

/// A failure of a service.
#[derive(Debug)]
pub enum Error {
    /// Nothing of the caller's brand has the id.
    Missing(Thing),
    /// The caller may not do this.
    Forbidden,
    /// The survey belongs to another user of the brand.
    SurveyForbidden,
    /// A parameter is missing or wrong: its name, and what is accepted.
    Invalid {
        /// The parameter's name, as the caller wrote or should have written it.
        parameter: String,
        /// What is accepted.
        accepted: String,
    },
    /// A survey file cannot be read: what is wrong, and where.
    SurveyFile(String),
    /// What was sent is larger than is taken: the limit, in words.
    TooLarge(String),
    /// The user has no token that could be shown.
    NoApiToken,
    /// It conflicts with the state of things: with what.
    Conflict(String),
    /// Another transaction came first: run again from the beginning.
    Again,
    /// The storage cannot be reached at the moment.
    Unavailable,
    /// A fault of ours or of the machine; the cause goes to the log, never to the caller.
    Internal(String),
}

/// What was not found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // Their names say it.
pub enum Thing {
    Survey,
    Response,
    Export,
    Import,
    User,
    Organization,
}

impl Error {
    /// A parameter that is missing or wrong.
    pub fn invalid(parameter: impl Into<String>, accepted: impl Into<String>) -> Self {
        Self::Invalid { parameter: parameter.into(), accepted: accepted.into() }
    }

    /// A fault of ours or of the machine.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        Self::Internal(cause.to_string())
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Missing(thing) => write!(f, "{thing:?} not found"),
            Self::Forbidden | Self::SurveyForbidden => f.write_str("not allowed"),
            Self::Invalid { parameter, accepted } => write!(f, "{parameter}: {accepted}"),
            Self::SurveyFile(what) | Self::TooLarge(what) | Self::Conflict(what) | Self::Internal(what) => {
                f.write_str(what)
            }
            Self::NoApiToken => f.write_str("the user has no API token"),
            Self::Again => f.write_str("another transaction came first"),
            Self::Unavailable => f.write_str("the storage cannot be reached"),
        }
    }
}

impl std::error::Error for Error {}
