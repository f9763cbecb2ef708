//! What a respondent's browser says of itself: address, languages, the page that led here, and the cookies of a survey; and
//! how such a cookie is set.
//!
//! A survey has two cookies of its own, which browsers send to its pages alone. `session` names a session to come back to,
//! and lives as long as that; `done` says that the survey was answered. Neither says who somebody is, no script reads them,
//! and no page of another site sends them along.

use http::request::Parts;
use http::{HeaderMap, HeaderValue, header};
use services::respond::{SessionName, Visitor};

use crate::pipeline::{cookies, paging};
use crate::protection::per_address::network;
use crate::protection::proxies::Remote;

const SESSION: &str = "session";
const DONE: &str = "done";
/// Half a year, as the original's pages of help tell of its own (not certain).
const DONE_SECONDS: i64 = 180 * 86_400;
/// The most languages that are read of what a browser asks for.
const LANGUAGES: usize = 20;
/// The longest tag of a language that is looked at.
const TAG: usize = 35;

/// Reads a request.
pub(crate) fn visitor(head: &Parts) -> Visitor {
    let text = |name| head.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Visitor {
        address: Remote::address_of(head).map(|address| address.to_string()).unwrap_or_default(),
        network: Remote::address_of(head).map(network),
        languages: accepted(text(header::ACCEPT_LANGUAGE)),
        referrer: text(header::REFERER).to_owned(),
        kept: cookies::value(&head.headers, SESSION).and_then(SessionName::parse),
        done: cookies::value(&head.headers, DONE) == Some("1"),
    }
}

/// Lets the browser keep a session of the survey whose pages are at this path, for so many seconds.
pub(crate) fn keep(head: &Parts, answer: &mut HeaderMap, path: &str, session: &str, seconds: i64) {
    set(head, answer, path, SESSION, session, seconds);
}

/// Lets the browser forget the session that it keeps.
pub(crate) fn forget(head: &Parts, answer: &mut HeaderMap, path: &str) {
    set(head, answer, path, SESSION, "", 0);
}

/// Lets the browser remember that the survey was answered.
pub(crate) fn remember_done(head: &Parts, answer: &mut HeaderMap, path: &str) {
    set(head, answer, path, DONE, "1", DONE_SECONDS);
}

fn set(head: &Parts, answer: &mut HeaderMap, path: &str, name: &str, value: &str, seconds: i64) {
    let secure = if paging::is_tls(head.extensions.get()) { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    // A name and a path of ours are of characters that a header may hold.
    if let Ok(cookie) = HeaderValue::try_from(cookie) {
        answer.append(header::SET_COOKIE, cookie);
    }
}

/// The tags of `Accept-Language` (RFC 9110 section 12.5.4), the most wanted first; those of one weight in their order.
fn accepted(text: &str) -> Vec<String> {
    let read = |part: &str| {
        let (tag, weight) = part.split_once(';').unwrap_or((part, "q=1"));
        let weight: f32 =
            weight.trim().strip_prefix("q=").and_then(|weight| weight.parse().ok()).unwrap_or(1.0);
        let tag = tag.trim();
        let is_tag = (1..=TAG).contains(&tag.len())
            && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        (is_tag && weight > 0.0).then(|| (tag.to_owned(), weight))
    };
    let mut tags: Vec<(String, f32)> = text.split(',').take(LANGUAGES).filter_map(read).collect();
    tags.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    tags.into_iter().map(|(tag, _)| tag).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_read_by_their_weight() {
        for (header, tags) in [
            ("de-AT, de;q=0.9, en;q=0.8", &["de-AT", "de", "en"][..]),
            ("en;q=0.2, fr;q=0.9,  pt-BR", &["pt-BR", "fr", "en"]),
            ("en; q=0, *;q=0.5, de;q=nonsense", &["de"]),
            ("x<script>, ,;q=1, a_b", &[]),
            ("", &[]),
        ] {
            assert_eq!(accepted(header), tags, "{header}");
        }
        assert_eq!(accepted(&"de,".repeat(1000)).len(), LANGUAGES);
    }
}
