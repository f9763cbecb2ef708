//! Survey files (QSF): read and checked, understood, put under a new id, written again.
//!
//! Facts: api/qsf.md. A file is kept whole as [`SurveyFile`]; [`survey`] is the view of it that the engine needs.
//!
//! ```
//! # fn main() -> Result<(), formats::qsf::QsfError> {
//! let text = br#"{"SurveyEntry": {"SurveyName": "Visit"}, "SurveyElements": [
//!     {"Element": "BL", "Payload": []}, {"Element": "FL", "Payload": {"Flow": []}}]}"#;
//! let file = formats::qsf::with_id_and_name(formats::qsf::read(text)?, "SV_1a2B3c4D5e6F7g8", "Library visit");
//! assert_eq!(formats::qsf::survey(&file).name, "Library visit");
//! # Ok(())
//! # }
//! ```

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

pub use check::file as check;
pub use definition::{DefinitionFacts, definition};
pub use error::QsfError;
pub use export::{export, with_id_and_name, without_counts};
pub use model::survey::SurveyFile;
pub use read::{LARGEST_FILE, from_value, read};
pub use view::survey;
