//! The HTTPS side: certificates given by files, or made here and signed by a CA kept in the data folder.

mod authority;
mod clients;
mod leaves;

use std::path::Path;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, UnixTime};
use rustls::server::WantsServerCert;
use rustls::time_provider::TimeProvider;
use rustls::{ConfigBuilder, ServerConfig, ServerConnection};
use services::Fingerprint;

use crate::{Failure, clock};
use authority::LEAF_LIFE;
use clients::AnyClient;
use leaves::Leaves;

pub use authority::{Authority, AuthorityText};

/// Hands out the TLS configuration that holds at a given time.
///
/// A certificate of our own lives in memory only: it is made at each start, and again when a server has run for
/// half of its life, so no start and no long run meets an expired one. There is one for the usual names and, when a client
/// asks for a deeper one such as `brand.ca1.qualtrics.com`, one for that.
pub struct Tls {
    authority: Option<Arc<Authority>>,
    current: Arc<ServerConfig>,
    renew_at: Option<SystemTime>,
}

impl Tls {
    /// Certificates of our own, signed by the CA of the data folder.
    pub fn from_authority(authority: Authority, now: SystemTime) -> Result<Self, Failure> {
        let authority = Arc::new(authority);
        let current = resolving(&authority, now)?;
        Ok(Self { authority: Some(authority), current, renew_at: Some(now + LEAF_LIFE / 2) })
    }

    /// The certificate chain and key of these PEM files.
    pub fn from_files(chain: &Path, key: &Path) -> Result<Self, Failure> {
        let unusable = |path: &Path, why: &dyn std::fmt::Display| {
            Failure::Use(format!("{} cannot be used for HTTPS: {why}", path.display()))
        };
        let certificates = CertificateDer::pem_file_iter(chain)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(|why| unusable(chain, &why))?;
        if certificates.is_empty() {
            return Err(unusable(chain, &"it holds no certificate"));
        }
        let key = PrivateKeyDer::from_pem_file(key).map_err(|why| unusable(key, &why))?;
        let current = builder()?.with_single_cert(certificates, key);
        let current = current.map_err(|why| unusable(chain, &why))?;
        Ok(Self { authority: None, current: speaking_both(current), renew_at: None })
    }

    /// The configuration for a connection that begins now.
    ///
    /// When a renewal fails the one before it is kept; it is still good for half of its life.
    pub fn config(&mut self, now: SystemTime) -> Arc<ServerConfig> {
        if let (Some(authority), Some(renew_at)) = (&self.authority, self.renew_at)
            && now >= renew_at
        {
            match resolving(authority, now) {
                Ok(renewed) => {
                    self.current = renewed;
                    self.renew_at = Some(now + LEAF_LIFE / 2);
                }
                Err(failure) => tracing::error!(%failure, "the HTTPS certificate could not be renewed"),
            }
        }
        Arc::clone(&self.current)
    }
}

/// The certificate that a client has shown over a connection, by which it is known again. Who goes on with an earlier session has
/// shown it then.
#[must_use]
pub fn shown(connection: &ServerConnection) -> Option<Fingerprint> {
    connection.peer_certificates()?.first().map(|certificate| Fingerprint::of(certificate))
}

fn resolving(authority: &Arc<Authority>, now: SystemTime) -> Result<Arc<ServerConfig>, Failure> {
    let leaves = Leaves::new(Arc::clone(authority), now)?;
    Ok(speaking_both(builder()?.with_cert_resolver(Arc::new(leaves))))
}

fn builder() -> Result<ConfigBuilder<ServerConfig, WantsServerCert>, Failure> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let clients = Arc::new(AnyClient::new(provider.signature_verification_algorithms));
    let builder = ServerConfig::builder_with_details(provider, Arc::new(Clock));
    let builder = builder.with_safe_default_protocol_versions();
    let builder = builder.map_err(|why| Failure::failed("HTTPS cannot be spoken", why))?;
    Ok(builder.with_client_cert_verifier(clients))
}

/// HTTP/2 for whoever speaks it.
fn speaking_both(mut config: ServerConfig) -> Arc<ServerConfig> {
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Arc::new(config)
}

/// The library's own clock ends the process where the machine's stands before 1970.
#[derive(Debug)]
struct Clock;

impl TimeProvider for Clock {
    fn current_time(&self) -> Option<UnixTime> {
        Some(unix_time(clock::now()))
    }
}

fn unix_time(now: SystemTime) -> UnixTime {
    UnixTime::since_unix_epoch(now.duration_since(UNIX_EPOCH).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_certificate_is_renewed_at_half_of_its_life() {
        let folder = tempfile::tempdir().unwrap();
        let start = UNIX_EPOCH + Duration::from_secs(1_800_000_000);
        let authority = Authority::open(folder.path(), start).unwrap();
        let mut tls = Tls::from_authority(authority, start).unwrap();
        let first = tls.config(start);
        assert!(Arc::ptr_eq(&first, &tls.config(start + LEAF_LIFE / 3)));
        assert!(!Arc::ptr_eq(&first, &tls.config(start + LEAF_LIFE / 2)));
    }

    #[test]
    fn a_clock_before_1970_is_no_reason_to_end() {
        let early = UNIX_EPOCH - Duration::from_secs(86_400);
        assert_eq!(unix_time(early).as_secs(), 0);
        let folder = tempfile::tempdir().unwrap();
        let authority = Authority::open(folder.path(), early).unwrap();
        let mut tls = Tls::from_authority(authority, early).unwrap();
        tls.config(early);
    }

    #[test]
    fn given_files_are_used_and_a_wrong_one_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let made = rcgen::generate_simple_self_signed(vec!["surveys.example.org".to_owned()]).unwrap();
        let (chain, key) = (folder.path().join("chain.pem"), folder.path().join("key.pem"));
        std::fs::write(&chain, made.cert.pem()).unwrap();
        std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
        assert!(Tls::from_files(&chain, &key).is_ok());
        let failure = Tls::from_files(&key, &key).err().unwrap();
        assert_eq!(failure.exit_code(), 2);
        assert!(failure.to_string().contains("key.pem") && failure.to_string().contains("no certificate"));
    }
}
