//! Clients may show a certificate. Whose it is and whether it is good is judged where the organization is known; here it is held
//! that the client has its private key. Nobody needs to show one, and one of another authority shuts nobody out: a certificate
//! that was made a moment ago, or deleted, is known by the database alone.

use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{
    WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature,
    verify_tls13_signature_with_raw_key,
};
use rustls::pki_types::{CertificateDer, SubjectPublicKeyInfoDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{DigitallySignedStruct, DistinguishedName, Error, SignatureScheme};

/// Takes any certificate that its client has the key of.
#[derive(Debug)]
pub(super) struct AnyClient {
    algorithms: WebPkiSupportedAlgorithms,
    /// Told to clients, so that a browser asks nobody to choose among certificates that are for others.
    issuers: [DistinguishedName; 1],
}

impl AnyClient {
    /// With these ways to sign.
    pub(super) fn new(algorithms: WebPkiSupportedAlgorithms) -> Self {
        Self { algorithms, issuers: [services::certificates::issuer_name().into()] }
    }
}

impl ClientCertVerifier for AnyClient {
    fn client_auth_mandatory(&self) -> bool {
        false
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &self.issuers
    }

    fn verify_client_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        match verify_tls13_signature(message, certificate, signed, &self.algorithms) {
            // The library reads certificates of version 3 alone, and many that are made at home are of version 1. They are good
            // for nothing here, but they are no reason to hang up: their key is asked all the same. TLS 1.2 has no such way.
            Err(Error::InvalidCertificate(why)) => {
                let key = public_key(certificate).ok_or(Error::InvalidCertificate(why))?;
                verify_tls13_signature_with_raw_key(message, &key, signed, &self.algorithms)
            }
            outcome => outcome,
        }
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

fn public_key<'c>(certificate: &'c CertificateDer<'_>) -> Option<SubjectPublicKeyInfoDer<'c>> {
    let (_, read) = x509_parser::parse_x509_certificate(certificate).ok()?;
    Some(read.tbs_certificate.subject_pki.raw.into())
}
