//! Client certificates over real TLS: made by the API, shown by clients, and demanded.

use std::sync::{Arc, Mutex};

use model::account::Caller;
use model::text::{Email, PersonName, UserName};
use model::{BrandId, CertificateId, CertificateRequest, Moment};
use rcgen::{CertificateParams, KeyPair, PKCS_ECDSA_P256_SHA256};
use rustls::client::{ResolvesClientCert, Resumption};
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName};
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, HandshakeKind, RootCertStore, SignatureScheme, SupportedProtocolVersion};
use serde_json::{Value, json};
use server::TrustedProxies;
use services::brands::{self, NewBrand};
use services::certificates::{self, Lack};
use services::seal::SecretKey;
use services::{App, AppSettings};
use store::Store;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::{Connections, serve_http};
use crate::clock;
use crate::tls::{Authority, Tls};

const VERSIONS: [&SupportedProtocolVersion; 2] = [&rustls::version::TLS13, &rustls::version::TLS12];
const YEAR: i64 = 365 * 86_400_000;

/// A server with two organizations that listens with TLS.
struct Served {
    app: App,
    address: std::net::SocketAddr,
    roots: Arc<RootCertStore>,
    _stop: watch::Sender<bool>,
    _folder: tempfile::TempDir,
}

/// Somebody of an organization.
struct Member {
    caller: Caller,
    token: String,
}

/// What a client shows: a certificate, and the key that it signs with.
#[derive(Clone)]
struct Shows {
    id: String,
    chain: Vec<CertificateDer<'static>>,
    key: Arc<KeyPair>,
}

impl Served {
    async fn start() -> Self {
        let store = Store::open(&store::Settings::in_memory()).await.unwrap();
        let key = SecretKey::generate().unwrap();
        let app = App::start(store, &key, AppSettings::default()).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let authority = Authority::open(folder.path(), clock::now()).unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_file(authority.certificate_file()).unwrap()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = server::router(app.clone(), server::Settings::default());
        let (stop, shutdown) = watch::channel(false);
        let tls = Tls::from_authority(authority, clock::now()).unwrap();
        let connections = Connections::of_a_server(TrustedProxies::default());
        tokio::spawn(serve_http(listener, Some(tls), router, connections, shutdown));
        Self { app, address, roots: Arc::new(roots), _stop: stop, _folder: folder }
    }

    async fn member(&self, brand: &str) -> Member {
        let address = format!("ada@{brand}.example");
        let new = NewBrand {
            id: BrandId::parse(brand).unwrap(),
            name: brand.to_owned(),
            administrator: self.app.ids().id(Moment(1)),
            username: UserName::stored(address.clone()),
            email: Email::stored(address),
            first_name: PersonName::stored("Ada"),
            last_name: PersonName::stored(brand),
        };
        let (caller, token) = brands::create(&self.app, new, None).await.unwrap();
        Member { caller, token }
    }

    fn client(&self, version: &'static SupportedProtocolVersion, shows: Option<&Shows>) -> Client<'_> {
        let resolver = Arc::new(Resolver { shows: shows.cloned(), hints: Mutex::default() });
        let provider = Arc::new(ring::default_provider());
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_protocol_versions(&[version])
            .unwrap()
            .with_root_certificates(Arc::clone(&self.roots))
            .with_client_cert_resolver(Arc::clone(&resolver) as _);
        config.resumption = Resumption::in_memory_sessions(8);
        Client { served: self, config: Arc::new(config), resolver }
    }

    async fn demand(&self, member: &Member, required: bool) {
        certificates::require(&self.app, &member.caller.brand, required).await.unwrap();
    }
}

/// A client that goes on with its earlier sessions where it can.
struct Client<'s> {
    served: &'s Served,
    config: Arc<ClientConfig>,
    resolver: Arc<Resolver>,
}

/// Shows what it is told to, whether the key belongs to the certificate or not, and keeps what the server hints at.
struct Resolver {
    shows: Option<Shows>,
    hints: Mutex<Vec<Vec<u8>>>,
}

impl std::fmt::Debug for Resolver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Resolver")
    }
}

