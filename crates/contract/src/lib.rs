//! What can be asked: one file per operation, and the engine that derives everything else from it.
//!
//! An operation is a type that implements [`Endpoint`]. From it alone follow the route, decoding and validation, the
//! parameter table, OpenAPI, the reference page, the cURL example and the catalogue tests. This crate knows nothing
//! of databases, sockets or what an operation does. Its types are the vocabulary of the product: services take and give
//! them.

pub mod body;
pub mod catalogue;
mod category;
pub mod description;
pub mod endpoint;
pub mod job;
mod needs;
pub mod operation;
pub mod outcome;
pub mod paging;
pub mod parameters;
pub mod parts;
pub mod path;
pub mod permissions;
pub(crate) mod prelude;
pub mod schema;
pub mod shape;
mod unsupported;
pub mod whole;

/// Declares the categories, and lists what each describes; in the order of the reference.
macro_rules! categories {
    ($($category:ident),+ $(,)?) => {
        $(pub mod $category;)+
        /// What the categories describe.
        const CATEGORIES: &[&[fn() -> Description]] = &[$($category::DESCRIPTIONS),+];
    };
}

categories! {
    organizations,
    divisions,
    groups,
    users,
    surveys,
    exporting,
    responses,
    importing,
}

pub use body::{Body, BodyKind, BodyStream, Json, Nothing, Part, Received};
pub use catalogue::catalogue;
pub use description::{BodyDescription, Description, Parameter, Place, ResultKind};
pub use endpoint::{Call, Endpoint, Example, Parts, Request};
pub use job::{JobStatus, Started};
pub use model::errors::all as every_error;
pub use model::permissions::Leaf;
pub use model::{ErrorCode, Problem, error as errors, limits, scope};
pub use needs::Needs;
pub use operation::{Category, Effect, Lead, Operation, Parity, Permission, TryIt, Verb};
pub use outcome::{Created, File, MetaOnly, NextPage, Outcome, Page, Rendered, Reply};
pub use paging::{ByKey, ByOffset};
pub use path::Path;
pub use whole::Whole;
