//! What a value of an option may be, and the words that tell it when it is something else.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

use http::Uri;
use model::text::SecretUrl;
use server::{Hsts, MetricsFor};

/// Where HTTPS is served, if at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TlsListen {
    /// Not at all.
    Off,
    /// At this address; port 0 picks a free one.
    At(SocketAddr),
}

/// The request limits that hold (api/conventions.md section 9).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Limits {
    /// None but those that protect the server.
    Off,
    /// Exactly the original's.
    Original,
    /// Those stated in this file.
    File(PathBuf),
}

/// The form of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object per line.
    Json,
}

/// The value of an option that nothing acts on yet: there is none, so whoever gives one is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotYet {}

impl FromStr for TlsListen {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "off" => Ok(Self::Off),
            _ => text.parse().map(Self::At).map_err(|_| {
                format!("an address such as 127.0.0.1:8443 or the word off is expected, not `{text}`")
            }),
        }
    }
}

impl FromStr for Limits {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Ok(match text {
            "" => return Err("off, original or the name of a file is expected".to_owned()),
            "off" => Self::Off,
            "original" => Self::Original,
            file => Self::File(PathBuf::from(file)),
        })
    }
}

impl FromStr for LogFormat {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err(format!("text or json is expected, not `{text}`")),
        }
    }
}

impl FromStr for NotYet {
    type Err = String;

    fn from_str(_: &str) -> Result<Self, String> {
        Err("this version sends no mail, so it does nothing with the option yet: leave it out".to_owned())
    }
}

pub(super) fn hsts(text: &str) -> Result<Hsts, String> {
    match text {
        "off" => Ok(Hsts::Off),
        "on" => Ok(Hsts::On),
        "subdomains" => Ok(Hsts::Subdomains),
        _ => Err(format!("off, on or subdomains is expected, not `{text}`")),
    }
}

pub(super) fn metrics(text: &str) -> Result<MetricsFor, String> {
    match text {
        "off" => Ok(MetricsFor::Nobody),
        "local" => Ok(MetricsFor::Local),
        "all" => Ok(MetricsFor::Anybody),
        _ => Err(format!("off, local or all is expected, not `{text}`")),
    }
}

pub(super) fn address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| format!("an address such as 127.0.0.1:8080 is expected, not `{text}`"))
}

pub(super) fn yes_or_no(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Ok(true),
        "false" | "no" | "off" | "0" => Ok(false),
        _ => Err(format!("true or false is expected, not `{text}`")),
    }
}

pub(super) fn number(text: &str) -> Result<u16, String> {
    text.parse().map_err(|_| format!("a whole number from 0 to {} is expected, not `{text}`", u16::MAX))
}

/// The parts of a host's name, such as `fra1` or `yul1.ca1`: what stands before `.qualtrics.com` in an address.
pub(super) fn datacenter(text: &str) -> Result<String, String> {
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    if text.len() <= DATACENTER_LENGTH && text.split('.').all(is_label) {
        return Ok(text.to_owned());
    }
    Err(format!(
        "at most {DATACENTER_LENGTH} letters, digits, hyphens and dots are expected, as in fra1 or yul1.ca1, not `{text}`"
    ))
}

/// What links begin with, without the slash at its end.
pub(super) fn public_url(text: &str) -> Result<String, String> {
    let is_usable = |uri: Uri| {
        matches!(uri.scheme_str(), Some("http" | "https"))
            && uri.authority().is_some_and(|authority| !authority.as_str().contains('@'))
            && uri.query().is_none()
    };
    if text.parse().is_ok_and(is_usable) && !text.contains('#') {
        return Ok(text.trim_end_matches('/').to_owned());
    }
    Err(format!(
        "an address that begins with http:// or https:// and names a host is expected, such as \
         https://surveys.example.org, not `{text}`"
    ))
}

/// The value is not repeated in what is told: it may hold a password.
pub(super) fn database(text: &str) -> Result<SecretUrl, String> {
    let schemes = ["postgres://", "postgresql://"];
    if begins_with_one(text, &schemes) {
        return Ok(SecretUrl::stored(text));
    }
    Err("postgres://USER:PASSWORD@HOST/DATABASE is expected; without the option it is SQLite in the data folder"
        .to_owned())
}

/// As [`database`], the value is not repeated.
pub(super) fn files(text: &str) -> Result<SecretUrl, String> {
    if begins_with_one(text, &["file:///"]) {
        return Ok(SecretUrl::stored(text));
    }
    if !begins_with_one(text, &["s3://"]) {
        return Err("s3://BUCKET/PREFIX, or file:///FOLDER for a folder that all processes share, is expected; without \
                    the option it is a folder in the data folder"
            .to_owned());
    }
    if cfg!(feature = "s3") {
        Ok(SecretUrl::stored(text))
    } else {
        Err("this program was built without buckets: build it with --features s3".to_owned())
    }
}

const DATACENTER_LENGTH: usize = 63;

fn begins_with_one(text: &str, schemes: &[&str]) -> bool {
    schemes.iter().any(|scheme| text.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_datacenter_is_a_part_of_a_host_name() {
        for right in ["local", "fra1", "yul1.ca1", "a-b"] {
            assert_eq!(datacenter(right).as_deref(), Ok(right));
        }
        for wrong in ["", "a b/c", ".fra1", "fra1.", "a..b", "-a", "a-", "fra1\n", "münchen", &"a".repeat(64)]
        {
            let told = datacenter(wrong).unwrap_err();
            assert!(told.contains("letters, digits, hyphens and dots"), "{wrong}: {told}");
        }
    }

    #[test]
    fn the_slash_at_the_end_of_the_public_url_goes_and_what_is_no_address_is_told() {
        assert_eq!(public_url("https://surveys.example.org/").as_deref(), Ok("https://surveys.example.org"));
        assert_eq!(public_url("http://h:8080/xm").as_deref(), Ok("http://h:8080/xm"));
        for wrong in [
            "",
            "surveys.example.org",
            "ftp://h",
            "https://",
            "http://a b",
            "http://h/?q",
            "http://h/#f",
            "http://u:p@h",
            "https:///path",
        ] {
            assert!(public_url(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_may_hold_a_password_is_not_repeated() {
        for told in [database("mysql://u:hidden@h/d").unwrap_err(), files("gs://u:hidden@b").unwrap_err()] {
            assert!(!told.contains("hidden") && told.contains("is expected"), "{told}");
        }
        assert!(database("postgres://u:hidden@h/d").is_ok());
        assert!(database("postgres://").is_err());
        assert!(files("file:///srv/files").is_ok());
        assert!(files("file://files").is_err() && files("/srv/files").is_err());
    }

    #[test]
    fn words_and_numbers_are_read_and_others_told() {
        assert_eq!(yes_or_no("Yes"), Ok(true));
        assert_eq!(yes_or_no("0"), Ok(false));
        assert!(yes_or_no("maybe").unwrap_err().contains("true or false"));
        assert!(number("65536").unwrap_err().contains("0 to 65535"));
        assert!("xml".parse::<LogFormat>().unwrap_err().contains("text or json"));
        assert_eq!((hsts("subdomains"), metrics("all")), (Ok(Hsts::Subdomains), Ok(MetricsFor::Anybody)));
        assert!(hsts("preload").unwrap_err().contains("off, on or subdomains"));
        assert!(metrics("public").unwrap_err().contains("off, local or all"));
        assert!("on".parse::<TlsListen>().unwrap_err().contains("the word off"));
    }
}
