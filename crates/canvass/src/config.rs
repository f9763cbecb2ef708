//! What `serve` can be told, and the three places it is told it: command line, environment, `canvass.toml`.
//!
//! The options and their defaults are fixed in product.md, "The command line".

mod options;
mod settings;

pub use options::{Limits, LogFormat, ServeOptions, TlsListen};
pub use settings::Settings;
