//! Examples as programs.

pub(crate) mod curl;
