//! What each operation adds to the pipeline: its answer.

use std::future::Future;

use contract::Endpoint;
use services::{Context, Error};

/// The answer to an operation: takes what was asked apart, calls one service, gives back what came of it.
///
/// It may be run again from the beginning when another transaction came first, so it does nothing that cannot be
/// undone by rolling back; time, ids and chance come from the context.
pub trait Answer: Endpoint {
    /// Answers one request within its transaction. The pipeline commits when it succeeds and rolls back when not.
    fn answer(
        cx: &mut Context,
        request: Request<Self>,
    ) -> impl Future<Output = Result<Self::Result, Error>> + Send;
}

/// A request of an operation, decoded and valid.
pub struct Request<E: Endpoint> {
    /// The ids in the path.
    pub path: E::Path,
    /// The query parameters.
    pub query: E::Query,
    /// The header parameters.
    pub headers: E::Headers,
    /// The body.
    pub body: E::Body,
}
