//! The way of a request of the API, from its first byte to its answer. Compiled once for all operations.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::response::Response;
use contract::errors::codes;
use contract::{Permission, Problem, Received, Reply};
use futures_util::FutureExt;
use http::request::Parts;
use model::account::{Caller, Role};
use model::limits;
use services::{Attempts, Error, Shown};

use crate::connection;
use crate::documentation::exchanges::{Exchanges, Finished, NotRecorded, Sent};
use crate::monitoring::log;
use crate::monitoring::metrics::Counted;
use crate::pipeline::arrive::arrive;
use crate::pipeline::body::{IncomingBody, drain, read_body};
use crate::pipeline::envelope::Writer;
use crate::pipeline::failure::Failure;
use crate::pipeline::headers;
use crate::pipeline::random::RequestId;
use crate::pipeline::route::{Arrived, Prepared, Route};
use crate::protection::credential;
use crate::protection::proxies::Remote;
use crate::server::Server;

/// A request's answer, and what this server knows of it.
pub(crate) struct Answered {
    pub(crate) response: Response,
    /// The request's id.
    pub(crate) id: RequestId,
    /// The time in the server.
    pub(crate) took: Duration,
}

/// Answers a request whose normalised path is `path`.
pub(crate) async fn respond(server: &Server, head: &Parts, path: &str, body: Body) -> Answered {
    let started = Instant::now();
    let id = RequestId::new();
    let running = server.metrics.enter();
    let mut seen = Seen::default();
    let mut body = Some(body);
    let outcome = run(server, head, path, &mut body, &mut seen).await;
    drain(&head.headers, body).await;

    let keep = exchanges(server, head).is_some() && seen.caller.is_some();
    let writer = Writer {
        slow_work: server.app.slow_work(),
        headers: &head.headers,
        uri: &head.uri,
        id: &id,
        instance: &server.instance,
        keep,
        notice: seen.notice.as_deref(),
    };
    let (mut response, failure) = match outcome {
        Ok((status, reply)) => (writer.success(status, reply, || server.origin(head)).await, None),
        Err(failure) => (writer.failure(&failure).await, Some(failure)),
    };
    let took = started.elapsed();
    headers::add(response.headers_mut(), server.hsts(head), took);
    drop(running);
    server.metrics.count(
        seen.route.map_or(Counted::Nothing, Counted::Route),
        response.status().as_u16(),
        took,
    );
    let route = seen.route.map(|route| server.routes[route].description.operation.path);
    let address = Remote::address_of(head);
    let line =
        log::Line { id: &id, method: &head.method, route, caller: seen.caller.as_ref(), address, took };
    log::write(&line, &response, failure.as_ref().and_then(|failure| failure.cause.as_deref()));
    record(server, head, id, took, seen, &mut response);
    Answered { response, id, took }
}

/// What became known on the way, for log and metrics.
#[derive(Default)]
struct Seen {
    route: Option<usize>,
    caller: Option<Caller>,
    /// What is told beside the answer.
    notice: Option<String>,
    /// What the history keeps of the body.
    sent: Option<Sent>,
}

/// Adds the exchange to the history of its token, where one is kept and somebody has the token.
fn record(server: &Server, head: &Parts, id: RequestId, took: Duration, seen: Seen, response: &mut Response) {
    let Some(exchanges) = exchanges(server, head).filter(|_| seen.caller.is_some()) else { return };
    let (Some(token), Some(route)) = (credential::token(&head.headers), seen.route) else { return };
    let (now, origin) = (server.app.now(), server.origin(head));
    exchanges.record(Finished { id, now, head, origin, token, route, sent: seen.sent, took }, response);
}

/// The history, where it is kept and the request is not one that it passes over.
fn exchanges<'s>(server: &'s Server, head: &Parts) -> Option<&'s Exchanges> {
    server.exchanges.as_ref().filter(|_| head.extensions.get::<NotRecorded>().is_none())
}

