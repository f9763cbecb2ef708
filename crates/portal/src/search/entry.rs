//! Something that can be found.

use contract::Verb;

/// Something that can be found.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// What it is.
    pub(crate) kind: Kind,
    /// Its name, by which it is looked for first.
    pub(crate) title: String,
    /// Another name it goes by, such as its words apart; may be empty.
    pub(crate) alias: String,
    /// The verb of a request.
    pub(crate) verb: Option<Verb>,
    /// Where it belongs: a path, the request of a parameter, the status of an error.
    pub(crate) place: String,
    /// Its address.
    pub(crate) href: String,
    /// What it is about.
    pub(crate) text: String,
}

/// The kinds, in the order in which they stand when nothing else tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // The words say it.
pub(crate) enum Kind {
    Request,
    Category,
    Guide,
    Page,
    Error,
    Status,
    Parameter,
    Field,
}

impl Kind {
    /// The kind in a word for people.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Request => "Request",
            Self::Category => "Category",
            Self::Guide => "Guide",
            Self::Page => "Page",
            Self::Error => "Error code",
            Self::Status => "Status code",
            Self::Parameter => "Parameter",
            Self::Field => "Body field",
        }
    }
}
