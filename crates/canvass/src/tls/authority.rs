//! The CA of a data folder: `ca.pem` for those who trust it, `ca-key.pem` for its owner only.
//!
//! Its certificate carries critical name constraints, may sign no further CA, and is for server authentication only,
//! so that trusting it endangers nothing but the names it is for.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DistinguishedName, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose, NameConstraints, PKCS_ECDSA_P256_SHA256,
};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::Failure;

/// Browsers and Apple's libraries refuse leaf certificates that live longer than 398 days.
pub(super) const LEAF_LIFE: Duration = Duration::from_secs(397 * 86_400);

/// The certificate for those who trust it, and its key, in the data folder.
const CERTIFICATE_FILE: &str = "ca.pem";
const KEY_FILE: &str = "ca-key.pem";

/// A CA as it is kept: certificate and key in PEM.
#[derive(Clone, PartialEq, Eq)]
pub struct AuthorityText {
    certificate: String,
    key: String,
    /// The data folder of the process, where clients find the certificate.
    folder: PathBuf,
}

impl AuthorityText {
    /// A new one.
    pub fn generate(folder: &Path, now: SystemTime) -> Result<Self, Failure> {
        let (certificate, key) = signed(now)?;
        Ok(Self { certificate, key, folder: folder.to_owned() })
    }

    /// That of the data folder.
    pub fn read(folder: &Path) -> Result<Self, Failure> {
        let (certificate, key) = (read(&folder.join(CERTIFICATE_FILE))?, read(&folder.join(KEY_FILE))?);
        Ok(Self { certificate, key, folder: folder.to_owned() })
    }

    /// Whether there is one in the data folder.
    #[must_use]
    pub fn is_in(folder: &Path) -> bool {
        folder.join(CERTIFICATE_FILE).exists() && folder.join(KEY_FILE).exists()
    }

    /// Reads what [`AuthorityText::to_bytes`] gave.
    pub fn from_bytes(bytes: &[u8], folder: &Path) -> Result<Self, Failure> {
        let text = std::str::from_utf8(bytes).ok().and_then(|text| text.split_once(BETWEEN));
        let (certificate, key) =
            text.ok_or_else(|| Failure::Failed("the CA in the database cannot be read".to_owned()))?;
        Ok(Self { certificate: certificate.to_owned(), key: key.to_owned(), folder: folder.to_owned() })
    }

    /// Certificate and key in one, to be sealed.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        [&self.certificate, BETWEEN, &self.key].concat().into_bytes()
    }

    /// Whether a certificate that it signs now would outlive it.
    pub fn is_near_its_end(&self, now: SystemTime) -> Result<bool, Failure> {
        let certificate = self.certificate()?;
        let path = self.folder.join(CERTIFICATE_FILE);
        let (_, parsed) =
            x509_parser::parse_x509_certificate(&certificate).map_err(|why| unusable(&path, why))?;
        let seconds = u64::try_from(parsed.validity().not_after.timestamp()).unwrap_or(0);
        Ok(UNIX_EPOCH + Duration::from_secs(seconds) < now + LEAF_LIFE)
    }

    /// Writes the certificate, not the key, where clients find it.
    pub fn publish(&self) -> Result<(), Failure> {
        let path = self.folder.join(CERTIFICATE_FILE);
        if fs::read_to_string(&path).is_ok_and(|there| there == self.certificate) {
            return Ok(());
        }
        write(&path, &self.certificate, 0o644)
    }

    fn certificate(&self) -> Result<CertificateDer<'static>, Failure> {
        CertificateDer::from_pem_slice(self.certificate.as_bytes())
            .map_err(|why| unusable(&self.folder.join(CERTIFICATE_FILE), why))
    }
}

/// Stands between certificate and key where both are one text.
const BETWEEN: &str = "\n#\n";

/// A CA that is open for signing.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    certificate_file: PathBuf,
}

impl Authority {
    /// Opens the CA of the data folder; makes one where there is none, or where the one there is near its end.
    pub fn open(folder: &Path, now: SystemTime) -> Result<Self, Failure> {
        let (certificate_file, key_file) = (folder.join(CERTIFICATE_FILE), folder.join(KEY_FILE));
        // A key alone is what a first start leaves that was killed half-way: nobody can trust that CA yet.
        if !certificate_file.exists() {
            make(&certificate_file, &key_file, now)?;
        }
        if AuthorityText::read(folder)?.is_near_its_end(now)? {
            tracing::warn!(
                "the CA in the data folder is near its end: made a new one, which clients must trust anew"
            );
            make(&certificate_file, &key_file, now)?;
        }
        Self::of(&AuthorityText::read(folder)?)
    }

