//! What signs client certificates: one key for the installation, sealed in the database, so that all its processes have it. It
//! is another than that of the server's own certificate for HTTPS, and nobody needs to trust it: a certificate is known by its
//! fingerprint.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use model::{BrandId, CertificateId, Moment, limits};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, SerialNumber, SubjectPublicKeyInfo,
};

use crate::app::App;
use crate::error::Error;
use crate::fingerprint::Fingerprint;
use crate::shared_secrets::SharedSecrets;

/// The secret's name.
const NAME: &str = "client-ca";
/// Stands between certificate and key where both are one text.
const BETWEEN: &str = "\n#\n";
/// What certificates of it name as their issuer.
const ORGANIZATION: &str = "Canvass";
const COMMON_NAME: &str = "Canvass client certificates";

const DAY: u64 = 86_400;
/// For how many days it signs.
const LIFE: u64 = 3_652;
/// A certificate begins this much earlier than it is made, for clocks that are behind.
const MARGIN: u64 = DAY;

/// The authority, open for signing.
pub(super) struct ClientAuthority {
    issuer: Issuer<'static, KeyPair>,
}

/// A certificate that was just signed.
pub(super) struct Signed {
    pub(super) pem: String,
    pub(super) fingerprint: Fingerprint,
    pub(super) expires: Moment,
}

impl ClientAuthority {
    /// Opens the authority of the installation, and makes it where there is none, or where that one would end before what
    /// it signs now.
    ///
    /// # Errors
    /// When the store fails, or what it holds is damaged.
    pub(super) async fn open(app: &App, now: Moment) -> Result<Self, Error> {
        let secrets = SharedSecrets::of(app.store(), app.key());
        let kept = match secrets.get(NAME).await? {
            Some(kept) => kept,
            None => secrets.get_or_add(NAME, made(now)?.as_bytes()).await?,
        };
        let (authority, end) = Self::read(&kept)?;
        let needed = seconds(now) + days(limits::CLIENT_CERTIFICATE_DAYS);
        if end >= needed {
            return Ok(authority);
        }
        // Those that it signed stay good: they are known by themselves.
        let next = secrets.replace(NAME, &kept, made(now)?.as_bytes()).await?;
        Ok(Self::read(&next)?.0)
    }

    /// Signs a certificate for the holder of this key.
    ///
    /// # Errors
    /// When the library fails.
    pub(super) fn sign(
        &self,
        key: &SubjectPublicKeyInfo,
        id: &CertificateId,
        brand: &BrandId,
        serial: [u8; 32],
        now: Moment,
    ) -> Result<Signed, Error> {
        let (begin, end) = (seconds(now), seconds(now) + days(limits::CLIENT_CERTIFICATE_DAYS));
        let mut certificate = CertificateParams::default();
        certificate.distinguished_name = DistinguishedName::new();
        certificate.distinguished_name.push(DnType::OrganizationName, brand.as_str());
        certificate.distinguished_name.push(DnType::CommonName, id.as_str());
        certificate.serial_number = Some(SerialNumber::from_slice(&serial[..16]));
        certificate.is_ca = IsCa::ExplicitNoCa;
        certificate.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        certificate.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        certificate.use_authority_key_identifier_extension = true;
        certificate.not_before = time(begin.saturating_sub(MARGIN)).into();
        certificate.not_after = time(end).into();
        let signed = certificate.signed_by(key, &self.issuer).map_err(Error::internal)?;
        let expires = Moment(i64::try_from(end).unwrap_or(i64::MAX / 1_000) * 1_000);
        Ok(Signed { pem: signed.pem(), fingerprint: Fingerprint::of(signed.der()), expires })
    }

    /// The authority of these texts, and the second in which it ends.
    fn read(kept: &[u8]) -> Result<(Self, u64), Error> {
        let damaged = || Error::internal("what signs client certificates cannot be read");
        let text = std::str::from_utf8(kept).ok().and_then(|text| text.split_once(BETWEEN));
        let (certificate, key) = text.ok_or_else(damaged)?;
        let certificate = STANDARD.decode(certificate).map_err(|_| damaged())?;
        let (_, parsed) = x509_parser::parse_x509_certificate(&certificate).map_err(|_| damaged())?;
        let end = u64::try_from(parsed.validity().not_after.timestamp()).unwrap_or(0);
        let key = KeyPair::from_pem(key).map_err(|_| damaged())?;
        let issuer = Issuer::from_ca_cert_der(&certificate.as_slice().into(), key).map_err(|_| damaged())?;
        Ok((Self { issuer }, end))
    }
}

/// The name that stands as the issuer in every certificate, in DER: TLS tells it to clients, so that browsers offer these and
/// no others.
#[must_use]
pub fn issuer_name() -> Vec<u8> {
    let part = |kind: u8, text: &str| {
        let value = tagged(0x0c, text.as_bytes());
        // The ids 2.5.4.10 of an organization and 2.5.4.3 of a common name.
        tagged(0x31, &tagged(0x30, &[&[0x06, 3, 0x55, 4, kind][..], &value].concat()))
    };
    tagged(0x30, &[part(10, ORGANIZATION), part(3, COMMON_NAME)].concat())
}

/// A value of DER that is shorter than 128 bytes.
fn tagged(tag: u8, value: &[u8]) -> Vec<u8> {
    debug_assert!(value.len() < 128);
    [&[tag, value.len() as u8], value].concat()
}

/// Certificate, in Base64, and key of a new authority.
fn made(now: Moment) -> Result<String, Error> {
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).map_err(Error::internal)?;
    let mut authority = CertificateParams::default();
    authority.distinguished_name = DistinguishedName::new();
    authority.distinguished_name.push(DnType::OrganizationName, ORGANIZATION);
    authority.distinguished_name.push(DnType::CommonName, COMMON_NAME);
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    // Whoever trusts it by mistake trusts no server by it.
    authority.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    authority.not_before = time(seconds(now).saturating_sub(MARGIN)).into();
    authority.not_after = time(seconds(now) + LIFE * DAY).into();
    let certificate = authority.self_signed(&key).map_err(Error::internal)?;
    Ok([STANDARD.encode(certificate.der()), BETWEEN.to_owned(), key.serialize_pem()].concat())
}

/// Whole seconds since 1970; a clock before that stands at it.
fn seconds(now: Moment) -> u64 {
    u64::try_from(now.milliseconds() / 1_000).unwrap_or(0)
}

fn days(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0) * DAY
}

fn time(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

#[cfg(test)]
#[path = "authority_tests.rs"]
mod tests;