async fn run(
    server: &Server,
    head: &Parts,
    path: &str,
    body: &mut Option<Body>,
    seen: &mut Seen,
) -> Result<(u16, Reply), Failure> {
    if head.uri.path_and_query().is_some_and(|uri| uri.as_str().len() > limits::URI) {
        return Err(codes::URI_TOO_LONG.into());
    }
    let found = server.table.find(&head.method, path).ok_or(codes::NO_ROUTE)?;
    seen.route = Some(found.route);
    let route = &server.routes[found.route];
    let operation = &route.description.operation;
    let caller = &*seen.caller.insert(credential::caller(&server.app, &head.headers).await?);
    let shown = connection::shown(head);
    if caller.needs_certificate || matches!(shown, Shown::Certificate(_)) {
        seen.notice = Box::pin(server.app.demand_certificate(caller, shown)).await?;
    }
    let (now, processes) = (server.app.now(), server.app.processes());
    let _leave = server.limiter.enter(caller.brand.as_str(), found.route, now, processes)?;
    if let (Some(has), Some(needed)) = (caller.scopes, operation.scope())
        && !has.allow(needed)
    {
        let words = format!("The access token is missing the following required scopes: {needed}.");
        return Err(Problem::told(codes::MISSING_SCOPE, words).into());
    }
    match operation.permission {
        Permission::BrandAdministrator if caller.role != Role::BrandAdministrator => {
            return Err(codes::FORBIDDEN.into());
        }
        Permission::Account(leaf) if !caller.permissions.contain(leaf) => {
            let words = format!("Your account lacks the permission {}.", leaf.path());
            return Err(Problem::told(codes::FORBIDDEN, words).into());
        }
        _ => {}
    }
    let arrived = arrive(route.description, &found.captured, head.uri.query(), &head.headers)?;
    let origin = server.origin(head);
    let mut incoming = read_body(&server.bodies, route.description, &head.headers, body).await?;
    seen.sent = exchanges(server, head).map(|exchanges| exchanges.sent(found.route, &incoming));
    let streams = matches!(incoming, IncomingBody::Stream(..));
    let arrived = Arc::new(arrived);
    // In a box, so that what is put around it moves a pointer.
    let answer = Box::pin(answer(server, route, caller, &arrived, &mut incoming, &origin));
    let answer = AssertUnwindSafe(answer).catch_unwind();
    let outcome = if streams {
        answer.await
    } else {
        // Dropping the answer drops its transaction, which rolls it back; once it commits, it is not dropped.
        services::within(Duration::from_secs(operation.seconds), answer).await.ok_or(codes::TIMEOUT)?
    };
    match outcome {
        Ok(Ok(reply)) => Ok((operation.success, reply)),
        Ok(Err(failure)) => Err(incoming.broken().map_or(failure, Failure::from)),
        Err(panic) => Err(Failure::internal(format!("a panic: {}", words(&*panic)))),
    }
}

/// Decodes, begins, answers and commits; and all of it again when another transaction came first. A stream is used
/// up by then, and the caller is told to come back.
async fn answer(
    server: &Server,
    route: &Route,
    caller: &Caller,
    arrived: &Arc<Arrived>,
    incoming: &mut IncomingBody,
    origin: &str,
) -> Result<Reply, Failure> {
    let mut attempts = Attempts::new(&server.app);
    while let Some(received) = incoming.for_attempt() {
        let prepared = decode(server, route, arrived, received).await?;
        let outcome = async {
            let mut cx = server.app.begin(caller.clone(), route.access).await?;
            cx.origin = Some(origin.to_owned());
            let reply = prepared(&mut cx).await?;
            cx.commit().await?;
            Ok(reply)
        };
        match outcome.await {
            Err(Error::Again) if attempts.pause().await => {}
            other => return other.map_err(Failure::from),
        }
    }
    Err(Error::Again.into())
}

/// Decodes a request; a large one on a thread that may block.
async fn decode(
    server: &Server,
    route: &Route,
    arrived: &Arc<Arrived>,
    received: Received,
) -> Result<Prepared, Failure> {
    let size = match &received {
        Received::Json(text) => text.len(),
        Received::Form(parts) => parts.iter().map(|part| part.data.len()).sum(),
        Received::Nothing | Received::Stream { .. } => 0,
    };
    let (description, prepare, arrived) = (route.description, route.prepare.clone(), arrived.clone());
    let decode = move || {
        if let Received::Json(text) = &received {
            contract::shape::check_objects(description, text)?;
        }
        prepare(&arrived, received)
    };
    Ok(server.app.slow_work().run_if_large(size, decode).await??)
}

fn words(panic: &(dyn std::any::Any + Send)) -> &str {
    let literal = panic.downcast_ref::<&str>().copied();
    literal.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("of unknown words")
}
