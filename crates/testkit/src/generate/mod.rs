//! Survey files made by chance, which use everything that survey files can hold (the shared facts on the file, sections 3
//! to 15): what real files do not reach is walked in these. A survey follows from its seed alone.

mod author;
mod blocks;
mod features;
mod large;
mod logic;
mod questions;
mod survey;
mod validation;

pub use features::FEATURES;
pub use large::{circular, large, sparse};
pub use survey::{Generated, MOST_BLOCKS, survey};
