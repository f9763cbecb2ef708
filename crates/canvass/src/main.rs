//! The Canvass program.
fn main() {}
