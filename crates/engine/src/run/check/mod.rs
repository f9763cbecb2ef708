//! Whether what was entered may stay (api/qsf.md section 8).

mod choices;
mod numbers;
mod question;
mod text;

pub(super) use question::problems;
