//! Survey files (QSF): read and checked, understood, adopted under a new id, written again.
//!
//! Facts: api/qsf.md. A file is kept whole as [`SurveyFile`]; [`survey`] is the view of it that the engine needs.

mod check;
mod definition;
mod error;
mod export;
mod flow;
mod logic;
mod question;
mod read;
mod size;
mod tolerant;
mod view;

pub use definition::{DefinitionFacts, definition};
pub use error::QsfError;
pub use export::{adopt, export};
pub use model::survey::SurveyFile;
pub use read::{LARGEST_FILE, from_value, read};
pub use view::survey;
