//! A request on its way to a server.

use http::Method;

/// A request of a browser or a program.
pub(super) struct Sending<'r> {
    pub(super) method: Method,
    pub(super) path: &'r str,
    pub(super) headers: Vec<(&'r str, String)>,
    pub(super) body: Vec<u8>,
}

impl<'r> Sending<'r> {
    pub(super) fn get(path: &'r str) -> Self {
        Self { method: Method::GET, path, headers: Vec::new(), body: Vec::new() }
    }
}