    /// Opens a CA that is kept elsewhere than in the data folder, where clients find its certificate all the same.
    pub fn of(text: &AuthorityText) -> Result<Self, Failure> {
        let certificate_file = text.folder.join(CERTIFICATE_FILE);
        let key = KeyPair::from_pem(&text.key).map_err(|why| unusable(&text.folder.join(KEY_FILE), why))?;
        let certificate = text.certificate()?;
        if !certificate.windows(key.public_key_raw().len()).any(|bytes| bytes == key.public_key_raw()) {
            let other = text.folder.join(KEY_FILE);
            return Err(unusable(
                &certificate_file,
                format!("it is not the certificate of {}; remove both", other.display()),
            ));
        }
        let issuer =
            Issuer::from_ca_cert_der(&certificate, key).map_err(|why| unusable(&certificate_file, why))?;
        Ok(Self { issuer, certificate_file })
    }

    /// The file that clients are told to trust.
    pub fn certificate_file(&self) -> &Path {
        &self.certificate_file
    }

    /// A fresh certificate, with its key, for the names this server is reached by; it lives 397 days.
    pub fn leaf(
        &self,
        now: SystemTime,
    ) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), Failure> {
        self.sign(&NAMES.map(str::to_owned), now)
    }

    /// A fresh certificate for these names, as [`Authority::leaf`].
    pub(super) fn sign(
        &self,
        names: &[String],
        now: SystemTime,
    ) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), Failure> {
        let signed = || -> Result<_, rcgen::Error> {
            let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
            let mut certificate = CertificateParams::new(names)?;
            certificate.distinguished_name = DistinguishedName::new();
            certificate.distinguished_name.push(DnType::OrganizationName, "Canvass");
            certificate.key_usages = vec![KeyUsagePurpose::DigitalSignature];
            certificate.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
            certificate.use_authority_key_identifier_extension = true;
            let valid_from = now - CLOCK_MARGIN;
            certificate.not_before = valid_from.into();
            certificate.not_after = (valid_from + LEAF_LIFE).into();
            let certificate = certificate.signed_by(&key, &self.issuer)?;
            Ok((vec![certificate.der().clone()], PrivatePkcs8KeyDer::from(key.serialize_der()).into()))
        };
        signed().map_err(|why| Failure::failed("the HTTPS certificate could not be made", why))
    }
}

/// The names and addresses of the leaf; all of them are within the constraints of the CA.
const NAMES: [&str; 5] = ["localhost", "qualtrics.com", "*.qualtrics.com", "127.0.0.1", "::1"];

/// Certificates begin this much earlier than they are made, for clients whose clock is behind.
const CLOCK_MARGIN: Duration = Duration::from_secs(2 * 86_400);

const AUTHORITY_LIFE: Duration = Duration::from_secs(3652 * 86_400);

/// The certificate and the key of a new CA, in PEM.
fn signed(now: SystemTime) -> Result<(String, String), Failure> {
    let signed = || -> Result<_, rcgen::Error> {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        let mut authority = CertificateParams::default();
        authority.distinguished_name = DistinguishedName::new();
        authority.distinguished_name.push(DnType::OrganizationName, "Canvass");
        authority.distinguished_name.push(DnType::CommonName, "Canvass CA of one data folder");
        authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        authority.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        authority.name_constraints = Some(NameConstraints {
            permitted_subtrees: vec![
                GeneralSubtree::DnsName("localhost".to_owned()),
                GeneralSubtree::DnsName("qualtrics.com".to_owned()),
                GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(IpAddr::V4(Ipv4Addr::LOCALHOST), 32)),
                GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(IpAddr::V6(Ipv6Addr::LOCALHOST), 128)),
            ],
            excluded_subtrees: Vec::new(),
        });
        let valid_from = now - CLOCK_MARGIN;
        authority.not_before = valid_from.into();
        authority.not_after = (valid_from + AUTHORITY_LIFE).into();
        Ok((authority.self_signed(&key)?.pem(), key.serialize_pem()))
    };
    signed().map_err(|why| Failure::failed("the CA could not be made", why))
}

fn make(certificate_file: &Path, key_file: &Path, now: SystemTime) -> Result<(), Failure> {
    let (certificate, key) = signed(now)?;
    // The certificate comes last: while it is not there, the next start begins again.
    if certificate_file.exists() {
        fs::remove_file(certificate_file).map_err(|why| unusable(certificate_file, why))?;
    }
    write(key_file, &key, 0o600)?;
    write(certificate_file, &certificate, 0o644)
}

/// Writes beside the file and renames, so that nobody reads half of it; it has its mode from the first byte on.
fn write(path: &Path, text: &str, mode: u32) -> Result<(), Failure> {
    let beside = path.with_extension("pem.new");
    let written = || {
        if beside.exists() {
            fs::remove_file(&beside)?;
        }
        let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(&beside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&beside, path)
    };
    written().map_err(|why| Failure::failed(format!("{} cannot be written", path.display()), why))
}

fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|why| unusable(path, why))
}

fn unusable(path: &Path, why: impl std::fmt::Display) -> Failure {
    Failure::failed(format!("{} cannot be used as the CA", path.display()), why)
}

#[cfg(test)]
#[path = "authority_tests.rs"]
mod tests;