impl ResolvesClientCert for Resolver {
    fn resolve(&self, hints: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        *self.hints.lock().unwrap() = hints.iter().map(|hint| hint.to_vec()).collect();
        let shows = self.shows.as_ref()?;
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(shows.key.serialize_der()));
        let key = ring::sign::any_supported_type(&key).unwrap();
        Some(Arc::new(CertifiedKey::new(shows.chain.clone(), key)))
    }

    fn has_certs(&self) -> bool {
        true
    }
}

impl Client<'_> {
    async fn connect(&self) -> std::io::Result<TlsStream<TcpStream>> {
        let stream = TcpStream::connect(self.served.address).await?;
        let name = ServerName::try_from("localhost").unwrap();
        TlsConnector::from(Arc::clone(&self.config)).connect(name, stream).await
    }

    /// The status and the answer of a request over a connection of its own.
    async fn call(&self, member: &Member, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let mut stream = self.connect().await.unwrap();
        call(&mut stream, member, method, path, body).await
    }

    async fn who_am_i(&self, member: &Member) -> (u16, Value) {
        self.call(member, "GET", "/API/v3/whoami", &Value::Null).await
    }
}

async fn call(
    stream: &mut TlsStream<TcpStream>,
    member: &Member,
    method: &str,
    path: &str,
    body: &Value,
) -> (u16, Value) {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nX-API-TOKEN: {}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n",
        member.token,
        body.len()
    );
    stream.write_all((head + &body).as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let (head, length) = loop {
        let mut piece = [0; 4096];
        let read = stream.read(&mut piece).await.unwrap();
        assert!(read > 0, "the connection ended: {}", String::from_utf8_lossy(&answer));
        answer.extend_from_slice(&piece[..read]);
        let Some(end) = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n") else { continue };
        let head = String::from_utf8(answer[..end].to_vec()).unwrap().to_ascii_lowercase();
        let length = head.split("content-length: ").nth(1).unwrap().lines().next().unwrap();
        let length: usize = length.parse().unwrap();
        if answer.len() == end + 4 + length {
            break (head, length);
        }
    };
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_slice(&answer[answer.len() - length..]).unwrap())
}

fn lacks((status, answer): &(u16, Value), lack: Lack) {
    assert_eq!((*status, &answer["meta"]["error"]["errorCode"]), (401, &json!("CRT_1")), "{answer}");
    assert_eq!(answer["meta"]["error"]["errorMessage"], lack.words());
}

/// A certificate that the API makes for a new key.
async fn made(client: &Client<'_>, member: &Member) -> Shows {
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
    let request = CertificateParams::default().serialize_request(&key).unwrap().pem().unwrap();
    assert!(CertificateRequest::parse(&request).is_ok());
    let path = "/API/v3/organizations/current/clientcertificates";
    let body = json!({ "certificateRequest": request });
    let (status, answer) = client.call(member, "POST", path, &body).await;
    assert_eq!(status, 200, "{answer}");
    let id = answer["result"]["id"].as_str().unwrap().to_owned();
    assert!(CertificateId::parse(&id).is_ok());
    let pem = answer["result"]["certificate"].as_str().unwrap();
    let chain = vec![CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()];
    Shows { id, chain, key: Arc::new(key) }
}

/// One that somebody signed for themselves, with the names that stand in the right one.
fn self_made(like: &Shows) -> Shows {
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
    let mut names = CertificateParams::default();
    names.distinguished_name = rcgen::DistinguishedName::new();
    names.distinguished_name.push(rcgen::DnType::CommonName, like.id.as_str());
    let chain = vec![names.self_signed(&key).unwrap().der().clone()];
    Shows { id: like.id.clone(), chain, key: Arc::new(key) }
}

