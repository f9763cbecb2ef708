//! The program: its command line and configuration, its listeners and certificates, and `canvass run`.
//!
//! Everything that a command needs from the machine (clock, signals, files, environment) is read here and handed
//! down as values.

pub mod accounts;
pub mod backup;
pub mod check;
pub mod cli;
pub mod clock;
pub mod config;
pub mod failure;
pub mod http;
pub mod logging;
mod progress;
pub mod qsf;
pub mod ready;
pub mod run;
pub mod serve;
pub mod tls;

pub use failure::Failure;
