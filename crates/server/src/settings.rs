//! What the server is told at its start.

use crate::protection::limits::Limits;
use crate::protection::proxies::TrustedProxies;

/// What the server is told at its start. Each is an option of the program.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What addresses in answers begin with, instead of what the request's Host says: `https://xm.example.org`.
    pub public_url: Option<String>,
    /// The proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.
    pub trusted_proxies: TrustedProxies,
    /// How often a brand may call.
    pub limits: Limits,
    /// Whether the example brand is kept here, so that the documentation's examples run as printed.
    pub example: bool,
    /// How many exchanges are kept in memory for each token; 0 keeps none.
    pub history: usize,
    /// What encrypted answers tell browsers of later visits.
    pub hsts: Hsts,
    /// Who is answered at `/metrics`.
    pub metrics: MetricsFor,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            public_url: None,
            trusted_proxies: TrustedProxies::default(),
            limits: Limits::Off,
            example: true,
            history: 50,
            hsts: Hsts::On,
            metrics: MetricsFor::Local,
        }
    }
}

/// Whether browsers that were here over TLS are told to come over TLS only, for a year (`Strict-Transport-Security`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hsts {
    /// They are told nothing.
    Off,
    /// For this host.
    On,
    /// For this host and every host below it: only where all of them are served over TLS.
    Subdomains,
}

/// Who is answered at `/metrics`; for anybody else it is not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetricsFor {
    /// Nobody.
    Nobody,
    /// This machine and private networks.
    Local,
    /// Anybody.
    Anybody,
}