#[tokio::test]
async fn the_right_certificate_opens_the_door_and_no_other_does() {
    let served = Served::start().await;
    let (acme, globex) = (served.member("acme").await, served.member("globex").await);
    for version in VERSIONS {
        let bare = served.client(version, None);
        let (ours, theirs) = (made(&bare, &acme).await, made(&bare, &globex).await);
        let by = |shows: &Shows| served.client(version, Some(shows));
        for shows in [&ours, &theirs, &self_made(&ours)] {
            assert_eq!(by(shows).who_am_i(&acme).await.0, 200, "none is demanded yet");
        }
        served.demand(&acme, true).await;
        assert_eq!(by(&ours).who_am_i(&acme).await.0, 200);
        lacks(&bare.who_am_i(&acme).await, Lack::None);
        lacks(&by(&theirs).who_am_i(&acme).await, Lack::Unknown);
        lacks(&by(&self_made(&ours)).who_am_i(&acme).await, Lack::Unknown);
        for shows in [None, Some(&ours), Some(&theirs)] {
            assert_eq!(
                served.client(version, shows).who_am_i(&globex).await.0,
                200,
                "none is demanded of them"
            );
        }
        served.demand(&acme, false).await;
    }
}

/// As `openssl x509 -req` makes them. Where it is not looked at, nobody is shut out for it.
#[tokio::test]
async fn a_certificate_of_version_1_is_no_reason_to_hang_up() {
    let served = Served::start().await;
    let acme = served.member("acme").await;
    let ours = made(&served.client(VERSIONS[0], None), &acme).await;
    let own = self_made(&ours);
    let old = Shows { chain: vec![version_1(&own.chain[0]).into()], ..own };
    let (_, read) = x509_parser::parse_x509_certificate(&old.chain[0]).unwrap();
    assert!(read.version().0 == 0 && read.extensions().is_empty());
    assert_eq!(served.client(VERSIONS[0], Some(&old)).who_am_i(&acme).await.0, 200);
    served.demand(&acme, true).await;
    lacks(&served.client(VERSIONS[0], Some(&old)).who_am_i(&acme).await, Lack::Unknown);
    served.demand(&acme, false).await;
    let stolen = Shows { key: ours.key, ..old };
    let mut stream = served.client(VERSIONS[0], Some(&stolen)).connect().await.unwrap();
    assert!(stream.read(&mut [0; 1]).await.is_err(), "the key is asked of it too");
}

/// The certificate without its version and its extensions. The signature is wrong then, and nobody looks at it.
fn version_1(certificate: &[u8]) -> Vec<u8> {
    let (_, read) = x509_parser::parse_x509_certificate(certificate).unwrap();
    let tbs = read.tbs_certificate.as_ref();
    let head = |bytes: &[u8]| 2 + if bytes[1] > 0x80 { usize::from(bytes[1] - 0x80) } else { 0 };
    let behind = certificate[head(certificate) + tbs.len()..].to_vec();
    let key = read.tbs_certificate.subject_pki.raw;
    let end = tbs.windows(key.len()).position(|bytes| bytes == key).unwrap() + key.len();
    // The version has five bytes.
    let kept = tbs[head(tbs) + 5..end].to_vec();
    let sequence = |inner: Vec<u8>| {
        let [high, low] = u16::try_from(inner.len()).unwrap().to_be_bytes();
        let head = match inner.len() {
            ..=0x7f => vec![0x30, low],
            0x80..=0xff => vec![0x30, 0x81, low],
            _ => vec![0x30, 0x82, high, low],
        };
        [head, inner].concat()
    };
    sequence([sequence(kept), behind].concat())
}

/// Certificates are no secrets: whoever shows one must sign with its key.
#[tokio::test]
async fn a_certificate_without_its_key_is_no_way_in() {
    let served = Served::start().await;
    let acme = served.member("acme").await;
    for version in VERSIONS {
        let ours = made(&served.client(version, None), &acme).await;
        let stolen = Shows { key: self_made(&ours).key, ..ours };
        let client = served.client(version, Some(&stolen));
        // In TLS 1.3 the client is done before the server has looked.
        let outcome = match client.connect().await {
            Err(why) => Err(why),
            Ok(mut stream) => {
                let request = format!(
                    "GET /API/v3/whoami HTTP/1.1\r\nHost: localhost\r\nX-API-TOKEN: {}\r\nConnection: close\r\n\r\n",
                    acme.token
                );
                let mut answer = Vec::new();
                match stream.write_all(request.as_bytes()).await {
                    Ok(()) => stream.read_to_end(&mut answer).await.map(|_| answer),
                    Err(why) => Err(why),
                }
            }
        };
        let why = outcome.expect_err("the handshake fails").to_string();
        assert!(why.contains("alert") || why.contains("Alert"), "{why}");
    }
}

