//! What the server is told of each connection.

use std::net::SocketAddr;

use http::request::Parts;
use services::{Fingerprint, Shown};

/// How a request came in. The program puts it into the extensions of every request.
#[derive(Debug, Clone, Copy)]
pub struct Connection {
    /// Whether the connection is encrypted.
    pub tls: bool,
    /// The other end.
    pub peer: SocketAddr,
    /// The certificate that the other end has shown, and proved to have the key of.
    pub certificate: Option<Fingerprint>,
}

/// What a request came with, for an organization that demands a certificate. What a proxy says of TLS is no matter: a
/// certificate that the proxy was shown is not shown here.
pub(crate) fn shown(head: &Parts) -> Shown {
    match head.extensions.get::<Connection>() {
        None => Shown::Within,
        Some(Connection { tls: false, .. }) => Shown::Plain,
        Some(Connection { certificate: None, .. }) => Shown::None,
        Some(Connection { certificate: Some(certificate), .. }) => Shown::Certificate(*certificate),
    }
}
