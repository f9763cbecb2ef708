//! The way of a request of the API, from its first byte to its answer: [`run`] goes it, the others are its steps.

pub(crate) mod arrive;
pub(crate) mod arriving;
pub(crate) mod body;
pub(crate) mod coding;
pub(crate) mod compression;
pub(crate) mod cookies;
pub(crate) mod envelope;
pub(crate) mod failure;
pub(crate) mod headers;
pub(crate) mod multipart;
pub(crate) mod normalise;
pub(crate) mod paging;
pub(crate) mod random;
pub(crate) mod route;
pub(crate) mod run;
pub(crate) mod table;
pub(crate) mod urlencoded;
