//! Requests over both kinds of listener, and the end of a server.

use super::*;
use axum::Extension;
use axum::routing::get;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

async fn who(Extension(from): Extension<Connection>) -> String {
    format!("{} {}", if from.tls { "https" } else { "http" }, from.peer.ip())
}

async fn slow() -> &'static str {
    tokio::time::sleep(Duration::from_millis(300)).await;
    "late"
}

struct Running {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    ended: tokio::task::JoinHandle<()>,
}

async fn start(tls: Option<Tls>, connections: usize) -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let app = Router::new().route("/", get(who)).route("/slow", get(slow));
    let (stop, shutdown) = watch::channel(false);
    let ended = tokio::spawn(serve_http(listener, tls, app, Arc::new(Semaphore::new(connections)), shutdown));
    Running { address, stop, ended }
}

async fn ask<S: AsyncRead + AsyncWrite + Unpin>(mut stream: S, path: &str) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn requests_know_what_they_came_by() {
    let plain = start(None, 8).await;
    let answer = ask(TcpStream::connect(plain.address).await.unwrap(), "/").await;
    assert!(answer.ends_with("http 127.0.0.1"), "{answer}");

    let folder = tempfile::tempdir().unwrap();
    let authority = crate::tls::Authority::open(folder.path(), clock::now()).unwrap();
    let mut roots = rustls::RootCertStore::empty();
    let pem = std::fs::read(authority.certificate_file()).unwrap();
    roots.add(rustls::pki_types::pem::PemObject::from_pem_slice(&pem).unwrap()).unwrap();
    let secure = start(Some(Tls::from_authority(authority, clock::now()).unwrap()), 8).await;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let client = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = rustls::pki_types::ServerName::try_from("canvass1.qualtrics.com").unwrap();
    let stream = TcpStream::connect(secure.address).await.unwrap();
    let stream = tokio_rustls::TlsConnector::from(Arc::new(client)).connect(name, stream).await.unwrap();
    let answer = ask(stream, "/").await;
    assert!(answer.ends_with("https 127.0.0.1"), "{answer}");
}

#[tokio::test]
async fn a_running_request_is_answered_after_the_stop() {
    let running = start(None, 8).await;
    let stream = TcpStream::connect(running.address).await.unwrap();
    let answer = tokio::spawn(ask(stream, "/slow"));
    tokio::time::sleep(Duration::from_millis(100)).await;
    running.stop.send(true).unwrap();
    assert!(answer.await.unwrap().ends_with("late"));
    running.ended.await.unwrap();
    assert!(TcpStream::connect(running.address).await.is_err());
}

#[tokio::test]
async fn more_connections_than_allowed_wait_for_their_turn() {
    let running = start(None, 1).await;
    let first = TcpStream::connect(running.address).await.unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    let second = tokio::spawn(ask(TcpStream::connect(running.address).await.unwrap(), "/"));
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(!second.is_finished());
    drop(first);
    assert!(second.await.unwrap().ends_with("http 127.0.0.1"));
}
