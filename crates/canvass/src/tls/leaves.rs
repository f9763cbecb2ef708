//! Certificates for the names that clients ask for. A wildcard stands for one label only, so that of `*.qualtrics.com` does not
//! cover `brand.ca1.qualtrics.com`: one for `*.ca1.qualtrics.com` is made when it is first asked for.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use moka::sync::Cache;
use rustls::crypto::ring;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use super::Authority;
use crate::Failure;

/// Hands out certificates that are all as old as itself: it is replaced as a whole before any of them ends.
pub(super) struct Leaves {
    authority: Arc<Authority>,
    made: SystemTime,
    usual: Arc<CertifiedKey>,
    /// By what stands behind the first label of the name. Anybody may ask for any name, so that few are kept.
    deeper: Cache<String, Arc<CertifiedKey>>,
}

/// How many certificates for deeper names are kept.
const KEPT: u64 = 64;
/// What the CA may sign for, with the dot before it.
const DOMAIN: &str = ".qualtrics.com";

impl Leaves {
    /// With the certificate for the usual names.
    pub(super) fn new(authority: Arc<Authority>, now: SystemTime) -> Result<Self, Failure> {
        let usual = Arc::new(certified(authority.leaf(now)?)?);
        Ok(Self { authority, made: now, usual, deeper: Cache::new(KEPT) })
    }

    fn of(&self, name: Option<&str>) -> Arc<CertifiedKey> {
        let name = name.map(str::to_ascii_lowercase);
        let Some(parent) = name.as_deref().and_then(deeper) else { return Arc::clone(&self.usual) };
        let make = || {
            let names = [format!("*.{parent}")];
            certified(self.authority.sign(&names, self.made)?).map(Arc::new)
        };
        self.deeper.try_get_with_by_ref(parent, make).unwrap_or_else(|failure: Arc<Failure>| {
            tracing::error!(%failure, parent, "no HTTPS certificate could be made for this name");
            Arc::clone(&self.usual)
        })
    }
}

impl ResolvesServerCert for Leaves {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.of(hello.server_name()))
    }
}

impl fmt::Debug for Leaves {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Leaves").field("made", &self.made).finish_non_exhaustive()
    }
}

/// What stands behind the first label of a name that the usual certificate does not cover and the CA may sign for.
fn deeper(name: &str) -> Option<&str> {
    let (first, parent) = name.split_once('.')?;
    let between = parent.strip_suffix(DOMAIN)?;
    (!first.is_empty() && !between.is_empty()).then_some(parent)
}

fn certified(
    (chain, key): (
        Vec<rustls::pki_types::CertificateDer<'static>>,
        rustls::pki_types::PrivateKeyDer<'static>,
    ),
) -> Result<CertifiedKey, Failure> {
    let key = ring::sign::any_supported_type(&key)
        .map_err(|why| Failure::failed("the HTTPS certificate cannot be used", why))?;
    Ok(CertifiedKey::new(chain, key))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    #[test]
    fn deeper_names_have_a_certificate_of_their_own_and_few_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let start = UNIX_EPOCH + Duration::from_secs(1_800_000_000);
        let authority = Arc::new(Authority::open(folder.path(), start).unwrap());
        let leaves = Leaves::new(authority, start).unwrap();
        let same = |one: &str, other: &str| Arc::ptr_eq(&leaves.of(Some(one)), &leaves.of(Some(other)));
        for usual in [
            "localhost",
            "qualtrics.com",
            "canvass1.qualtrics.com",
            "example.org",
            ".a.qualtrics.com.",
            "a..b",
        ] {
            assert!(Arc::ptr_eq(&leaves.of(Some(usual)), &leaves.usual), "{usual}");
        }
        assert!(Arc::ptr_eq(&leaves.of(None), &leaves.usual));
        assert!(same("brand.ca1.qualtrics.com", "Other.CA1.Qualtrics.com"));
        assert!(!same("brand.ca1.qualtrics.com", "brand.fra1.qualtrics.com"));
        for number in 0..2 * KEPT {
            leaves.of(Some(&format!("a.b{number}.qualtrics.com")));
        }
        leaves.deeper.run_pending_tasks();
        assert!(leaves.deeper.entry_count() <= KEPT);
    }
}
