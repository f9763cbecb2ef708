//! What things are: identifiers, moments, surveys, responses, users. Pure values, no input or output.
//!
//! Nothing here knows of HTTP, SQL, clocks or chance; every other crate may import this one.

pub mod account;
pub mod column;
pub mod example;
pub mod field;
pub mod id;
pub mod limits;
pub mod moment;
pub mod response;
pub mod survey;

pub use id::{
    BlockId, BrandId, DivisionId, ExportId, FeedbackId, FileId, ImportId, QuestionId, ResponseId, SurveyId,
    UserId,
};
pub use id::{Id, IdError, IdKind};
pub use moment::Moment;
