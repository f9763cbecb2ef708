//! The page a respondent is on, as data.

mod matrix;
mod question;
mod whole;

pub use whole::page;
