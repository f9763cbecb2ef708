//! A server that is guessed at.

use std::path::Path;
use std::time::Duration;

use crate::bench::machine;
use crate::http::Client;
use crate::process::Outcome;
use crate::product::Server;

/// After so long threads that have nothing to do are gone.
const IDLE: Duration = Duration::from_secs(15);

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

    /// The same once nothing is hashed any more: that takes 19 MiB each time, and threads keep it for some seconds.
    pub(super) fn settled_memory(&self) -> Outcome<u64> {
        std::thread::sleep(IDLE);
        self.memory()
    }

    /// Somebody at an address of their own.
    pub(super) fn client(&self, address: usize) -> Client {
        let address = format!("198.51.{}.{}", 100 + address / 250, 1 + address % 250);
        Client::new(self.server.address(), "").on_behalf_of(address)
    }
}
