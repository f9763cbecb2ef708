//! What happens: rules, permissions, jobs. Knows nothing of HTTP.

mod app;
mod attempts;
mod clock;
mod context;
mod definitions;
mod error;
mod fetching;
mod field_lists;
mod heads;
mod id_generator;
mod jobs;
pub mod paging;
mod passwords;
mod writing;

pub mod brands;
pub mod divisions;
pub mod example;
pub mod exports;
pub mod feedback;
pub mod groups;
pub mod imports;
pub mod organizations;
pub mod respond;
pub mod responses;
pub mod seal;
pub mod surveys;
pub mod tokens;
pub mod users;

pub use app::{App, AppSettings};
pub use attempts::Attempts;
pub use clock::Clock;
pub use context::{Access, Answer, Call, Context};
pub use error::Error;
pub use id_generator::IdGenerator;
pub use jobs::Workers;
