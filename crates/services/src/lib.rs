//! What happens: rules, permissions, jobs. Knows nothing of HTTP.
//!
//! The functions of a category stand in its file, and take and give the contract's types:
//! `users::get(cx, call)` serves Get User. What they all use stands in `process`.

mod administrators;
mod definition_answer;
mod jobs;
mod permissions;
mod process;
#[cfg(test)]
mod testing;
mod types;
mod writing;

pub mod brands;
pub mod certificates;
pub mod divisions;
pub mod edits;
pub mod example;
pub mod exports;
pub mod feedback;
pub mod groups;
pub mod imports;
pub mod inspection;
pub mod levels;
pub mod oauth;
pub mod oauth_tokens;
pub mod operator;
pub mod organizations;
pub mod respond;
pub mod responses;
pub mod survey_files;
pub mod surveys;
pub mod users;
pub mod versions;

pub(crate) use process::{
    app, attempts, clock, contacts, context, definitions, error, fetching, field_lists, fingerprint,
    following, forget, guesses, heads, id_generator, known_lists, memory, passwords, row_writers,
    sealed_text, shared_secrets, slow_work, time_limit,
};
pub use process::{installation, paging, seal, tokens};

pub use app::{App, AppSettings};
pub use attempts::Attempts;
pub use clock::Clock;
pub use contacts::{ContactDirectory, NoContacts};
pub use context::{Access, Answer, Call, Context};
pub use error::Error;
pub use fingerprint::{Fingerprint, Shown};
pub use guesses::{Guess, Guesses};
pub use id_generator::IdGenerator;
pub use jobs::{Counts, QueueFigures, Swept, Workers};
pub use shared_secrets::SharedSecrets;
pub use slow_work::SlowWork;
pub use time_limit::within;
