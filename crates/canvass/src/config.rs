//! What `serve` can be told, and the three places it is told it: command line, environment, `canvass.toml`.
//!
//! The options and their defaults are fixed in product.md, "The command line".

mod options;
mod secrets;
mod settings;
mod sources;
mod values;

pub use options::{ServeOptions, StoreOptions};
pub use secrets::{KeySource, Secrets};
pub use settings::Settings;
pub use values::{Limits, LogFormat, NotYet, TlsListen};

pub(crate) use sources::wrong_value;
