//! What `serve` can be told, and the three places it is told it: command line, environment, `canvass.toml`.
//!
//! The options and their defaults are fixed in product.md, "The command line".

mod options;
mod secrets;
mod settings;

pub use options::{Limits, LogFormat, ServeOptions, TlsListen};
pub use secrets::{KeySource, Secrets};
pub use settings::Settings;
