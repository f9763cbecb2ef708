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

/// A CA that is open for signing.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    certificate_file: PathBuf,
}

impl Authority {
    /// Opens the CA of the data folder; makes one where there is none, or where the one there is near its end.
    pub fn open(folder: &Path, now: SystemTime) -> Result<Self, Failure> {
        let certificate_file = folder.join("ca.pem");
        let key_file = folder.join("ca-key.pem");
        // A key alone is what a first start leaves that was killed half-way: nobody can trust that CA yet.
        if !certificate_file.exists() {
            make(&certificate_file, &key_file, now)?;
        }
        if ends(&certificate_file)? < now + LEAF_LIFE {
            tracing::warn!(
                "the CA in the data folder is near its end: made a new one, which clients must trust anew"
            );
            make(&certificate_file, &key_file, now)?;
        }
        let key = read(&key_file)?;
        let key = KeyPair::from_pem(&key).map_err(|why| unusable(&key_file, why))?;
        let certificate = read_certificate(&certificate_file)?;
        if !certificate.windows(key.public_key_raw().len()).any(|bytes| bytes == key.public_key_raw()) {
            let other = key_file.display();
            return Err(unusable(
                &certificate_file,
                format!("it is not the certificate of {other}; remove both"),
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

    fn sign(
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

fn make(certificate_file: &Path, key_file: &Path, now: SystemTime) -> Result<(), Failure> {
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
    let (certificate, key) = signed().map_err(|why| Failure::failed("the CA could not be made", why))?;
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

fn read_certificate(path: &Path) -> Result<CertificateDer<'static>, Failure> {
    CertificateDer::from_pem_file(path).map_err(|why| unusable(path, why))
}

fn ends(path: &Path) -> Result<SystemTime, Failure> {
    let certificate = read_certificate(path)?;
    let (_, parsed) = x509_parser::parse_x509_certificate(&certificate).map_err(|why| unusable(path, why))?;
    let seconds = u64::try_from(parsed.validity().not_after.timestamp()).unwrap_or(0);
    Ok(UNIX_EPOCH + Duration::from_secs(seconds))
}

fn unusable(path: &Path, why: impl std::fmt::Display) -> Failure {
    Failure::failed(format!("{} cannot be used as the CA", path.display()), why)
}

#[cfg(test)]
#[path = "authority_tests.rs"]
mod tests;
