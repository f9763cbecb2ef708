//! What pages tell of the server they come from.

use contract::Operation;

use crate::{Catalogue, links};

/// Facts about this server, as the caller reached it.
#[derive(Debug, Clone)]
pub struct Site {
    /// Scheme and host, as the caller reached this server: `http://localhost:8080`.
    pub origin: String,
    /// The path of the page that is asked for; which entries of the navigation are current follows from it.
    pub path: String,
    /// The colours that the reader chose.
    pub theme: Theme,
    /// What `whoami` answers as datacenter.
    pub datacenter: String,
    /// Whether the example brand is kept here, so that the examples run as printed.
    pub example: bool,
    /// How often a brand may call; `None` where limits are off.
    pub rates: Option<Rates>,
    /// How many exchanges are kept for each token; 0 where the history is off.
    pub history: usize,
    /// The operations that the pages tell of.
    pub catalogue: &'static Catalogue,
}

/// The colours of the pages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Theme {
    /// As the reader's system has them.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// Reads the name; anything unknown is the system's.
    #[must_use]
    pub fn named(name: &str) -> Self {
        match name {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }

    /// The name; `None` for the system's own.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }
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
            path: "/docs".into(),
            theme: Theme::System,
            datacenter: "local".into(),
            example: true,
            rates: None,
            history: 50,
            catalogue: Catalogue::served(),
        }
    }

    /// The same server, for the page at a path. The origin comes from the Host header, so what is none is left out.
    pub(crate) fn on(&self, path: &str) -> Self {
        let path = if path == "/" { "/docs" } else { path.trim_end_matches('/') };
        Self { origin: links::safe_origin(&self.origin).to_owned(), path: path.to_owned(), ..self.clone() }
    }

    /// How many calls a minute of an operation a brand may make here, or what the original allows where limits are off.
    pub(crate) fn calls(&self, operation: &Operation) -> u32 {
        let rates = self.rates.iter().flat_map(|rates| &rates.operations);
        let in_force = rates.clone().find(|(id, _)| *id == operation.id).map(|(_, calls)| *calls);
        in_force.unwrap_or(operation.calls_per_minute)
    }
}
