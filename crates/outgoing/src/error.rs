//! Why a file was not fetched.

use std::fmt;
use std::net::IpAddr;

/// Why a file was not fetched. Its text may be shown to the caller who gave the address: it tells nothing of this network,
/// so that whether a name is known here and what it resolves to cannot be asked. `Debug` tells all of it, for the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The address is not one that is fetched: what is wrong with it.
    Address(String),
    /// The host resolves to an address that is not public.
    NotPublic {
        /// The host as written in the address, or in a redirect.
        host: String,
        /// What it resolves to.
        address: IpAddr,
    },
    /// The host resolves to nothing.
    NotFound {
        /// The host as written in the address, or in a redirect.
        host: String,
        /// What the system said.
        cause: String,
    },
    /// The host could not be connected to.
    NotConnected {
        /// The host as written in the address, or in a redirect.
        host: String,
        /// What the system said.
        cause: String,
    },
    /// The other side broke off, or what it sent was no answer: what happened.
    Network(String),
    /// The other side answered with this status, which is not 200.
    Status(u16),
    /// There were more redirects than this.
    Redirects(usize),
    /// The file is larger than this many bytes.
    TooLarge(usize),
    /// It took too long.
    TooSlow,
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(what) => write!(formatter, "the address is not usable: {what}"),
            Self::NotPublic { host, .. } | Self::NotFound { host, .. } => {
                write!(formatter, "the file could not be fetched: {host} has no public address")
            }
            Self::NotConnected { host, .. } => {
                write!(formatter, "the file could not be fetched: {host} could not be connected to")
            }
            Self::Network(what) => write!(formatter, "the file could not be fetched: {what}"),
            Self::Status(status) => write!(formatter, "the file could not be fetched: status {status}"),
            Self::Redirects(limit) => write!(formatter, "there were more than {limit} redirects"),
            Self::TooLarge(limit) => write!(formatter, "the file is larger than {limit} bytes"),
            Self::TooSlow => formatter.write_str("fetching the file took too long"),
        }
    }
}

impl std::error::Error for Error {}
