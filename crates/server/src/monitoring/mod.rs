//! For those who watch the server: log lines, counts, and whether it can serve.

pub(crate) mod health;
pub(crate) mod log;
pub(crate) mod metrics;
mod queues;
