//! Try It: the form, the call it asks for, and what the call gave.

pub(crate) mod call;
pub(crate) mod form;
pub(crate) mod outcome;
