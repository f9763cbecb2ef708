//! The CA bundles of the system, and bundles with one CA more.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The bundles of this system, each file once: several of the known names are often links to one file.
pub(super) fn system() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for name in KNOWN {
        if let Ok(file) = fs::canonicalize(name)
            && !found.contains(&file)
        {
            found.push(file);
        }
    }
    found
}

/// The text of `base`, if given, followed by the PEM text `authority`.
pub(super) fn joined(base: Option<&Path>, authority: &[u8]) -> io::Result<Vec<u8>> {
    let mut text = match base {
        Some(file) => fs::read(file)?,
        None => Vec::new(),
    };
    if text.last().is_some_and(|byte| *byte != b'\n') {
        text.push(b'\n');
    }
    text.extend_from_slice(authority);
    Ok(text)
}

/// Debian and its kin, Fedora and its kin, openSUSE, Alpine and the BSDs.
const KNOWN: [&str; 6] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
    "/etc/pki/tls/cert.pem",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_line_end_does_not_glue_two_certificates() {
        let folder = tempfile::tempdir().unwrap();
        let base = folder.path().join("base.pem");
        fs::write(&base, "first").unwrap();
        assert_eq!(joined(Some(&base), b"second\n").unwrap(), b"first\nsecond\n");
        assert_eq!(joined(None, b"second\n").unwrap(), b"second\n");
    }
}
