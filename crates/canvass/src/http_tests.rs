//! Requests over both kinds of listener and both versions of HTTP, clients that only hold connections, and the end of a
//! server.

use std::convert::Infallible;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use axum::Extension;
use axum::body::Body;
use axum::routing::get;
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http::{HeaderMap, Request};
use http_body_util::{BodyExt, Empty};
use hyper::client::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::{Notify, Semaphore};

async fn who(Extension(from): Extension<Connection>, headers: HeaderMap) -> String {
    let scheme = if from.tls { "https" } else { "http" };
    format!("{scheme} {} {}", from.peer.ip(), headers["host"].to_str().unwrap())
}

/// A handler that waits to be let go, and counts how many wait.
#[derive(Clone)]
struct Gate {
    open: Arc<Semaphore>,
    inside: Arc<AtomicUsize>,
}

impl Gate {
    fn closed() -> Self {
        Self { open: Arc::new(Semaphore::new(0)), inside: Arc::default() }
    }

    async fn pass(self) -> &'static str {
        self.inside.fetch_add(1, Ordering::SeqCst);
        self.open.acquire().await.unwrap().forget();
        "late"
    }

    async fn wait_for(&self, count: usize) {
        while self.inside.load(Ordering::SeqCst) < count {
            tokio::task::yield_now().await;
        }
    }
}

struct Running {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    ended: tokio::task::JoinHandle<()>,
    gate: Gate,
    /// Told when an endless answer is given up.
    given_up: Arc<Notify>,
}

struct Tells(Arc<Notify>);

impl Drop for Tells {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

async fn start(tls: Option<Tls>, limits: ConnectionLimits) -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (gate, given_up) = (Gate::closed(), Arc::new(Notify::new()));
    let (slow, tells) = (gate.clone(), Arc::clone(&given_up));
    let endless = move || {
        let teller = Tells(Arc::clone(&tells));
        let pieces = stream::repeat(Bytes::from_static(&[b'x'; 16 << 10])).map(move |piece| {
            let _ = &teller;
            Ok::<_, Infallible>(piece)
        });
        async { Body::from_stream(pieces) }
    };
    let app = Router::new()
        .route("/", get(who))
        .route("/slow", get(move || slow.clone().pass()))
        .route("/endless", get(endless));
    let (stop, shutdown) = watch::channel(false);
    let connections = Connections::within(limits, TrustedProxies::default());
    let ended = tokio::spawn(serve_http(listener, tls, app, connections, shutdown));
    Running { address, stop, ended, gate, given_up }
}

async fn ask<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S, path: &str) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

async fn connect(running: &Running) -> TcpStream {
    TcpStream::connect(running.address).await.unwrap()
}

/// A server with certificates of its own, and how a client reaches it by a name.
struct Secure {
    running: Running,
    roots: Arc<rustls::RootCertStore>,
    _folder: tempfile::TempDir,
}

impl Secure {
    async fn start(limits: ConnectionLimits) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let authority = crate::tls::Authority::open(folder.path(), clock::now()).unwrap();
        let mut roots = rustls::RootCertStore::empty();
        let pem = std::fs::read(authority.certificate_file()).unwrap();
        roots.add(rustls::pki_types::pem::PemObject::from_pem_slice(&pem).unwrap()).unwrap();
        let running = start(Some(Tls::from_authority(authority, clock::now()).unwrap()), limits).await;
        Self { running, roots: Arc::new(roots), _folder: folder }
    }

    async fn connect(&self, name: &'static str, alpn: &[&str]) -> tokio_rustls::client::TlsStream<TcpStream> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut client = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(Arc::clone(&self.roots))
            .with_no_client_auth();
        client.alpn_protocols = alpn.iter().map(|name| name.as_bytes().to_vec()).collect();
        let name = rustls::pki_types::ServerName::try_from(name).unwrap();
        let connector = tokio_rustls::TlsConnector::from(Arc::new(client));
        connector.connect(name, connect(&self.running).await).await.unwrap()
    }

    async fn http2(&self) -> http2::SendRequest<Empty<Bytes>> {
        let stream = self.connect("brand.ca1.qualtrics.com", &["h2", "http/1.1"]).await;
        assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
        let (sender, connection) =
            http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        sender
    }
}

fn request(path: &str) -> Request<Empty<Bytes>> {
    Request::get(format!("https://brand.ca1.qualtrics.com{path}")).body(Empty::new()).unwrap()
}

#[tokio::test]
async fn requests_know_what_they_came_by() {
    let plain = start(None, ConnectionLimits::default()).await;
    let answer = ask(connect(&plain).await, "/").await;
    assert!(answer.ends_with("http 127.0.0.1 localhost"), "{answer}");
}

/// Accounts have names of two labels before the domain, which no wildcard covers.
#[tokio::test]
async fn every_name_of_the_domain_is_certified_and_http_1_is_spoken_to_whoever_asks_for_it() {
    let secure = Secure::start(ConnectionLimits::default()).await;
    for name in [
        "localhost",
        "qualtrics.com",
        "canvass1.qualtrics.com",
        "brand.ca1.qualtrics.com",
        "brand.fra1.qualtrics.com",
        "a.b.c.d.qualtrics.com",
    ] {
        for alpn in [&[][..], &["http/1.1"]] {
            let answer = ask(secure.connect(name, alpn).await, "/").await;
            assert!(answer.ends_with("https 127.0.0.1 localhost"), "{name}: {answer}");
        }
    }
}

