//! The only way out to the network: fetched files and calls of web services now; mail and webhooks will leave here too.
//!
//! An address that a caller gives could name something only this machine can reach. So every address is checked after
//! its name was resolved, the connection goes to the address that was checked, and each redirect begins anew.

pub mod address;
mod call;
mod connection;
mod error;
mod fetch;

pub use call::call;
pub use error::Error;
pub use fetch::{Limits, fetch};
