//! The server that an example asks.

/// Where this server is.
pub(super) struct Host<'a> {
    /// Scheme and host.
    pub(super) origin: &'a str,
    /// The scheme, with its colon and slashes.
    pub(super) scheme: &'a str,
    /// Host and port.
    pub(super) name: &'a str,
}

impl<'a> Host<'a> {
    /// Takes an origin apart.
    pub(super) fn of(origin: &'a str) -> Self {
        let cut = origin.find("://").map_or(0, |at| at + 3);
        Self { origin, scheme: &origin[..cut], name: &origin[cut..] }
    }
}
