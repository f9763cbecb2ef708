//! Addresses of the web without whom they belong to and what they let in.

use super::names::Names;
use super::texts::{hidden, is_id};
use crate::markup::piped_end;

/// The address with a counted host, without user and password, and with the parts of its path and the values of its query
/// hidden but for ids and piped text.
pub(super) fn scrubbed_address(address: &str, names: &mut Names) -> String {
    let (scheme, rest) = address.split_once("://").unwrap_or(("https", address));
    let (rest, fragment) = cut(rest, '#');
    let (place, query) = cut(rest, '?');
    let (host, path) = cut(place, '/');
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let (host, port) = match host.rsplit_once(':') {
        Some((host, port)) if port.parse::<u16>().is_ok() => (host, Some(port)),
        _ => (host, None),
    };
    let mut out = format!("{scheme}://");
    match host {
        "" => {}
        host if host.contains("${") => out.push_str(&hidden(host)),
        host => out.push_str(&names.host(host)),
    }
    out.extend(port.map(|port| format!(":{port}")));
    let mut part = |part: &str| if is_id(part) { names.id(part) } else { hidden(part) };
    if let Some(path) = path {
        // What is piped into a path holds slashes itself.
        let parts = split(path, '/').into_iter().map(&mut part).collect::<Vec<_>>();
        out.push('/');
        out.push_str(&parts.join("/"));
    }
    if let Some(query) = query {
        let pair = |pair: &str| match cut(pair, '=') {
            (name, Some(value)) if is_plain(name) => format!("{name}={}", part(value)),
            (name, Some(value)) => format!("{}={}", hidden(name), part(value)),
            (name, None) => hidden(name),
        };
        out.push('?');
        out.push_str(&split(query, '&').into_iter().map(pair).collect::<Vec<_>>().join("&"));
    }
    out.extend(fragment.map(|fragment| format!("#{}", hidden(fragment))));
    out
}

/// Names of parameters are the names of fields that they fill.
fn is_plain(name: &str) -> bool {
    let word = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte));
    word && name.len() <= 32 && name.bytes().filter(u8::is_ascii_digit).count() < 7
}

fn cut(text: &str, mark: char) -> (&str, Option<&str>) {
    match split(text, mark).first() {
        Some(first) if first.len() < text.len() => (first, Some(&text[first.len() + mark.len_utf8()..])),
        _ => (text, None),
    }
}

/// The parts between marks that do not stand in piped text.
fn split(text: &str, mark: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut place) = (0, 0);
    while let Some(first) = text[place..].chars().next() {
        if let Some(end) = piped_end(&text[place..]) {
            place += end;
            continue;
        }
        if first == mark {
            parts.push(&text[start..place]);
            start = place + first.len_utf8();
        }
        place += first.len_utf8();
    }
    parts.push(&text[start..]);
    parts
}
