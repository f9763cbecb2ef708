//! What pages tell of the server they come from.

/// Facts about this server, as the caller reached it.
#[derive(Debug, Clone)]
pub struct Site {
    /// Scheme and host, as the caller reached this server: `http://localhost:8080`.
    pub origin: String,
    /// What `whoami` answers as datacenter.
    pub datacenter: String,
    /// Whether the example brand is kept here, so that the examples run as printed.
    pub example: bool,
    /// How often a brand may call; `None` where limits are off.
    pub rates: Option<Rates>,
    /// How many exchanges are kept for each token; 0 where the history is off.
    pub history: usize,
}

/// The request limits that are in force.
#[derive(Debug, Clone)]
pub struct Rates {
    /// Calls a minute of a brand, over all operations.
    pub brand: u32,
    /// Calls a minute of a brand, by operation id.
    pub operations: Vec<(&'static str, u32)>,
}

impl Site {
    /// A server of which only the address is known: what `canvass openapi` and tests start from.
    #[must_use]
    pub fn at(origin: &str) -> Self {
        Self {
            origin: origin.to_owned(),
            datacenter: "local".into(),
            example: true,
            rates: None,
            history: 50,
        }
    }
}
