//! What is stored of a run.

mod orders;
mod response;

pub use response::{Recorded, recorded};
