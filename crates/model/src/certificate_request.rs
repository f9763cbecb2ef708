//! Certificate signing requests as programs send them (RFC 2986, in PEM). Whether one is signed well is for whoever signs the
//! certificate to find out; what is none at a glance is refused here.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The most characters of a request; one with the longest key that is taken has a fifth of it.
const MOST: usize = 16 << 10;
/// What is accepted, in words.
const WORDS: &str =
    "a certificate signing request in PEM of at most 16,384 characters, with its lines BEGIN and END";
/// What stands between the dashes; the second is what older programs write.
const LABELS: [&str; 2] = ["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"];

/// A certificate signing request in PEM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateRequest(Box<str>);

impl CertificateRequest {
    /// Reads a text.
    ///
    /// # Errors
    /// What is accepted, when it is too long or has not the lines that begin and end a request.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let request = Self(text.into());
        let fits = text.len() <= MOST && !request.base64().is_empty();
        if fits { Ok(request) } else { Err(WORDS) }
    }

    /// What stands between the lines that begin and end it, without line breaks.
    #[must_use]
    pub fn base64(&self) -> String {
        let text = self.0.trim_ascii();
        let inner = LABELS.iter().find_map(|label| {
            let rest = text.strip_prefix("-----BEGIN ")?.strip_prefix(label)?.strip_prefix("-----")?;
            rest.strip_suffix("-----")?.strip_suffix(label)?.strip_suffix("-----END ")
        });
        inner.unwrap_or_default().chars().filter(|c| !c.is_ascii_whitespace()).collect()
    }
}

impl fmt::Display for CertificateRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl Serialize for CertificateRequest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}
impl<'de> Deserialize<'de> for CertificateRequest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(|words| serde::de::Error::custom(format_args!("{words} is expected")))
    }
}
impl JsonSchema for CertificateRequest {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "CertificateRequest".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "minLength": 1, "maxLength": MOST, "x-words": WORDS })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_known_by_its_lines_whatever_breaks_them() {
        for text in [
            "-----BEGIN CERTIFICATE REQUEST-----\nMII\nBCD=\n-----END CERTIFICATE REQUEST-----\n",
            "\r\n-----BEGIN CERTIFICATE REQUEST-----\r\nMIIB\r\nCD=\r\n-----END CERTIFICATE REQUEST-----",
            "-----BEGIN NEW CERTIFICATE REQUEST-----MIIBCD=-----END NEW CERTIFICATE REQUEST-----",
        ] {
            assert_eq!(CertificateRequest::parse(text).unwrap().base64(), "MIIBCD=", "{text}");
        }
        let long = format!(
            "-----BEGIN CERTIFICATE REQUEST-----{}-----END CERTIFICATE REQUEST-----",
            "A".repeat(MOST)
        );
        for text in [
            "",
            "MIIBCD=",
            "-----BEGIN CERTIFICATE-----MIIBCD=-----END CERTIFICATE-----",
            "-----BEGIN CERTIFICATE REQUEST----------END CERTIFICATE REQUEST-----",
            "-----BEGIN CERTIFICATE REQUEST-----MII-----END NEW CERTIFICATE REQUEST-----",
            &long,
        ] {
            assert_eq!(CertificateRequest::parse(text), Err(WORDS), "{text}");
        }
    }
}
