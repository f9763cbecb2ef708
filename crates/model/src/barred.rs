//! Who is kept from a survey.

/// Why somebody is not let into a survey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Barred {
    /// It takes no answers.
    Closed,
    /// It takes answers from a later day on.
    NotOpenYet,
    /// Its time is over.
    Over,
    /// Only those who were invited may answer it.
    InvitationOnly,
    /// It is open to those who come from a certain page.
    WrongReferrer,
    /// This browser has answered it; where the author sends such respondents elsewhere, the address.
    Done(Option<String>),
    /// A preview without its link, or with one whose time is over.
    NoPreview,
}
