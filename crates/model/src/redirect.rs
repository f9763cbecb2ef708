//! Addresses that people are led back to after they let a program act for them by OAuth 2 (RFC 6749 section 3.1.2; RFC 8252
//! section 7.3).
//!
//! ```
//! use model::redirect::{admits, origin, with};
//!
//! assert!(admits("https://app.example/back", "https://app.example/back"));
//! assert!(!admits("https://app.example/back", "https://app.example/back/"));
//! assert!(admits("http://127.0.0.1/back", "http://127.0.0.1:51004/back"), "a program on the machine takes any port");
//! assert_eq!(origin("https://app.example/back"), "https://app.example");
//! assert_eq!(with("https://app.example/?a=1", "code=x"), "https://app.example/?a=1&code=x");
//! ```

/// What is accepted, in words.
pub(crate) const WORDS: &str = "an address without a fragment that begins with https://, or with http:// and 127.0.0.1, [::1] or localhost";

/// Whether a text may be such an address: whole, without a fragment, without a name and password.
pub(crate) fn fits(text: &str) -> bool {
    parts(text).is_some()
}

/// Whether somebody may be led to `asked` where `registered` was registered: they are the same text, or both are the same
/// address of this machine but for the port, which a program there cannot know before it runs.
#[must_use]
pub fn admits(registered: &str, asked: &str) -> bool {
    if registered == asked {
        return true;
    }
    let (Some(registered), Some(asked)) = (parts(registered), parts(asked)) else { return false };
    registered.is_local()
        && asked.is_local()
        && registered.host == asked.host
        && registered.rest == asked.rest
}

/// Scheme, host and port of an address, as a policy of a page names them. `http:` where it is of this machine by IPv6, which
/// policies have no way to write.
#[must_use]
pub fn origin(address: &str) -> &str {
    match parts(address) {
        Some(parts) if parts.host.starts_with('[') => parts.scheme.trim_end_matches("//"),
        Some(parts) => &address[..address.len() - parts.rest.len()],
        None => "",
    }
}

/// The address with more in its query.
#[must_use]
pub fn with(address: &str, query: &str) -> String {
    let joint = if !address.contains('?') {
        "?"
    } else if address.ends_with(['?', '&']) {
        ""
    } else {
        "&"
    };
    format!("{address}{joint}{query}")
}

struct Parts<'a> {
    scheme: &'a str,
    host: &'a str,
    rest: &'a str,
}

impl Parts<'_> {
    fn is_local(&self) -> bool {
        self.scheme == "http://"
    }
}

fn parts(text: &str) -> Option<Parts<'_>> {
    // A policy is a list of words that ends with a semicolon, a header a line: what could end either is in no address.
    let plain = |byte: u8| byte.is_ascii_graphic() && !b"\"<>\\^`{|}#".contains(&byte);
    if !text.bytes().all(plain) {
        return None;
    }
    let scheme = ["https://", "http://"].into_iter().find(|scheme| text.starts_with(scheme))?;
    let after = &text[scheme.len()..];
    let (authority, rest) = after.split_at(after.find(['/', '?']).unwrap_or(after.len()));
    let (host, port) = match authority.strip_prefix("[::1]") {
        Some(port) => ("[::1]", port.strip_prefix(':').or(port.is_empty().then_some("1"))?),
        None => authority.split_once(':').unwrap_or((authority, "1")),
    };
    let is_port = port.len() <= 5 && port.bytes().all(|byte| byte.is_ascii_digit());
    if !is_port || !port.parse::<u16>().is_ok_and(|port| port > 0) {
        return None;
    }
    let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte);
    let local = ["127.0.0.1", "[::1]", "localhost"].contains(&host);
    let is_host = local || (!host.is_empty() && host.bytes().all(known));
    (is_host && (local || scheme == "https://")).then_some(Parts { scheme, host, rest })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_that_nobody_else_can_read_are_taken() {
        for right in [
            "https://app.example",
            "https://app.example:8443/back?a=b",
            "http://127.0.0.1/back",
            "http://127.0.0.1:8080",
            "http://[::1]:1/",
            "http://localhost/",
        ] {
            assert!(fits(right), "{right}");
        }
        for wrong in [
            "",
            "app.example",
            "http://app.example/",
            "http://127.0.0.1.evil.example/",
            "http://localhost.evil.example/",
            "HTTPS://app.example/",
            "https://",
            "https:///back",
            "https://app.example/#there",
            "https://me@app.example/",
            "https://me:pw@app.example/",
            "https://app.example:0/",
            "https://app.example:65536/",
            "https://app.example:/",
            "https://app.example/a b",
            "https://app.example;script-src/",
            "https://app.example/\r\nX: y",
            "https://äpp.example/",
            "https://App.example/",
            "http://[::1/",
            "http://[::2]/",
            "javascript:alert(1)",
            "com.example.app:/back",
        ] {
            assert!(!fits(wrong), "{wrong}");
        }
    }

    #[test]
    fn an_address_is_the_same_text_or_another_port_of_this_machine() {
        for (registered, asked, expected) in [
            ("http://127.0.0.1/b", "http://127.0.0.1:9/b", true),
            ("http://127.0.0.1:1/b", "http://127.0.0.1:2/b", true),
            ("http://[::1]/b", "http://[::1]:2/b", true),
            ("http://localhost:1/b", "http://localhost/b", true),
            ("http://127.0.0.1/b", "http://localhost/b", false),
            ("http://127.0.0.1/b", "http://127.0.0.1/c", false),
            ("http://127.0.0.1/b", "http://127.0.0.1/b?x", false),
            ("http://127.0.0.1/b", "http://127.0.0.1:x/b", false),
            ("https://127.0.0.1/b", "https://127.0.0.1:9/b", false),
            ("https://a.example/b", "https://a.example:443/b", false),
            ("https://a.example/b", "https://a.example/b?x", false),
        ] {
            assert_eq!(admits(registered, asked), expected, "{registered} and {asked}");
        }
    }

    #[test]
    fn an_origin_stands_in_a_policy_and_more_stands_in_a_query() {
        assert_eq!(origin("https://a.example:8443/b?c"), "https://a.example:8443");
        assert_eq!(origin("http://127.0.0.1:9"), "http://127.0.0.1:9");
        assert_eq!(origin("http://[::1]:9/b"), "http:");
        assert_eq!(origin("nowhere"), "");
        for (address, expected) in [
            ("https://a.example", "https://a.example?x=y"),
            ("https://a.example/?", "https://a.example/?x=y"),
            ("https://a.example/?b", "https://a.example/?b&x=y"),
        ] {
            assert_eq!(with(address, "x=y"), expected);
        }
    }
}
