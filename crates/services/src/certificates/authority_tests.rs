//! What is signed, as others read it.

use x509_parser::prelude::ParsedExtension;

use super::*;
use crate::testing;

const NOW: Moment = Moment(1_800_000_000_500);

fn public(key: &KeyPair) -> SubjectPublicKeyInfo {
    use rcgen::PublicKeyData;
    SubjectPublicKeyInfo::from_der(&key.subject_public_key_info()).unwrap()
}

fn der(pem: &str) -> Vec<u8> {
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    STANDARD.decode(body).unwrap()
}

#[tokio::test]
async fn a_certificate_is_for_clients_alone_names_the_organization_and_lasts_a_year() {
    let app = testing::app().await;
    let authority = ClientAuthority::open(&app, NOW).await.unwrap();
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
    let (id, brand): (CertificateId, _) = (app.ids().id(NOW), BrandId::parse("acme").unwrap());
    let sign = || authority.sign(&public(&key), &id, &brand, app.ids().bytes(), NOW).unwrap();
    let signed = sign();
    assert_eq!(signed.expires, Moment(1_800_000_000_000 + 365 * 86_400_000));
    let certificate = der(&signed.pem);
    assert_eq!(Fingerprint::of(&certificate), signed.fingerprint);
    let (_, read) = x509_parser::parse_x509_certificate(&certificate).unwrap();
    assert_eq!(read.subject().to_string(), format!("O=acme, CN={id}"));
    assert_eq!(read.issuer().as_raw(), issuer_name(), "TLS tells clients the name that certificates hold");
    assert_eq!(read.issuer().to_string(), "O=Canvass, CN=Canvass client certificates");
    assert_eq!(read.validity().not_before.timestamp(), 1_800_000_000 - 86_400);
    assert_eq!(read.validity().not_after.timestamp() * 1_000, signed.expires.0);
    assert!(!read.is_ca());
    assert_eq!(read.public_key().raw, rcgen::PublicKeyData::subject_public_key_info(&key));
    let usage = read.extended_key_usage().unwrap().unwrap().value;
    assert!(usage.client_auth && !usage.server_auth && !usage.any && usage.other.is_empty());
    let names =
        |extension: &ParsedExtension<'_>| matches!(extension, ParsedExtension::SubjectAlternativeName(_));
    assert!(!read.extensions().iter().any(|one| names(one.parsed_extension())));

    let again = sign();
    let other = der(&again.pem);
    let (_, other) = x509_parser::parse_x509_certificate(&other).unwrap();
    assert_ne!(other.raw_serial(), read.raw_serial(), "no two have the same number");
    assert_ne!(again.fingerprint, signed.fingerprint);
    assert!(read.raw_serial().len() <= 20 && other.raw_serial().len() <= 20);
}

#[tokio::test]
async fn all_processes_sign_with_one_key_which_lies_sealed_and_is_replaced_before_it_ends() {
    let app = testing::app().await;
    let key = |authority: &ClientAuthority| authority.issuer.key().serialize_pem();
    let first = key(&ClientAuthority::open(&app, NOW).await.unwrap());
    assert_eq!(key(&ClientAuthority::open(&app, NOW).await.unwrap()), first);
    let kept = store::secrets::get(&mut app.store().read(), NAME).await.unwrap().unwrap();
    assert!(!kept.contains("PRIVATE KEY"));

    let year = 365 * 86_400_000;
    assert_eq!(key(&ClientAuthority::open(&app, NOW.plus(9 * year)).await.unwrap()), first);
    let later = ClientAuthority::open(&app, NOW.plus(9 * year + 10 * 86_400_000)).await.unwrap();
    assert_ne!(key(&later), first, "what it signed would have outlived it");
    assert_eq!(key(&ClientAuthority::open(&app, NOW.plus(10 * year)).await.unwrap()), key(&later));
}

#[test]
fn a_clock_before_1970_is_no_reason_to_end() {
    assert_eq!(seconds(Moment(-5)), 0);
    made(Moment(-5)).unwrap();
}
