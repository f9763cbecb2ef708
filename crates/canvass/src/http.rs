//! Connections: accepted within their bounds, shaken hands with, served, and let end.

mod connection;
mod connections;
mod held;
mod paced;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use server::{Connection, TrustedProxies};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use crate::clock;
use crate::tls::{self, Tls};
use connection::{Protocol, serve_connection};
use connections::Place;
use paced::Paced;

pub use connections::{ConnectionLimits, Connections};

/// How long connections may take to end their requests after the server was told to stop.
pub const DRAIN: Duration = Duration::from_secs(20);

/// Serves the application on one listener until `shutdown` turns true, then lets running requests end.
///
/// Every request carries a [`server::Connection`] among its extensions. `connections` is shared by all listeners.
pub async fn serve_http(
    listener: TcpListener,
    mut tls: Option<Tls>,
    app: Router,
    connections: Arc<Connections>,
    mut shutdown: watch::Receiver<bool>,
) {
    let mut served = JoinSet::new();
    loop {
        let mut accepting = std::pin::pin!(accept(&listener, &connections));
        let accepted = loop {
            tokio::select! {
                accepted = accepting.as_mut() => break Some(accepted),
                Some(_) = served.join_next() => {}
                _ = shutdown.wait_for(|stop| *stop) => break None,
            }
        };
        let Some(accepted) = accepted else { break };
        let Some((stream, peer, permit)) = accepted else { continue };
        let Some(place) = connections.enter(peer.ip(), permit) else {
            tracing::debug!(%peer, "a connection was refused: its address has enough");
            continue;
        };
        let acceptor = tls.as_mut().map(|tls| TlsAcceptor::from(tls.config(clock::now())));
        served.spawn(serve_stream(stream, peer, acceptor, app.clone(), place, shutdown.clone()));
    }
    drop(listener);
    let ended = async { while served.join_next().await.is_some() {} };
    if timeout(DRAIN, ended).await.is_err() {
        tracing::warn!("some requests were still running when the time to end them was over");
    }
}

impl Connections {
    /// Within the limits of every server, trusting these proxies to speak for many.
    #[must_use]
    pub fn of_a_server(trusted: TrustedProxies) -> Arc<Self> {
        Self::within(ConnectionLimits::default(), trusted)
    }
}

async fn serve_stream(
    stream: TcpStream,
    peer: SocketAddr,
    acceptor: Option<TlsAcceptor>,
    app: Router,
    place: Place,
    shutdown: watch::Receiver<bool>,
) {
    let limits = place.limits().clone();
    let stream = Paced::new(stream, limits.patience, place.written());
    let Some(acceptor) = acceptor else {
        let from = Connection { tls: false, peer, certificate: None };
        return serve_connection(stream, Protocol::Http1, from, app, &place, shutdown).await;
    };
    let shaken = tokio::select! {
        shaken = timeout(limits.handshake, acceptor.accept(stream)) => shaken,
        () = place.ended() => return,
    };
    match shaken {
        Ok(Ok(stream)) => {
            let protocol = match stream.get_ref().1.alpn_protocol() {
                Some(b"h2") => Protocol::Http2,
                _ => Protocol::Http1,
            };
            let from = Connection { tls: true, peer, certificate: tls::shown(stream.get_ref().1) };
            serve_connection(stream, protocol, from, app, &place, shutdown).await;
        }
        Ok(Err(why)) => tracing::debug!(%peer, %why, "the TLS handshake failed"),
        Err(_) => tracing::debug!(%peer, "the TLS handshake took too long"),
    }
}

async fn accept(
    listener: &TcpListener,
    connections: &Connections,
) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    match listener.accept().await {
        Ok((stream, peer)) => {
            // Answers are written whole; waiting to fill a packet only delays them.
            let _ = stream.set_nodelay(true);
            // Not before: nobody is given up for a connection that does not come.
            let permit = connections.room().await?;
            Some((stream, peer, permit))
        }
        Err(why) => {
            if !is_of_one_connection(&why) {
                tracing::error!(%why, "no connection could be accepted");
                // Out of file handles, most likely: an idle one is given up, and some may end by themselves.
                connections.end_longest_idle();
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

#[cfg(test)]
mod certificate_tests;
#[cfg(test)]
#[path = "http_tests.rs"]
mod tests;
