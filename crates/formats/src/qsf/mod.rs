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

mod apart;
mod authenticator;
mod carried;
mod check;
mod compose;
mod dates;
mod definition;
mod edited_flow;
mod error;
mod export;
mod facts;
mod flow;
mod loop_rows;
mod question;
mod quotas;
mod read;
mod references;
mod room;
mod shown;
mod size;
mod sums;
mod tolerant;
mod translations;
mod uses;
pub(crate) mod usual;
mod view;

pub use apart::pieces;
pub use check::{QUESTION_TYPES, file as check, question_alone as check_question};
pub use compose::{NewSurvey, blank, block, choices_gone, options_element, question, question_element};
pub use dates::{dates, has_dates};
pub use definition::definition;
pub use edited_flow::{
    FlowFault, append_block, check_flow, declare_fields, element_of_flow, fields_of_flow,
    highest_flow_number, remove_block, replace_element,
};
pub use error::QsfError;
pub use export::{export, with_id_and_name, without_counts};
pub use facts::DefinitionFacts;
pub use model::survey::SurveyFile;
pub use quotas::{cell as quota_cell, cells_of as quota_cells, schedule as quota_schedule};
pub use read::{LARGEST_FILE, from_value, read};
pub use references::{Named, may_have_choice, references};
pub use shown::{block_shown, flow_shown, options_shown, question_shown};
pub use size::{Size, question as question_size};
pub use sums::{Sums, questions_of_loop, times_shown};
pub use translations::{TextName, TextPart, texts, translate};
pub use uses::{Wanted, uses};
pub use usual::{declared_field, new_trash};
pub use view::survey;
