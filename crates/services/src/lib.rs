//! What happens: rules, permissions, jobs. Knows nothing of HTTP.

mod app;
mod clock;
mod context;
mod definitions;
mod error;
mod fetching;
mod field_lists;
mod id_generator;
mod jobs;
mod passwords;
mod writing;

pub mod brands;
pub mod example;
pub mod exports;
pub mod feedback;
pub mod imports;
pub mod organizations;
pub mod respond;
pub mod responses;
pub mod surveys;
pub mod tokens;
pub mod users;

pub use app::{App, AppSettings};
pub use clock::Clock;
pub use context::{Access, Context};
pub use error::{Error, Thing};
pub use id_generator::IdGenerator;
pub use jobs::{Imported, Workers};
