//! "Was this helpful?": the form at the end of every page, and what is said after it was sent.

mod form;
mod page;

pub use form::{AN_HOUR, Acknowledged, TRAP};
pub(crate) use form::{acknowledgement, block};
pub(crate) use page::{about, acknowledgement_page};
