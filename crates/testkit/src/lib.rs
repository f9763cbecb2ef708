//! What tests share: start, ask, build, compare, and one who answers any survey ([`walk`]).

pub mod answer;
pub mod ask;
pub mod called;
pub mod compare;
pub mod contacts;
mod evidence;
pub mod example;
pub mod fixtures;
pub mod generate;
mod jobs;
pub mod postgres;
mod requests;
pub mod server;
mod stored;
pub mod walk;

pub use answer::Answer;
pub use ask::{Ask, Form};
pub use example::Request;
pub use fixtures::Fixtures;
pub use server::TestServer;
