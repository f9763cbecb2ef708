//! What a certificate signing request asks for: its key alone counts. It must be strong, and the request signed with it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use model::CertificateRequest;
use rcgen::SubjectPublicKeyInfo;
use x509_parser::certification_request::X509CertificationRequest;
use x509_parser::oid_registry::{OID_PKCS1_SHA1WITHRSA, OID_SHA1_WITH_RSA};
use x509_parser::prelude::FromDer;
use x509_parser::public_key::PublicKey;

use crate::error::Error;

/// The member of the body that holds it.
const PARAMETER: &str = "certificateRequest";
/// How many bits a key of RSA has, least and most.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2_048..=8_192;

/// The key of a request that is signed with it.
///
/// # Errors
/// What is accepted, by the name of the parameter.
pub(super) fn key_of(request: &CertificateRequest) -> Result<SubjectPublicKeyInfo, Error> {
    let wrong = |accepted: &str| Error::invalid(PARAMETER, accepted);
    let unreadable =
        || wrong("a certificate signing request (PKCS #10) in PEM is expected, and this cannot be read");
    let der = STANDARD.decode(request.base64()).map_err(|_| unreadable())?;
    let (rest, read) = X509CertificationRequest::from_der(&der).map_err(|_| unreadable())?;
    if !rest.is_empty() {
        return Err(unreadable());
    }
    let public = &read.certification_request_info.subject_pki;
    let weak =
        || wrong("a key of RSA with 2048 to 8192 bits, of P-256, of P-384 or of Ed25519 is expected in it");
    // Other kinds and curves are none of the library's.
    let key = SubjectPublicKeyInfo::from_der(public.raw).map_err(|_| weak())?;
    if let PublicKey::RSA(rsa) = public.parsed().map_err(|_| weak())?
        && !RSA_BITS.contains(&bits(rsa.modulus))
    {
        return Err(weak());
    }
    let algorithm = &read.signature_algorithm.algorithm;
    if [OID_PKCS1_SHA1WITHRSA, OID_SHA1_WITH_RSA].contains(algorithm) {
        return Err(wrong("a request that is signed with SHA-256 or longer is expected, not with SHA-1"));
    }
    read.verify_signature().map_err(|_| {
        wrong("a request that is signed with the key it holds is expected, and its signature is wrong")
    })?;
    Ok(key)
}

/// How many bits a number has.
fn bits(number: &[u8]) -> usize {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    let first = number.get(zeros).map_or(8, |byte| byte.leading_zeros() as usize);
    (number.len() - zeros) * 8 - if zeros == number.len() { 0 } else { first }
}

#[cfg(test)]
#[path = "request_tests.rs"]
mod tests;
