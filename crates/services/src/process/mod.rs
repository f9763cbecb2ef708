//! What a running process has, and what every service uses of it: the application, the context of one request, errors,
//! pages of lists, definitions in memory, secrets.

pub(crate) mod app;
pub(crate) mod attempts;
pub(crate) mod clock;
pub(crate) mod contacts;
pub(crate) mod context;
pub(crate) mod definitions;
pub(crate) mod error;
pub(crate) mod fetching;
pub(crate) mod field_lists;
pub(crate) mod fingerprint;
pub(crate) mod following;
pub(crate) mod forget;
pub(crate) mod guesses;
pub(crate) mod heads;
pub(crate) mod id_generator;
pub mod installation;
pub(crate) mod known_lists;
pub(crate) mod memory;
pub mod paging;
pub(crate) mod passwords;
pub(crate) mod row_writers;
pub mod seal;
pub(crate) mod sealed_text;
pub(crate) mod shared_secrets;
pub(crate) mod slow_work;
pub(crate) mod time_limit;
pub mod tokens;
