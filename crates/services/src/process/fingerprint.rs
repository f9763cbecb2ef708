//! Client certificates as they are shown over TLS, and as a process knows them.

use std::fmt;

use model::{BrandId, CertificateId, Moment};
use ring::digest;

/// The SHA-256 of a certificate, by which it is known again.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// That of a certificate in DER.
    #[must_use]
    pub fn of(certificate: &[u8]) -> Self {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(digest::digest(&digest::SHA256, certificate).as_ref());
        Self(bytes)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What a request came with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// A page of the documentation makes it within the server: over no connection.
    Within,
    /// A connection without TLS, where no certificate can be shown.
    Plain,
    /// TLS without a certificate.
    None,
    /// TLS with a certificate, whose private key the other end has proved to have.
    Certificate(Fingerprint),
}

/// A client certificate that some brand has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KnownCertificate {
    /// Its id.
    pub(crate) id: CertificateId,
    /// The brand.
    pub(crate) brand: BrandId,
    /// When it ends.
    pub(crate) expires: Moment,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_sha_256_in_hexadecimal() {
        let nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(Fingerprint::of(b"").to_string(), nothing);
    }
}
