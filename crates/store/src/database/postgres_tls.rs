//! TLS to PostgreSQL, as the URL says it: `sslmode=disable|prefer|require|verify-full`, and for the last `sslrootcert`.
//!
//! They mean what they mean to PostgreSQL's own programs: `prefer`, where none is given, takes TLS where the server has it
//! and trusts it unseen; `require` refuses without; `verify-full` also holds the certificate against the server's name.

use std::path::Path;
use std::sync::Arc;

use percent_encoding::percent_decode_str;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use tokio_postgres::Config;
use tokio_postgres::config::SslMode;
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::Error;

/// Reads the URL of a database: how it is reached, and what its connections are encrypted with.
///
/// # Errors
/// When it cannot be read, in words without the URL, which may hold a password.
pub(crate) fn read(url: &str) -> Result<(Config, MakeRustlsConnect), Error> {
    let (address, query) = url.split_once('?').unwrap_or((url, ""));
    let (mut mode, mut root) = (None, None);
    let mut rest = Vec::new();
    for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
        let value = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        match parameter.split_once('=') {
            Some(("sslmode", text)) => mode = Some(value(text)),
            Some(("sslrootcert", text)) => root = Some(value(text)),
            _ => rest.push(parameter),
        }
    }
    let rest = if rest.is_empty() { address.to_owned() } else { format!("{address}?{}", rest.join("&")) };
    let mut config: Config =
        rest.parse().map_err(|_| Error::Other("the database URL cannot be read".into()))?;
    let is_verified = mode.as_deref() == Some("verify-full");
    config.ssl_mode(match mode.as_deref() {
        Some("disable") => SslMode::Disable,
        None | Some("prefer") => SslMode::Prefer,
        Some("require" | "verify-full") => SslMode::Require,
        Some(_) => {
            let accepted = "sslmode of the database URL: disable, prefer, require or verify-full is expected";
            return Err(Error::Other(accepted.into()));
        }
    });
    if root.is_some() && !is_verified {
        return Err(Error::Other(
            "sslrootcert of the database URL goes with sslmode=verify-full alone".into(),
        ));
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(Error::other)?;
    let client = if is_verified {
        builder.with_root_certificates(roots(root.as_deref().map(Path::new))?).with_no_client_auth()
    } else {
        let unseen = Arc::new(Unseen(provider));
        builder.dangerous().with_custom_certificate_verifier(unseen).with_no_client_auth()
    };
    Ok((config, MakeRustlsConnect::new(client)))
}

/// What a certificate must be signed by: those of the file, else what the system trusts.
fn roots(file: Option<&Path>) -> Result<RootCertStore, Error> {
    let mut roots = RootCertStore::empty();
    match file {
        None => {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
        Some(file) => {
            let unusable = |why: &dyn std::fmt::Display| {
                Error::Other(format!("sslrootcert {} cannot be used: {why}", file.display()))
            };
            for certificate in CertificateDer::pem_file_iter(file).map_err(|why| unusable(&why))? {
                let certificate = certificate.map_err(|why| unusable(&why))?;
                roots.add(certificate).map_err(|why| unusable(&why))?;
            }
            if roots.is_empty() {
                return Err(unusable(&"it holds no certificate"));
            }
        }
    }
    Ok(roots)
}

/// Takes any certificate: what `prefer` and `require` promise is that nobody who only listens can read along.
#[derive(Debug)]
struct Unseen(Arc<CryptoProvider>);

impl ServerCertVerifier for Unseen {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signed, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signed, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
