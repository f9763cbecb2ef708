//! Requests of openssl, and requests that were tampered with.

use rcgen::{CertificateParams, KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519};

use super::*;

const RSA_2048: &str = include_str!("requests/rsa-2048.pem");
const RSA_1024: &str = include_str!("requests/rsa-1024.pem");
const RSA_SHA_1: &str = include_str!("requests/rsa-sha1.pem");
const P_521: &str = include_str!("requests/p-521.pem");
const P_256_SHA_384: &str = include_str!("requests/p-256-sha384.pem");
const NAMES: &str = include_str!("requests/names-of-others.pem");

fn told(pem: &str) -> Result<(), String> {
    let request = CertificateRequest::parse(pem).unwrap();
    key_of(&request).map(drop).map_err(|error| error.to_string())
}

/// The PEM of changed bytes.
fn pem(der: &[u8]) -> String {
    let body = STANDARD.encode(der);
    format!("-----BEGIN CERTIFICATE REQUEST-----\n{body}\n-----END CERTIFICATE REQUEST-----\n")
}

fn der(text: &str) -> Vec<u8> {
    STANDARD.decode(CertificateRequest::parse(text).unwrap().base64()).unwrap()
}

#[test]
fn requests_of_every_kind_of_key_are_taken() {
    for text in [RSA_2048, P_256_SHA_384, NAMES] {
        assert_eq!(told(text), Ok(()), "{text}");
        assert_eq!(told(&text.replace('\n', "\r\n")), Ok(()), "{text}");
    }
    for kind in [&PKCS_ECDSA_P256_SHA256, &PKCS_ECDSA_P384_SHA384, &PKCS_ED25519] {
        let key = KeyPair::generate_for(kind).unwrap();
        let request = CertificateParams::default().serialize_request(&key).unwrap();
        assert_eq!(told(&request.pem().unwrap()), Ok(()), "{kind:?}");
    }
}

#[test]
fn weak_and_unknown_keys_are_refused_by_name() {
    for text in [RSA_1024, P_521] {
        let told = told(text).unwrap_err();
        assert!(told.contains("parameter certificateRequest: a key of RSA with 2048 to 8192 bits"), "{told}");
    }
    let told = told(RSA_SHA_1).unwrap_err();
    assert!(told.contains("parameter certificateRequest: ") && told.contains("SHA-1"), "{told}");
}

#[test]
fn who_has_not_the_key_gets_no_certificate() {
    let mut request = der(P_256_SHA_384);
    // The last byte of the signature, then one of the subject's name.
    *request.last_mut().unwrap() ^= 1;
    let told_of = |bytes: &[u8]| told(&pem(bytes)).unwrap_err();
    assert!(told_of(&request).contains("its signature is wrong"));
    let mut request = der(P_256_SHA_384);
    let name = request.windows(5).position(|bytes| bytes == b"Night").unwrap();
    request[name] = b'L';
    assert!(told_of(&request).contains("its signature is wrong"));
}

#[test]
fn what_is_no_request_is_refused_whatever_it_is() {
    let whole = der(RSA_2048);
    let mut wrong = vec![b"".to_vec(), vec![0x30], vec![0x30, 0x80, 0, 0], b"no request at all".to_vec()];
    wrong.push([&whole[..], b"\0"].concat());
    wrong.extend((1..whole.len()).step_by(7).map(|length| whole[..length].to_vec()));
    for bytes in wrong.iter().filter(|bytes| !bytes.is_empty()) {
        let told = told(&pem(bytes)).unwrap_err();
        assert!(told.contains("parameter certificateRequest: "), "{told}");
    }
    // Every byte of it changed, one after the other: never a panic, and never a certificate for what was not signed.
    let (_, read) = X509CertificationRequest::from_der(&whole).unwrap();
    let signed = read.certification_request_info.raw.len();
    for place in 0..whole.len() {
        let mut changed = whole.clone();
        changed[place] ^= 0x11;
        let outcome = told(&pem(&changed));
        assert!(outcome.is_err() || place >= signed, "byte {place}");
    }
    let text = "-----BEGIN CERTIFICATE REQUEST-----\nM!!!\n-----END CERTIFICATE REQUEST-----";
    assert!(told(text).unwrap_err().contains("cannot be read"));
}

#[test]
fn the_bits_of_a_number_are_counted_without_its_zeros() {
    for (number, expected) in [(&[][..], 0), (&[0, 0], 0), (&[1], 1), (&[0, 0x80], 8), (&[0x7f, 0xff], 15)] {
        assert_eq!(bits(number), expected, "{number:?}");
    }
}
