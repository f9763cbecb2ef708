//! What is told of a survey beside its file.

use model::Moment;

/// What the server knows of a survey besides its file, for [`definition`](super::definition) and [`export`](super::export).
#[derive(Debug, Clone)]
pub struct DefinitionFacts {
    /// The survey's id here.
    pub survey_id: String,
    /// Its name.
    pub name: String,
    /// `Active` or `Inactive`.
    pub status: String,
    /// The brand it belongs to.
    pub brand: String,
    /// Where the brand is served, such as `https://acme.example.org`.
    pub brand_base_url: String,
    /// The user who owns it.
    pub owner: String,
    /// The user who made it.
    pub creator: String,
    /// When it was made.
    pub created: Moment,
    /// When it was last changed.
    pub last_modified: Moment,
    /// When it was last looked at, if it ever was.
    pub last_accessed: Option<Moment>,
    /// When it was last activated, if it ever was.
    pub last_activated: Option<Moment>,
    /// From when it takes answers.
    pub starts: Option<Moment>,
    /// Until when it takes answers.
    pub ends: Option<Moment>,
}
