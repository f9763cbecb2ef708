//! A connection to the host of an address, checked and, for https, encrypted.

use std::net::SocketAddr;
use std::sync::Arc;

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use url::{Host, Url};

use crate::Error;
use crate::address::is_public;

/// What requests are written to and answers read from.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

/// Connects to the host of the address. The addresses it resolves to are checked here and then used as they are:
/// asking twice would let the second answer be another.
pub(crate) async fn connect(url: &Url, allow_private: bool) -> Result<Box<dyn Stream>, Error> {
    let host = url.host().ok_or_else(|| Error::Address("it names no host".to_owned()))?;
    let port = url.port_or_known_default().ok_or_else(|| Error::Address("it names no port".to_owned()))?;
    let addresses: Vec<SocketAddr> = match &host {
        Host::Ipv4(address) => vec![SocketAddr::from((*address, port))],
        Host::Ipv6(address) => vec![SocketAddr::from((*address, port))],
        Host::Domain(name) => tokio::net::lookup_host((*name, port))
            .await
            .map_err(|why| Error::NotFound { host: host.to_string(), cause: why.to_string() })?
            .collect(),
    };
    let refused = addresses.iter().find(|address| !allow_private && !is_public(address.ip()));
    if let Some(refused) = refused {
        return Err(Error::NotPublic { host: host.to_string(), address: refused.ip() });
    }
    let stream = TcpStream::connect(addresses.as_slice())
        .await
        .map_err(|why| Error::NotConnected { host: host.to_string(), cause: why.to_string() })?;
    if url.scheme() == "http" {
        return Ok(Box::new(stream));
    }
    let broken =
        |why: &dyn std::fmt::Display| Error::Network(format!("no safe connection to {host} ({why})"));
    let name = match &host {
        Host::Domain(name) => ServerName::try_from((*name).to_owned()).map_err(|why| broken(&why))?,
        Host::Ipv4(address) => ServerName::from(std::net::IpAddr::from(*address)),
        Host::Ipv6(address) => ServerName::from(std::net::IpAddr::from(*address)),
    };
    let config = client_config().map_err(|why| broken(&why))?;
    let stream = TlsConnector::from(config).connect(name, stream).await.map_err(|why| broken(&why))?;
    Ok(Box::new(stream))
}

/// Trusts what the system trusts. Read anew each time: files are fetched seldom, and the system's CAs change.
fn client_config() -> Result<Arc<ClientConfig>, rustls::Error> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let mut config = builder.with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}
