//! One connection, in either version of HTTP.

use std::convert::Infallible;
use std::future::pending;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use http::{HeaderValue, Request, Response, header};
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use server::Connection;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;
use tokio::time::timeout;
use tower::ServiceExt;

use super::connections::{Place, State};
use super::held::{Held, Running};

/// What client and server have agreed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Protocol {
    Http1,
    Http2,
}

/// Serves a connection until it ends, is given up, or `shutdown` turns true and its requests are answered.
pub(super) async fn serve_connection<S>(
    stream: S,
    protocol: Protocol,
    from: Connection,
    app: Router,
    place: &Place,
    shutdown: watch::Receiver<bool>,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let state = Arc::clone(&place.state);
    let service = service_fn(move |request| serve_request(request, from, app.clone(), Arc::clone(&state)));
    let (stream, limits) = (TokioIo::new(stream), place.limits());
    let ended = match protocol {
        Protocol::Http1 => {
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(limits.head)
                .serve_connection(stream, service);
            // What is idle or takes nothing is cut by the time for a head and by the pace of the stream.
            let drive = Drive { place, shutdown, end: http1::Connection::graceful_shutdown, abandoned: None };
            drive.run(connection).await
        }
        Protocol::Http2 => {
            let connection = http2::Builder::new(TokioExecutor::new())
                .timer(TokioTimer::new())
                .max_concurrent_streams(limits.streams)
                .max_header_list_size(HEADERS)
                .initial_stream_window_size(STREAM_WINDOW)
                .initial_connection_window_size(CONNECTION_WINDOW)
                .max_send_buf_size(STREAM_WINDOW as usize)
                .max_pending_accept_reset_streams(RESETS)
                .keep_alive_interval(limits.head)
                .keep_alive_timeout(limits.head)
                .serve_connection(stream, service);
            let abandoned = Some(limits.head);
            let drive = Drive { place, shutdown, end: http2::Connection::graceful_shutdown, abandoned };
            drive.run(connection).await
        }
    };
    if let Err(why) = ended {
        tracing::debug!(peer = %from.peer, %why, "a connection ended with an error");
    }
}

/// The most of the headers of a request in HTTP/2; in HTTP/1 the library has its own bound.
const HEADERS: u32 = 64 << 10;
/// How much of a body a client may send ahead of its reader.
const STREAM_WINDOW: u32 = 256 << 10;
/// The same over all bodies of a connection.
const CONNECTION_WINDOW: u32 = 1 << 20;
/// How many requests may be taken back before they were begun: more is an attack, and ends the connection.
const RESETS: usize = 20;

/// How a connection is driven to its end.
struct Drive<'p, C> {
    place: &'p Place,
    shutdown: watch::Receiver<bool>,
    /// Lets running requests end and takes no more.
    end: fn(Pin<&mut C>),
    /// How long a client may neither ask nor take anything.
    abandoned: Option<Duration>,
}

impl<C: Future<Output = hyper::Result<()>>> Drive<'_, C> {
    async fn run(mut self, connection: C) -> hyper::Result<()> {
        let mut connection = std::pin::pin!(connection);
        let abandoned = async {
            match self.abandoned {
                Some(time) => self.place.abandoned(time).await,
                None => pending().await,
            }
        };
        let is_abandoned = tokio::select! {
            outcome = connection.as_mut() => return outcome,
            // It is idle: nobody waits for anything.
            () = self.place.ended() => return Ok(()),
            () = abandoned => true,
            _ = self.shutdown.wait_for(|stop| *stop) => false,
        };
        (self.end)(connection.as_mut());
        if is_abandoned {
            // A client that is there closes now; one that is not is not waited for.
            return timeout(GOODBYE, connection).await.unwrap_or(Ok(()));
        }
        connection.await
    }
}

/// How long a client may take to close a connection that it was told is over.
const GOODBYE: Duration = Duration::from_secs(5);

async fn serve_request(
    mut request: Request<Incoming>,
    from: Connection,
    app: Router,
    state: Arc<State>,
) -> Result<Response<Body>, Infallible> {
    let Some(running) = Running::begin(&state) else {
        // The connection was given up a moment ago: nothing of the request has begun, and none of it will.
        return pending().await;
    };
    // The extension is added per request: a layer would rebuild every route for each connection.
    request.extensions_mut().insert(from);
    // HTTP/2 sends the host as a part of the address: all that follows knows one place.
    if !request.headers().contains_key(header::HOST)
        && let Some(host) =
            request.uri().authority().and_then(|host| HeaderValue::from_str(host.as_str()).ok())
    {
        request.headers_mut().insert(header::HOST, host);
    }
    let response = app.oneshot(request).await?;
    Ok(response.map(|body| Body::new(Held { body, running })))
}