#[tokio::test]
async fn http_2_is_spoken_over_tls_to_so_many_requests_at_once() {
    let secure = Secure::start(ConnectionLimits { streams: 2, ..ConnectionLimits::default() }).await;
    let mut client = secure.http2().await;
    let answer = client.send_request(request("/")).await.unwrap();
    let text = answer.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(text, "https 127.0.0.1 brand.ca1.qualtrics.com");
    let gate = secure.running.gate.clone();
    let answers: Vec<_> = (0..6).map(|_| tokio::spawn(client.send_request(request("/slow")))).collect();
    for done in 0..6 {
        gate.wait_for((done + 2).min(6)).await;
        assert!(gate.inside.load(Ordering::SeqCst) <= done + 2);
        gate.open.add_permits(1);
    }
    for answer in answers {
        assert_eq!(answer.await.unwrap().unwrap().status(), 200);
    }
}

#[tokio::test]
async fn an_idle_http_2_connection_is_told_that_it_is_over() {
    let head = Duration::from_millis(50);
    let secure = Secure::start(ConnectionLimits { head, ..ConnectionLimits::default() }).await;
    let mut client = secure.http2().await;
    assert!(client.send_request(request("/")).await.unwrap().status().is_success());
    while !client.is_closed() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_running_request_is_answered_after_the_stop() {
    let secure = Secure::start(ConnectionLimits::default()).await;
    let mut client = secure.http2().await;
    let second = tokio::spawn(client.send_request(request("/slow")));
    let plain = start(None, ConnectionLimits::default()).await;
    let first = tokio::spawn(ask(connect(&plain).await, "/slow"));
    for running in [&plain, &secure.running] {
        running.gate.wait_for(1).await;
        running.stop.send(true).unwrap();
        running.gate.open.add_permits(1);
    }
    assert!(first.await.unwrap().ends_with("late"));
    assert!(second.await.unwrap().unwrap().status().is_success());
    plain.ended.await.unwrap();
    assert!(TcpStream::connect(plain.address).await.is_err());
    drop(client);
    secure.running.ended.await.unwrap();
}

#[tokio::test]
async fn connections_that_ask_nothing_keep_nobody_out() {
    let running = start(None, ConnectionLimits { all: 4, ..ConnectionLimits::default() }).await;
    let mut idle = Vec::new();
    for _ in 0..20 {
        idle.push(connect(&running).await);
    }
    for _ in 0..3 {
        let answer = ask(connect(&running).await, "/").await;
        assert!(answer.ends_with("http 127.0.0.1 localhost"), "{answer}");
    }
    // Who was given up is told so by the end of its connection.
    let mut nothing = [0; 1];
    assert!(matches!(idle[0].read(&mut nothing).await, Ok(0) | Err(_)));
}

#[tokio::test]
async fn more_connections_at_work_than_allowed_wait_for_their_turn() {
    let running = start(None, ConnectionLimits { all: 1, ..ConnectionLimits::default() }).await;
    let first = tokio::spawn(ask(connect(&running).await, "/slow"));
    running.gate.wait_for(1).await;
    let second = tokio::spawn(ask(connect(&running).await, "/"));
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(!second.is_finished());
    running.gate.open.add_permits(1);
    assert!(first.await.unwrap().ends_with("late"), "nobody at work is given up");
    assert!(second.await.unwrap().ends_with("localhost"));
}

#[tokio::test]
async fn an_address_with_enough_requests_at_work_is_refused() {
    let limits = ConnectionLimits { of_an_address: 2, ..ConnectionLimits::default() };
    let running = start(None, limits).await;
    let busy: Vec<_> = [connect(&running).await, connect(&running).await]
        .into_iter()
        .map(|stream| tokio::spawn(ask(stream, "/slow")))
        .collect();
    running.gate.wait_for(2).await;
    let mut third = connect(&running).await;
    let mut nothing = [0; 1];
    assert!(matches!(third.read(&mut nothing).await, Ok(0) | Err(_)));
    running.gate.open.add_permits(2);
    for answer in busy {
        assert!(answer.await.unwrap().ends_with("late"));
    }
}

/// Over both versions: in HTTP/1 the connection is full, in HTTP/2 the client's own window.
#[tokio::test]
async fn a_client_that_never_reads_is_cut_off() {
    let short = Duration::from_millis(100);
    let limits = ConnectionLimits { patience: short, head: short, ..ConnectionLimits::default() };
    let plain = start(None, limits.clone()).await;
    let mut silent = connect(&plain).await;
    silent.write_all(b"GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    plain.given_up.notified().await;

    let secure = Secure::start(limits).await;
    let mut client = secure.http2().await;
    let unread = client.send_request(request("/endless")).await.unwrap();
    secure.running.given_up.notified().await;
    drop(unread);
}
