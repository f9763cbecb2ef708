//! What a respondent sends with a page, and where it leads.

mod answers;
mod decode;
mod form;
mod sent_page;
mod skip;

pub use sent_page::{Direction, SubmitOutcome, submit};
