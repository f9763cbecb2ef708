//! Who may call, how often, and what must not be remembered of a call.

pub(crate) mod credential;
#[cfg(feature = "fixed-caller")]
mod fixed_caller;
pub(crate) mod limits;
mod marked;
pub(crate) mod memory;
pub(crate) mod per_address;
pub(crate) mod proxies;
pub(crate) mod respondents;
pub(crate) mod secrets;
