//! What a survey's logic says at one place of a run: whether a condition holds, what a piped text reads, which choices
//! are offered in which order.

mod calculate;
mod carried;
mod compare;
mod date;
mod evaluate;
mod locator;
mod order;
mod question_condition;
mod question_value;
mod quota_condition;
mod template;

pub(super) use carried::typed_text;
pub(super) use evaluate::{
    answers, choices, columns, condition_holds, draws, holds, html, is_shown, text, was_asked,
};
pub(super) use order::is_mixed;
pub(super) use template::{Usage, encoded, escaped};
