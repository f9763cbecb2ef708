//! Connections: accepted, shaken hands with, served, and let end.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use server::Connection;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

use crate::clock;
use crate::tls::Tls;

/// How many connections are served at a time, over all listeners; more wait in the system's queue.
pub const CONNECTIONS: usize = 4096;

/// How long connections may take to end their requests after the server was told to stop.
pub const DRAIN: Duration = Duration::from_secs(20);

/// Serves the application on one listener until `shutdown` turns true, then lets running requests end.
///
/// Every request carries a [`server::Connection`] among its extensions. `connections` is shared by all listeners.
pub async fn serve_http(
    listener: TcpListener,
    mut tls: Option<Tls>,
    app: Router,
    connections: Arc<Semaphore>,
    mut shutdown: watch::Receiver<bool>,
) {
    let graceful = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &connections) => accepted,
            _ = shutdown.wait_for(|stop| *stop) => break,
        };
        let Some((stream, peer, permit)) = accepted else { continue };
        let acceptor = tls.as_mut().map(|tls| TlsAcceptor::from(tls.config(clock::now())));
        let app = app.clone();
        let watcher = graceful.watcher();
        tokio::spawn(async move {
            match acceptor {
                None => serve_connection(stream, Connection { tls: false, peer }, app, watcher).await,
                Some(acceptor) => match timeout(HANDSHAKE, acceptor.accept(stream)).await {
                    Ok(Ok(stream)) => {
                        serve_connection(stream, Connection { tls: true, peer }, app, watcher).await
                    }
                    Ok(Err(why)) => tracing::debug!(%peer, %why, "the TLS handshake failed"),
                    Err(_) => tracing::debug!(%peer, "the TLS handshake took too long"),
                },
            }
            drop(permit);
        });
    }
    drop(listener);
    if timeout(DRAIN, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests were still running when the time to end them was over");
    }
}

const HANDSHAKE: Duration = Duration::from_secs(10);
/// How long a client may take to send the head of a request, and how long an idle connection is kept.
const HEAD: Duration = Duration::from_secs(60);

type Accepted = (TcpStream, SocketAddr, tokio::sync::OwnedSemaphorePermit);

async fn accept(listener: &TcpListener, connections: &Arc<Semaphore>) -> Option<Accepted> {
    let permit = Arc::clone(connections).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => {
            // Answers are written whole; waiting to fill a packet only delays them.
            let _ = stream.set_nodelay(true);
            Some((stream, peer, permit))
        }
        Err(why) => {
            if !is_of_one_connection(&why) {
                tracing::error!(%why, "no connection could be accepted");
                // Out of file handles, most likely: let some connections end first.
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            None
        }
    }
}

fn is_of_one_connection(why: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(why.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

async fn serve_connection<S>(stream: S, from: Connection, app: Router, watcher: Watcher)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    // The extension is added per request: a layer would rebuild every route for each connection.
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(from);
        app.clone().oneshot(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .serve_connection(TokioIo::new(stream), service);
    if let Err(why) = watcher.watch(connection).await {
        tracing::debug!(peer = %from.peer, %why, "a connection ended with an error");
    }
}

#[cfg(test)]
#[path = "http_tests.rs"]
mod tests;
