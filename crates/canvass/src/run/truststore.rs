//! The CAs as Java reads them: a key store of the kind JKS, which every Java since 1.2 opens.
//!
//! Big-endian: magic, version 2, number of entries; per entry kind 2 (a trusted certificate), alias, time in
//! milliseconds, "X.509", the certificate; at the end a SHA-1 over the password, a fixed phrase and all that came
//! before. There is nothing secret in it; the password is the one Java itself ships with.

use std::io;
use std::time::{SystemTime, UNIX_EPOCH};

use ring::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

/// A trust store with every certificate of the PEM text, marked as added at `now`.
pub(super) fn from_pem(pem: &[u8], now: SystemTime) -> io::Result<Vec<u8>> {
    let certificates = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|why| io::Error::new(io::ErrorKind::InvalidData, why.to_string()))?;
    let added = now.duration_since(UNIX_EPOCH).map_err(io::Error::other)?.as_millis();
    let added = u64::try_from(added).map_err(io::Error::other)?;

    let mut store = Vec::with_capacity(pem.len());
    store.extend_from_slice(&MAGIC.to_be_bytes());
    store.extend_from_slice(&2_u32.to_be_bytes());
    store.extend_from_slice(&length(certificates.len())?);
    for (number, certificate) in certificates.iter().enumerate() {
        store.extend_from_slice(&2_u32.to_be_bytes());
        text(&mut store, &format!("ca-{number}"))?;
        store.extend_from_slice(&added.to_be_bytes());
        text(&mut store, "X.509")?;
        store.extend_from_slice(&length(certificate.len())?);
        store.extend_from_slice(certificate);
    }
    let mut digest = Context::new(&SHA1_FOR_LEGACY_USE_ONLY);
    for unit in PASSWORD.encode_utf16() {
        digest.update(&unit.to_be_bytes());
    }
    digest.update(b"Mighty Aphrodite");
    digest.update(&store);
    store.extend_from_slice(digest.finish().as_ref());
    Ok(store)
}

const MAGIC: u32 = 0xFEED_FEED;
const PASSWORD: &str = "changeit";

fn length(length: usize) -> io::Result<[u8; 4]> {
    u32::try_from(length).map(u32::to_be_bytes).map_err(io::Error::other)
}

fn text(store: &mut Vec<u8>, text: &str) -> io::Result<()> {
    let length = u16::try_from(text.len()).map_err(io::Error::other)?;
    store.extend_from_slice(&length.to_be_bytes());
    store.extend_from_slice(text.as_bytes());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    fn java_itself_reads_it() {
        let Ok(version) = Command::new("keytool").arg("-version").output() else {
            return needs::skip(needs::Need::System, "there is no keytool");
        };
        drop(version);
        let made = |name: &str| rcgen::generate_simple_self_signed(vec![name.to_owned()]).unwrap().cert.pem();
        let store =
            from_pem((made("a.example") + &made("b.example")).as_bytes(), crate::clock::now()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("trust.jks");
        std::fs::write(&file, store).unwrap();
        let listed = Command::new("keytool")
            .args(["-list", "-storepass", PASSWORD, "-keystore"])
            .arg(&file)
            .output()
            .unwrap();
        let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
        assert!(listed.contains("ca-0") && listed.contains("ca-1"), "{listed}");
    }

    #[test]
    fn the_head_is_that_of_an_empty_store() {
        let store = from_pem(b"", UNIX_EPOCH).unwrap();
        assert_eq!(store[..12], [0xFE, 0xED, 0xFE, 0xED, 0, 0, 0, 2, 0, 0, 0, 0]);
        assert_eq!(store.len(), 12 + 20);
    }
}
