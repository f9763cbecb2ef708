//! The CA as clients meet it.

use super::*;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::pki_types::{ServerName, UnixTime};
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;

const START: Duration = Duration::from_secs(1_800_000_000);

/// Whether a client that trusts `authority` takes `leaf` for `name`, `after` the start.
fn accepted(authority: &Authority, leaf: &CertificateDer<'_>, name: &str, after: Duration) -> bool {
    let mut roots = rustls::RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(authority.certificate_file()).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap();
    let name = ServerName::try_from(name.to_owned()).unwrap();
    verifier.verify_server_cert(leaf, &[], &name, &[], UnixTime::since_unix_epoch(START + after)).is_ok()
}

#[test]
fn the_leaf_is_good_for_its_names_and_its_time() {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::open(folder.path(), UNIX_EPOCH + START).unwrap();
    let (chain, _) = authority.leaf(UNIX_EPOCH + START).unwrap();
    let day = Duration::from_secs(86_400);
    for name in
        ["localhost", "127.0.0.1", "::1", "qualtrics.com", "canvass1.qualtrics.com", "www.qualtrics.com"]
    {
        assert!(accepted(&authority, &chain[0], name, day), "{name}");
    }
    assert!(!accepted(&authority, &chain[0], "example.org", day));
    assert!(!accepted(&authority, &chain[0], "127.0.0.2", day));
    assert!(accepted(&authority, &chain[0], "localhost", 390 * day));
    assert!(!accepted(&authority, &chain[0], "localhost", 398 * day));
}

#[test]
fn nothing_else_that_the_ca_signs_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::open(folder.path(), UNIX_EPOCH + START).unwrap();
    for name in ["example.org", "notqualtrics.com", "127.0.0.2", "::2"] {
        let (chain, _) = authority.sign(&[name.to_owned()], UNIX_EPOCH + START).unwrap();
        assert!(!accepted(&authority, &chain[0], name, Duration::ZERO), "{name}");
    }
    let (chain, _) = authority.sign(&["a.b.qualtrics.com".to_owned()], UNIX_EPOCH + START).unwrap();
    assert!(accepted(&authority, &chain[0], "a.b.qualtrics.com", Duration::ZERO));
}

#[test]
fn it_is_kept_with_its_modes_and_made_anew_near_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let mode = |name: &str| fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o777;
    let text = || fs::read_to_string(folder.path().join("ca.pem")).unwrap();
    Authority::open(folder.path(), UNIX_EPOCH + START).unwrap();
    let first = text();
    assert_eq!((mode("ca.pem"), mode("ca-key.pem")), (0o644, 0o600));
    Authority::open(folder.path(), UNIX_EPOCH + START + LEAF_LIFE * 4).unwrap();
    assert_eq!(text(), first);
    Authority::open(folder.path(), UNIX_EPOCH + START + AUTHORITY_LIFE - LEAF_LIFE).unwrap();
    assert_ne!(text(), first);
}

#[test]
fn a_start_that_was_killed_half_way_is_begun_again_and_a_strange_key_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("ca-key.pem"), "half a").unwrap();
    Authority::open(folder.path(), UNIX_EPOCH + START).unwrap();
    let strange = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
    fs::write(folder.path().join("ca-key.pem"), strange.serialize_pem()).unwrap();
    let failure = Authority::open(folder.path(), UNIX_EPOCH + START).err().unwrap();
    assert!(
        failure.to_string().contains("ca.pem") && failure.to_string().contains("remove both"),
        "{failure}"
    );
}
