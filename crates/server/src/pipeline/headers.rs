//! Headers that every answer carries (api/conventions.md section 7).

use std::time::Duration;

use http::HeaderMap;
use http::header::{self, HeaderName, HeaderValue};

use crate::settings::Hsts;

/// Adds them. What the answer has set itself stays. `hsts` is what this caller is told.
pub(crate) fn add(headers: &mut HeaderMap, hsts: Hsts, took: Duration) {
    let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    headers.insert(REQUEST_TIME, milliseconds.into());
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.entry(header::REFERRER_POLICY).or_insert(HeaderValue::from_static("no-referrer"));
    let strict = match hsts {
        Hsts::Off => None,
        Hsts::On => Some("max-age=31536000"),
        Hsts::Subdomains => Some("max-age=31536000; includeSubDomains"),
    };
    if let Some(strict) = strict {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(strict));
    }
    let media_type = headers.get(header::CONTENT_TYPE);
    if media_type.is_some_and(|media_type| media_type.as_bytes().starts_with(b"text/html")) {
        headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
    }
    // The older header says the same as the policy, for browsers that know no policies: it has no word for a page that may be
    // framed, so such a page has none.
    let policy = headers.get(header::CONTENT_SECURITY_POLICY).and_then(|policy| policy.to_str().ok());
    if !policy.is_some_and(|policy| policy.contains("frame-ancestors *")) {
        headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}

const REQUEST_TIME: HeaderName = HeaderName::from_static("request-time");
/// Pages load nothing from elsewhere and hold no script or style of their own.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_get_a_policy_and_encrypted_answers_hsts() {
        let mut page = HeaderMap::new();
        page.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        add(&mut page, Hsts::On, Duration::from_micros(2700));
        assert_eq!(page["request-time"], "2");
        assert!(page[header::CONTENT_SECURITY_POLICY].to_str().unwrap().contains("frame-ancestors 'none'"));
        assert_eq!(page[header::STRICT_TRANSPORT_SECURITY], "max-age=31536000");
        add(&mut page, Hsts::Subdomains, Duration::ZERO);
        assert_eq!(page[header::STRICT_TRANSPORT_SECURITY], "max-age=31536000; includeSubDomains");
        assert_eq!(page[header::X_FRAME_OPTIONS], "DENY");
        let mut framed = HeaderMap::new();
        framed.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("frame-ancestors *"));
        add(&mut framed, Hsts::Off, Duration::ZERO);
        assert!(!framed.contains_key(header::X_FRAME_OPTIONS), "the two say the same");
        let mut json = HeaderMap::new();
        json.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        json.insert(header::CACHE_CONTROL, HeaderValue::from_static("max-age=1"));
        add(&mut json, Hsts::Off, Duration::ZERO);
        assert!(!json.contains_key(header::CONTENT_SECURITY_POLICY));
        assert!(!json.contains_key(header::STRICT_TRANSPORT_SECURITY));
        assert_eq!(json[header::CACHE_CONTROL], "max-age=1");
    }
}
