//! What a survey's logic says at one place of a run: whether a condition holds, what a piped text reads, which choices
//! are offered in which order.

mod carried;
mod compare;
mod evaluate;
mod locator;
mod order;
mod quota_condition;
mod question_condition;
mod question_value;
mod template;

pub(super) use evaluate::{choices, condition_holds, holds, html, text, was_asked};
pub(super) use order::{answers, is_mixed};
pub(super) use template::Usage;
