//! engine

pub mod columns;
pub mod fields;
pub mod html;
pub mod overview;
pub mod run;
