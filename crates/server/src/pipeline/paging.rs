//! Addresses as the caller sees the server: its own origin, and the next page of a list.

use contract::NextPage;
use http::{HeaderMap, Uri, header};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::pipeline::arrive::percent_decode;
use crate::settings::{Connection, Settings};

/// Scheme, host and port under which the caller reached the server, or those of `--public-url`; no slash at the end.
pub(crate) fn origin(
    settings: &Settings,
    connection: Option<&Connection>,
    uri: &Uri,
    headers: &HeaderMap,
) -> String {
    if let Some(public) = &settings.public_url {
        return public.trim_end_matches('/').to_owned();
    }
    let scheme = if is_tls(settings, connection, headers) { "https" } else { "http" };
    let sent = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let host =
        sent.or_else(|| uri.authority().map(http::uri::Authority::as_str)).filter(|host| is_host(host));
    format!("{scheme}://{}", host.unwrap_or("localhost"))
}

/// Whether the caller's side of the connection is encrypted. A proxy's word counts only where it is trusted.
pub(crate) fn is_tls(settings: &Settings, connection: Option<&Connection>, headers: &HeaderMap) -> bool {
    let told = headers.get("x-forwarded-proto").filter(|_| settings.trust_forwarded);
    match told {
        // Several proxies each add a word: the first is the caller's.
        Some(told) => told
            .as_bytes()
            .split(|byte| *byte == b',')
            .next()
            .is_some_and(|first| first.trim_ascii() == b"https"),
        None => connection.is_some_and(|connection| connection.tls),
    }
}

/// The absolute address of the next page: the path as it was sent, the other query parameters as they were sent,
/// and the mark last, because clients split the address at `offset=` (api/conventions.md section 6).
pub(crate) fn next_page(origin: &str, uri: &Uri, next: &NextPage) -> String {
    let mut address = String::with_capacity(origin.len() + uri.path().len() + 64);
    address.push_str(origin);
    address.push_str(uri.path());
    let mut joint = '?';
    for pair in uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
        let name = percent_decode(pair.split('=').next().unwrap_or_default(), true);
        if matches!(name.as_deref(), Some("offset" | "skipToken")) {
            continue;
        }
        address.push(joint);
        address.push_str(pair);
        joint = '&';
    }
    address.push(joint);
    match next {
        NextPage::Offset(offset) => {
            address.push_str("offset=");
            address.push_str(&offset.to_string());
        }
        NextPage::SkipToken(token) => {
            address.push_str("skipToken=");
            address.extend(utf8_percent_encode(token, RESERVED));
        }
    }
    address
}

/// All but letters, digits and the marks that RFC 3986 calls unreserved.
pub(crate) const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A Host header is the caller's text: what could not stand in an address is not repeated.
fn is_host(host: &str) -> bool {
    !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(list: &[(&'static str, &'static str)]) -> HeaderMap {
        list.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn the_next_page_keeps_what_was_sent_and_ends_in_its_mark() {
        let next = |uri: &str, next| next_page("https://h:1", &uri.parse().unwrap(), &next);
        assert_eq!(next("/API/v3/users", NextPage::Offset(100)), "https://h:1/API/v3/users?offset=100");
        assert_eq!(
            next("/x.qualtrics.com/API/v3//users/?offset=100&a=%20b&%6Fffset=7&c", NextPage::Offset(200)),
            "https://h:1/x.qualtrics.com/API/v3//users/?a=%20b&c&offset=200"
        );
        assert_eq!(
            next("/a?pageSize=5&skipToken=old", NextPage::SkipToken("é=/+".into())),
            "https://h:1/a?pageSize=5&skipToken=%C3%A9%3D%2F%2B"
        );
    }

    #[test]
    fn the_origin_is_the_callers_own() {
        let uri: Uri = "/a".parse().unwrap();
        let encrypted = Connection { tls: true, peer: ([127, 0, 0, 1], 1).into() };
        let of = |settings: &Settings, list: &[(&'static str, &'static str)], connection| {
            origin(settings, connection, &uri, &headers(list))
        };
        let plain = Settings::default();
        assert_eq!(
            of(&plain, &[("host", "ca1.qualtrics.com")], Some(&encrypted)),
            "https://ca1.qualtrics.com"
        );
        assert_eq!(of(&plain, &[("host", "[::1]:80")], None), "http://[::1]:80");
        assert_eq!(of(&plain, &[("host", "a\"><script>")], None), "http://localhost");
        let forwarded = [("host", "h"), ("x-forwarded-proto", "https, http")];
        assert_eq!(of(&plain, &forwarded, None), "http://h");
        let trusting = Settings { trust_forwarded: true, ..Settings::default() };
        assert_eq!(of(&trusting, &forwarded, None), "https://h");
        let public = Settings { public_url: Some("https://xm.example.org/".into()), ..Settings::default() };
        assert_eq!(of(&public, &forwarded, None), "https://xm.example.org");
    }
}
