//! Surveys answered to their end by one who reads their pages as a browser without JavaScript shows them
//! (`testkit::walk`). `cargo xtask soak walk` does ten times as much, over a socket and on both databases.

mod corpus;
mod generated;
mod hostile;
mod together;
