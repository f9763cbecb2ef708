//! A server that is guessed at.

use std::path::Path;

use crate::bench::machine;
use crate::http::Client;
use crate::process::Outcome;
use crate::product::Server;

/// The server and what is kept of it.
pub(super) struct Scene<'a> {
    pub(super) server: &'a Server,
    pub(super) binary: &'a Path,
    pub(super) data: &'a Path,
    pub(super) database: Option<&'a str>,
}

impl Scene<'_> {
    /// The bytes it holds.
    pub(super) fn memory(&self) -> Outcome<u64> {
        machine::memory_now(self.server.process())
    }

    /// Somebody at an address of their own.
    pub(super) fn client(&self, address: usize) -> Client {
        let address = format!("198.51.{}.{}", 100 + address / 250, 1 + address % 250);
        Client::new(self.server.address(), "").on_behalf_of(address)
    }
}
