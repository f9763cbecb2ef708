//! Elements of the flow that let in who stands in a list of contacts.

/// Whom an authenticator lets in, and what it asks them for (api/surveys.md section 6.5, and files that others have published).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authenticator {
    /// The list of contacts (`CG_…`); empty where the file names none, and then nobody is let in.
    pub list: String,
    /// What is asked for, in order; where it is nothing, nobody is let in.
    pub fields: Vec<AuthenticatorField>,
    /// How often somebody may fail (`maxAttempts`); `None` where the file says no number.
    pub attempts: Option<usize>,
    /// Whether it is tried with the fields' embedded data before anything is asked (`AutoAuthenticator`).
    pub is_automatic: bool,
    /// Whether another service says who somebody is (`SSOOptions.UseSSO`); none is asked, so nobody is let in.
    pub asks_elsewhere: bool,
}

/// What somebody enters to be let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthenticatorField {
    /// The field of the contact: `RecipientEmail`, `RecipientFirstName`, `RecipientLastName`, `ExternalDataReference`, or the name
    /// of one of the contact's embedded data.
    pub name: String,
    /// What the author calls it; empty for the usual word.
    pub label: String,
    /// Whether what is typed is not to be seen.
    pub is_hidden: bool,
    /// The embedded data whose value it is filled in with, where it is (`AutoFill`).
    pub filled_from: Option<String>,
}
