//! PostgreSQL over TLS: a terminator of our own that speaks its handshake stands before the server of the tests.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use super::Databases;
use crate::database::Database;
use crate::{DatabaseUrl, Error};
use model::text::SecretUrl;

/// What a client that wants TLS sends first: a length of 8 and the number of this request.
const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];

/// Hands connections on to a server, which knows nothing of TLS.
struct Terminator {
    port: u16,
    /// Connections that were encrypted.
    encrypted: Arc<AtomicUsize>,
    /// The file of its certificate, which signs itself.
    certificate: tempfile::NamedTempFile,
}

impl Terminator {
    async fn before(server: String) -> Self {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        let certificate = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(certificate.path(), made.cert.pem()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (port, encrypted) = (listener.local_addr().unwrap().port(), Arc::<AtomicUsize>::default());
        let count = Arc::clone(&encrypted);
        tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                let (acceptor, server, count) = (acceptor.clone(), server.clone(), Arc::clone(&count));
                tokio::spawn(async move {
                    let mut request = [0; 8];
                    client.read_exact(&mut request).await?;
                    let mut behind = TcpStream::connect(server).await?;
                    if request == SSL_REQUEST {
                        client.write_all(b"S").await?;
                        let mut client = acceptor.accept(client).await?;
                        count.fetch_add(1, Ordering::SeqCst);
                        tokio::io::copy_bidirectional(&mut client, &mut behind).await?;
                    } else {
                        behind.write_all(&request).await?;
                        tokio::io::copy_bidirectional(&mut client, &mut behind).await?;
                    }
                    Ok::<_, std::io::Error>(())
                });
            }
        });
        Self { port, encrypted, certificate }
    }

    fn encrypted(&self) -> usize {
        self.encrypted.load(Ordering::SeqCst)
    }
}

/// User, host and port, and the database of a URL.
fn parts(url: &str) -> (&str, &str, &str) {
    let rest = url.split_once("://").unwrap().1.split('?').next().unwrap();
    let (authority, database) = rest.split_once('/').unwrap();
    let (user, host) = authority.rsplit_once('@').unwrap();
    (user, host, database)
}

async fn opened(url: String) -> Result<(), Error> {
    let database = Database::open(&DatabaseUrl::Postgres(SecretUrl::stored(url)), false).await?;
    database.close().await
}

#[tokio::test]
async fn connections_are_encrypted_and_verified_as_the_url_says() {
    for made in Databases::make().await.0 {
        let DatabaseUrl::Postgres(url) = &made.url else { continue };
        let (user, server, database) = parts(url);
        let terminator = Terminator::before(server.to_owned()).await;
        let other = Terminator::before(server.to_owned()).await;
        let to = |host: &str, query: &str| {
            format!("postgres://{user}@{host}:{}/{database}{query}", terminator.port)
        };
        let verified =
            |by: &Terminator| format!("?sslmode=verify-full&sslrootcert={}", by.certificate.path().display());

        for (query, encrypted) in [
            ("?sslmode=disable".to_owned(), false),
            (String::new(), true),
            ("?sslmode=prefer&connect_timeout=5".to_owned(), true),
            ("?sslmode=require".to_owned(), true),
            (verified(&terminator), true),
        ] {
            let before = terminator.encrypted();
            opened(to("localhost", &query)).await.unwrap_or_else(|why| panic!("{query}: {why}"));
            assert_eq!(terminator.encrypted() > before, encrypted, "{query}");
        }
        let told = opened(to("localhost", &verified(&other))).await.unwrap_err().to_string();
        assert!(told.contains("certificate"), "signed by somebody else: {told}");
        assert!(opened(to("127.0.0.1", &verified(&terminator))).await.is_err(), "the name of another");
        assert!(
            opened(to("localhost", "?sslmode=verify-full")).await.is_err(),
            "the system does not trust it"
        );

        // The server itself has no TLS here.
        let plain = |query: &str| format!("postgres://{user}@{server}/{database}{query}");
        opened(plain("?sslmode=prefer")).await.unwrap();
        let told = opened(plain("?sslmode=require")).await.unwrap_err().to_string();
        assert!(told.contains("TLS"), "{told}");
        made.remove().await;
    }
}

#[tokio::test]
async fn a_wrong_parameter_is_told_without_the_url() {
    for (query, expected) in [
        ("?sslmode=verify-ca", "disable, prefer, require or verify-full"),
        ("?sslrootcert=/x", "sslmode=verify-full alone"),
        ("?sslmode=verify-full&sslrootcert=/nowhere%20at-all", "/nowhere at-all cannot be used"),
        ("?conect_timeout=5", "cannot be read"),
    ] {
        let told = opened(format!("postgres://u:hidden@localhost/d{query}")).await.unwrap_err().to_string();
        assert!(told.contains(expected) && !told.contains("hidden"), "{told}");
    }
}
