//! An operation with its types gone: what the pipeline, compiled once, works with.

use contract::parameters::decode;
use contract::{Body, Description, Effect, Endpoint, Outcome, Place, Problem, Received, Reply};
use futures_util::future::BoxFuture;
use services::{Access, Context, Error};

use crate::answer::{Answer, Request};

/// An operation as the pipeline serves it. Made by [`route`].
pub struct Route {
    /// What is true of it: the catalogue's own description, so that it is made once.
    pub(crate) description: &'static Description,
    /// What its transaction may do.
    pub(crate) access: Access,
    /// Decodes what arrived into an answer that is ready to run.
    pub(crate) prepare: fn(&Arrived, Received) -> Result<Prepared, Problem>,
}

/// What arrived besides the body: pairs of name and decoded value.
#[derive(Debug, Default)]
pub(crate) struct Arrived {
    pub(crate) path: Vec<(String, String)>,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: Vec<(String, String)>,
}

/// An answer whose request is decoded; it waits for its transaction.
pub(crate) type Prepared =
    Box<dyn for<'a> FnOnce(&'a mut Context) -> BoxFuture<'a, Result<Reply, Error>> + Send>;

/// The route of an operation.
#[must_use]
pub fn route<E: Answer>() -> Route {
    let description = contract::catalogue::operation(E::OPERATION.id);
    // A test holds that there is none outside the catalogue; one that were would be described here, once.
    let description = description.unwrap_or_else(|| Box::leak(Box::new(Description::of::<E>())));
    let access = match const { E::OPERATION.effect() } {
        Effect::Read | Effect::Own => Access::Read,
        Effect::Change => Access::Change,
    };
    Route { description, access, prepare: prepare::<E> }
}

/// The only code that is compiled again for every operation: keep it this short.
fn prepare<E: Answer>(arrived: &Arrived, received: Received) -> Result<Prepared, Problem> {
    let request = Request::<E> {
        path: decode(Place::Path, &arrived.path)?,
        query: decode(Place::Query, &arrived.query)?,
        headers: decode(Place::Header, &arrived.headers)?,
        body: <E as Endpoint>::Body::decode(received)?,
    };
    Ok(Box::new(move |cx| {
        Box::pin(async move { E::answer(cx, request).await?.reply().map_err(Error::internal) })
    }))
}
