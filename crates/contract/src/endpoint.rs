//! The trait that makes a type an operation.

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Body, Nothing, Operation, Outcome};

/// An operation of the API: what is asked and what comes back. One file per operation implements it.
pub trait Endpoint: Sized + Send + Sync + 'static {
    /// The facts.
    const OPERATION: Operation;
    /// The ids in the path: a struct with one field per name in braces.
    type Path: DeserializeOwned + Serialize + JsonSchema + Send;
    /// The query parameters: `Option` where they may be left out, `Vec` where they may be repeated.
    type Query: DeserializeOwned + Serialize + JsonSchema + Send;
    /// The header parameters; names are compared without case, as HTTP does.
    type Headers: DeserializeOwned + Serialize + JsonSchema + Send;
    /// The body.
    type Body: Body;
    /// What a success answers.
    type Result: Outcome;

    /// A call as it could be made against the example brand, and its answer.
    fn example() -> Example<Self>;
}

/// An example in typed values, so that the compiler keeps it true.
pub struct Example<E: Endpoint> {
    /// The ids.
    pub path: E::Path,
    /// The query parameters.
    pub query: E::Query,
    /// The header parameters.
    pub headers: E::Headers,
    /// The body.
    pub body: <E::Body as Body>::Example,
    /// The answer.
    pub result: <E::Result as Outcome>::Example,
}

impl<E> Example<E>
where
    E: Endpoint<Query = Nothing, Headers = Nothing, Body = Nothing>,
{
    /// An example with nothing but ids in its path.
    #[must_use]
    pub fn of_path(path: E::Path, result: <E::Result as Outcome>::Example) -> Self {
        Self { path, query: Nothing {}, headers: Nothing {}, body: Nothing {}, result }
    }
}

impl<E> Example<E>
where
    E: Endpoint<Query = Nothing, Headers = Nothing>,
{
    /// An example with ids in its path and a body.
    #[must_use]
    pub fn of_body(
        path: E::Path,
        body: <E::Body as Body>::Example,
        result: <E::Result as Outcome>::Example,
    ) -> Self {
        Self { path, query: Nothing {}, headers: Nothing {}, body, result }
    }
}
