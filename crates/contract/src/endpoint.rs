//! The trait that makes a type an operation.

use std::marker::PhantomData;

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Body, Nothing, Operation, Outcome, Path};

/// An operation of the API: what is asked and what comes back. One file per operation implements it.
pub trait Endpoint: Sized + Send + Sync + 'static {
    /// The facts.
    const OPERATION: Operation;
    /// What travels in a call: `Call<PATH, BODY, QUERY, HEADERS>`, of which the last may be left out.
    type Call: Parts;
    /// What a success answers.
    type Result: Outcome;

    /// A call as it could be made against the example brand, and its answer.
    fn example() -> Example<Self>;
}

/// What travels in a call: `Call<(GroupId, UserId)>`, `Call<SurveyId, Json<SurveyChange>>`.
#[allow(clippy::type_complexity)] // It says only that the four types are named.
pub struct Call<P = Nothing, B = Nothing, Q = Nothing, H = Nothing>(PhantomData<fn() -> (P, B, Q, H)>);

/// The parts of a [`Call`].
pub trait Parts: 'static {
    /// The ids in the path: one, a tuple of them, or [`Nothing`].
    type Path: Path;
    /// The body.
    type Body: Body;
    /// The query parameters: `Option` where they may be left out, `Vec` where they may be repeated.
    type Query: Parameters;
    /// The header parameters; names are compared without case, as HTTP does.
    type Headers: Parameters;
}

impl<P: Path, B: Body, Q: Parameters, H: Parameters> Parts for Call<P, B, Q, H> {
    type Path = P;
    type Body = B;
    type Query = Q;
    type Headers = H;
}

/// A struct with a member for each parameter of a query or of the headers.
pub trait Parameters: DeserializeOwned + Serialize + JsonSchema + Send + 'static {}
impl<T: DeserializeOwned + Serialize + JsonSchema + Send + 'static> Parameters for T {}

/// The ids in the path of an operation.
pub type PathOf<E> = <<E as Endpoint>::Call as Parts>::Path;
/// The body of an operation.
pub type BodyOf<E> = <<E as Endpoint>::Call as Parts>::Body;
/// The query parameters of an operation.
pub type QueryOf<E> = <<E as Endpoint>::Call as Parts>::Query;
/// The header parameters of an operation.
pub type HeadersOf<E> = <<E as Endpoint>::Call as Parts>::Headers;

/// A request of an operation, decoded and valid.
pub struct Request<E: Endpoint> {
    /// The ids in the path.
    pub path: PathOf<E>,
    /// The query parameters.
    pub query: QueryOf<E>,
    /// The header parameters.
    pub headers: HeadersOf<E>,
    /// The body.
    pub body: BodyOf<E>,
}

/// An example in typed values, so that the compiler keeps it true.
pub struct Example<E: Endpoint> {
    /// The ids.
    pub path: PathOf<E>,
    /// The query parameters.
    pub query: QueryOf<E>,
    /// The header parameters.
    pub headers: HeadersOf<E>,
    /// The body.
    pub body: <BodyOf<E> as Body>::Example,
    /// The answer.
    pub result: <E::Result as Outcome>::Example,
}

impl<E: Endpoint> Example<E>
where
    QueryOf<E>: Default,
    HeadersOf<E>: Default,
{
    /// An example with ids in its path and a body.
    #[must_use]
    pub fn of_body(
        path: PathOf<E>,
        body: <BodyOf<E> as Body>::Example,
        result: <E::Result as Outcome>::Example,
    ) -> Self {
        Self { path, query: Default::default(), headers: Default::default(), body, result }
    }
}

impl<E: Endpoint> Example<E>
where
    QueryOf<E>: Default,
    HeadersOf<E>: Default,
    BodyOf<E>: Body<Example = Nothing>,
{
    /// An example with nothing but ids in its path.
    #[must_use]
    pub fn of_path(path: PathOf<E>, result: <E::Result as Outcome>::Example) -> Self {
        Self::of_body(path, Nothing {}, result)
    }
}
