//! The log: one line per event on standard error, as text or as JSON.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

use crate::Failure;
use crate::config::LogFormat;

/// Starts the log. `CANVASS_LOG` chooses what is written (`info` by default), in the syntax of
/// `tracing_subscriber::EnvFilter`: `warn`, `info,store=debug`.
pub fn start(format: LogFormat) -> Result<(), Failure> {
    let filter = match std::env::var("CANVASS_LOG") {
        Ok(text) => EnvFilter::try_new(text)
            .map_err(|why| Failure::Use(format!("CANVASS_LOG is not usable: {why}")))?,
        Err(_) => EnvFilter::new("info"),
    };
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = match format {
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
        LogFormat::Text => builder.with_ansi(std::io::stderr().is_terminal()).try_init(),
    };
    started.map_err(|why| Failure::failed("the log could not be started", why))
}
