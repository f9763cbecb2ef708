//! What is measured.

use std::path::PathBuf;

use crate::http::Client;
use crate::product::Server;

/// A server with one survey and its responses.
pub(super) struct Bench {
    pub(super) server: Server,
    pub(super) token: String,
    pub(super) survey: String,
    /// The same survey again, for responses that are submitted: those of `survey` stay as many as they are.
    pub(super) other: String,
    pub(super) rows: usize,
    pub(super) rounds: usize,
    /// For files, gone at the next run.
    pub(super) folder: PathBuf,
}

impl Bench {
    /// A client with the administrator's token.
    pub(super) fn client(&self) -> Client {
        Client::new(self.server.address(), &self.token)
    }
}
