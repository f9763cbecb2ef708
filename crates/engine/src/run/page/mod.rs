//! The page a respondent is on, as data.

mod answered;
mod matrix;
mod question;
mod whole;

pub use answered::answered;
pub use whole::page;