#[tokio::test]
async fn who_goes_on_with_a_session_has_shown_the_certificate_and_is_judged_anew() {
    let served = Served::start().await;
    let acme = served.member("acme").await;
    for version in VERSIONS {
        let bare = served.client(version, None);
        let (one, two) = (made(&bare, &acme).await, made(&bare, &acme).await);
        served.demand(&acme, true).await;
        let client = served.client(version, Some(&one));
        assert_eq!(client.who_am_i(&acme).await.0, 200);
        let mut resumed = client.connect().await.unwrap();
        assert_eq!(resumed.get_ref().1.handshake_kind(), Some(HandshakeKind::Resumed));
        let who_am_i = "/API/v3/whoami";
        assert_eq!(call(&mut resumed, &acme, "GET", who_am_i, &Value::Null).await.0, 200);
        lacks(&bare.who_am_i(&acme).await, Lack::None);

        // It is refused at once: on the connection that is open, on a session that goes on, on a new one.
        let path = format!("/API/v3/organizations/acme/clientcertificates/{}", one.id);
        let other = served.client(version, Some(&two));
        assert_eq!(other.call(&acme, "DELETE", &path, &Value::Null).await.0, 200);
        lacks(&call(&mut resumed, &acme, "GET", who_am_i, &Value::Null).await, Lack::Unknown);
        let mut again = client.connect().await.unwrap();
        assert_eq!(again.get_ref().1.handshake_kind(), Some(HandshakeKind::Resumed));
        lacks(&call(&mut again, &acme, "GET", who_am_i, &Value::Null).await, Lack::Unknown);
        lacks(&served.client(version, Some(&one)).who_am_i(&acme).await, Lack::Unknown);
        assert_eq!(other.who_am_i(&acme).await.0, 200);
        served.demand(&acme, false).await;
    }
}

#[tokio::test]
async fn one_that_has_ended_is_refused_also_on_a_connection_that_is_older() {
    let served = Served::start().await;
    let acme = served.member("acme").await;
    let ours = made(&served.client(VERSIONS[0], None), &acme).await;
    served.demand(&acme, true).await;
    let client = served.client(VERSIONS[0], Some(&ours));
    let mut stream = client.connect().await.unwrap();
    let who_am_i = "/API/v3/whoami";
    let (status, answer) = call(&mut stream, &acme, "GET", who_am_i, &Value::Null).await;
    assert_eq!((status, &answer["meta"]["notice"]), (200, &Value::Null));
    served.app.clock().advance(YEAR - 86_400_000);
    let (status, answer) = call(&mut stream, &acme, "GET", who_am_i, &Value::Null).await;
    assert!(status == 200 && answer["meta"]["notice"].as_str().unwrap().contains(&ours.id), "{answer}");
    served.app.clock().advance(86_400_000);
    lacks(&call(&mut stream, &acme, "GET", who_am_i, &Value::Null).await, Lack::Ended);
    lacks(&client.who_am_i(&acme).await, Lack::Ended);
}

/// A browser offers what its server hints at, and asks nobody where it has none of these.
#[tokio::test]
async fn clients_are_told_whose_certificates_are_meant() {
    let served = Served::start().await;
    let acme = served.member("acme").await;
    for version in VERSIONS {
        let client = served.client(version, None);
        let ours = made(&client, &acme).await;
        let hints = client.resolver.hints.lock().unwrap().clone();
        assert_eq!(hints, [certificates::issuer_name()]);
        let (_, read) = x509_parser::parse_x509_certificate(&ours.chain[0]).unwrap();
        assert_eq!(read.issuer().as_raw(), hints[0]);
    }
}
