//! The documentation as the server sends it, told as stories.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // The helpers of tests are not tests for the lint.

mod documents;
mod feedback;
mod history;
mod pages;
mod requirements;
mod try_it;
