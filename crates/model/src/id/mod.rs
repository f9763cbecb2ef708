//! Identifiers: a prefix that says what is meant, then base-62 characters.
//!
//! Shapes and lengths are those of the original (api/conventions.md section 2). New ids hold 15 characters
//! behind the prefix: eight of clock and sequence, so that ids made one after the other sort one after the
//! other and land on the same database page, then seven of chance, so that nobody guesses a neighbour's.

mod brand;
mod file;
mod kinds;
mod language;
mod oauth;
mod owner;
mod typed;
mod version;

pub use brand::BrandId;
pub use file::FileId;
pub use kinds::*;
pub use language::SurveyLanguageCode;
pub use oauth::{OauthTokenId, OauthTokenType};
pub use owner::{LibraryId, OwnerId};
pub use typed::{Id, IdError, IdKind, Identifier};
pub use version::VersionId;
