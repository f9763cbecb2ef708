//! What is stored of a run.

mod orders;
mod response;
mod scores;

pub use response::{Recorded, recorded};
