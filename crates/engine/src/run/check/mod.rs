//! Whether what was entered may stay (api/qsf.md section 8).

mod choices;
mod dates;
mod numbers;
mod places;
mod question;
mod tables;
mod text;

pub(super) use question::problems;
