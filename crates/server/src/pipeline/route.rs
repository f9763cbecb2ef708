//! An operation with its types gone: what the pipeline, compiled once, works with.

use std::future::Future;
use std::sync::Arc;

use contract::endpoint::{BodyOf, HeadersOf, PathOf, QueryOf};
use contract::parameters::decode;
use contract::{
    Body, Description, Effect, Endpoint, Outcome, Path, Place, Problem, Received, Reply, Request,
};
use futures_util::future::BoxFuture;
use services::{Access, Answer, Context, Error};

/// An operation as the pipeline serves it. Made by [`route`].
pub struct Route {
    /// What is true of it: the catalogue's own description, so that it is made once.
    pub(crate) description: &'static Description,
    /// What its transaction may do.
    pub(crate) access: Access,
    /// Decodes what arrived into an answer that is ready to run.
    pub(crate) prepare: Prepare,
}

impl Route {
    /// What is true of the operation.
    #[must_use]
    pub fn description(&self) -> &'static Description {
        self.description
    }
}

/// What arrived besides the body: pairs of name and decoded value. It may hold secrets, and is never printed.
#[derive(Default)]
pub(crate) struct Arrived {
    pub(crate) path: Vec<(String, String)>,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: Vec<(String, String)>,
}

/// Decodes a request. Shared, so that a large one is decoded where it holds nobody up.
type Prepare = Arc<dyn Fn(&Arrived, Received) -> Result<Prepared, Problem> + Send + Sync>;

/// An answer whose request is decoded; it waits for its transaction.
pub(crate) type Prepared =
    Box<dyn for<'a> FnOnce(&'a mut Context) -> BoxFuture<'a, Result<Reply, Error>> + Send>;

/// A function of `services` that serves the operation `E`: within its context, from a decoded call to an answer.
///
/// It may be run again from the beginning when another transaction came first, so it does nothing that cannot be undone by
/// rolling back; time, ids and chance come from the context. Implemented by every such function, which is why the
/// operation of a route need not be named.
pub trait Service<'a, E: Endpoint>: Copy + Send + Sync + 'static {
    /// The answer on its way.
    type Answer: Future<Output = Answer<E>> + Send + 'a;

    /// Serves a call.
    fn serve(self, cx: &'a mut Context, call: Request<E>) -> Self::Answer;
}

impl<'a, E: Endpoint, F, R> Service<'a, E> for F
where
    F: Fn(&'a mut Context, Request<E>) -> R + Copy + Send + Sync + 'static,
    R: Future<Output = Answer<E>> + Send + 'a,
{
    type Answer = R;

    fn serve(self, cx: &'a mut Context, call: Request<E>) -> R {
        self(cx, call)
    }
}

/// The route of the operation that a service serves.
#[must_use]
pub fn route<E: Endpoint, F>(service: F) -> Route
where
    F: for<'a> Service<'a, E>,
{
    let description = contract::catalogue::operation(E::OPERATION.id);
    // A test holds that there is none outside the catalogue; one that were would be described here, once.
    let description = description.unwrap_or_else(|| Box::leak(Box::new(Description::of::<E>())));
    let access = match const { E::OPERATION.effect() } {
        Effect::Read | Effect::Own => Access::Read,
        Effect::Change => Access::Change,
    };
    let prepare = move |arrived: &Arrived, received: Received| prepare::<E, F>(service, arrived, received);
    Route { description, access, prepare: Arc::new(prepare) }
}

/// The only code that is compiled again for every operation: keep it this short.
fn prepare<E: Endpoint, F>(service: F, arrived: &Arrived, received: Received) -> Result<Prepared, Problem>
where
    F: for<'a> Service<'a, E>,
{
    let call = Request::<E> {
        path: PathOf::<E>::decode(&arrived.path)?,
        query: decode::<QueryOf<E>>(Place::Query, &arrived.query)?,
        headers: decode::<HeadersOf<E>>(Place::Header, &arrived.headers)?,
        body: BodyOf::<E>::decode(received)?,
    };
    Ok(Box::new(move |cx| {
        Box::pin(async move { service.serve(cx, call).await?.reply().map_err(Error::internal) })
    }))
}
