//! Survey files and export columns against real files and recorded answers of the original.
//!
//! The corpus lies beside the repository; where it is absent these tests count as skipped.

// The lint knows test functions, not the functions that help them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod columns;
mod corpus;
mod difference;
mod invalid;
mod recordings;
mod report;
mod round_trip;
mod small;
