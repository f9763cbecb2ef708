//! What can be asked: one file per operation, and the engine that derives everything else from it.
//!
//! An operation is a type that implements [`Endpoint`]. From it alone follow the route, decoding and validation, the
//! parameter table, OpenAPI, the reference page, the cURL example and the catalogue tests. This crate knows nothing
//! of databases, sockets or what an operation does.

pub mod body;
pub mod catalogue;
pub mod description;
pub mod endpoint;
pub mod errors;
pub mod operation;
pub mod outcome;
pub mod parameters;
pub mod schema;

pub mod exporting;
pub mod importing;
pub mod organizations;
pub mod responses;
mod sample;
pub mod surveys;
pub mod users;

pub use body::{Body, BodyKind, BodyStream, Json, Nothing, Part, Received};
pub use catalogue::catalogue;
pub use description::{BodyDescription, Description, Parameter, Place, ResultKind};
pub use endpoint::{Endpoint, Example};
pub use errors::{ErrorCode, Problem};
pub use model::limits;
pub use operation::{Category, Effect, Lead, Operation, Parity, Permission, TryIt, Verb};
pub use outcome::{File, MetaOnly, NextPage, Outcome, Page, Rendered, Reply};
