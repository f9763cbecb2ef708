//! What a browser says of itself with a request.

use std::net::IpAddr;

use super::session_name::SessionName;

/// What a browser says besides which page it wants.
#[derive(Debug, Clone, Default)]
pub struct Visitor {
    /// The address it comes from; empty where that is not known.
    pub address: String,
    /// The network that this address counts for, where wrong tries are counted.
    pub network: Option<IpAddr>,
    /// Tags of the languages it asks for, the best first.
    pub languages: Vec<String>,
    /// The page that led here; empty where it does not say.
    pub referrer: String,
    /// The session of this survey that it keeps.
    pub kept: Option<SessionName>,
    /// The survey was answered with it before.
    pub done: bool,
}
