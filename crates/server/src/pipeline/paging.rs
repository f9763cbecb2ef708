//! Addresses as the caller sees the server: its own origin, and the next page of a list.

use contract::NextPage;
use http::{HeaderMap, Uri, header};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::pipeline::arrive::percent_decode;
use crate::protection::proxies::Remote;
use crate::settings::Settings;

/// Scheme, host and port under which the caller reached the server, or those of `--public-url`; no slash at the end.
pub(crate) fn origin(settings: &Settings, remote: Option<&Remote>, uri: &Uri, headers: &HeaderMap) -> String {
    if let Some(public) = &settings.public_url {
        return public.trim_end_matches('/').to_owned();
    }
    let scheme = if is_tls(remote) { "https" } else { "http" };
    let sent = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let host =
        sent.or_else(|| uri.authority().map(http::uri::Authority::as_str)).filter(|host| is_host(host));
    format!("{scheme}://{}", host.unwrap_or("localhost"))
}

/// Whether the caller's side of the connection is encrypted.
pub(crate) fn is_tls(remote: Option<&Remote>) -> bool {
    remote.is_some_and(|remote| remote.tls)
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
        let encrypted = Remote { address: None, tls: true, veiled: false };
        let of = |settings: &Settings, list: &[(&'static str, &'static str)], remote| {
            origin(settings, remote, &uri, &headers(list))
        };
        let plain = Settings::default();
        assert_eq!(
            of(&plain, &[("host", "ca1.qualtrics.com")], Some(&encrypted)),
            "https://ca1.qualtrics.com"
        );
        assert_eq!(of(&plain, &[("host", "[::1]:80")], None), "http://[::1]:80");
        assert_eq!(of(&plain, &[("host", "a\"><script>")], None), "http://localhost");
        let public = Settings { public_url: Some("https://xm.example.org/".into()), ..Settings::default() };
        assert_eq!(of(&public, &[("host", "h")], None), "https://xm.example.org");
    }
}
