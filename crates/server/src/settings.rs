//! What the server is told: at its start, and of each connection.

use std::net::SocketAddr;

use crate::protection::limits::Limits;

/// What the server is told at its start.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What addresses in answers begin with, instead of what the request's Host says: `https://xm.example.org`.
    pub public_url: Option<String>,
    /// Whether `X-Forwarded-Proto` is believed: only behind a proxy that sets it itself.
    pub trust_forwarded: bool,
    /// How often a brand may call.
    pub limits: Limits,
    /// How many requests of one brand may run at once; a protective limit that is never off.
    pub at_once: u32,
    /// Whether the example brand is kept here, so that the documentation's examples run as printed.
    pub example: bool,
    /// How many exchanges are kept in memory for each token; 0 keeps none.
    pub history: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            public_url: None,
            trust_forwarded: false,
            limits: Limits::Off,
            at_once: model::limits::AT_ONCE,
            example: true,
            history: 50,
        }
    }
}

/// How a request came in. The program puts it into the extensions of every request.
#[derive(Debug, Clone, Copy)]
pub struct Connection {
    /// Whether the connection is encrypted.
    pub tls: bool,
    /// The other end.
    pub peer: SocketAddr,
}
