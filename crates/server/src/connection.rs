//! What the server is told of each connection.

use std::net::SocketAddr;

/// How a request came in. The program puts it into the extensions of every request.
#[derive(Debug, Clone, Copy)]
pub struct Connection {
    /// Whether the connection is encrypted.
    pub tls: bool,
    /// The other end.
    pub peer: SocketAddr,
}
