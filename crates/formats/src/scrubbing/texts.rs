//! Texts without what they say, and addresses of the web without what they let in.

/// A text with an `x` for each letter, but for its markup, its references to characters and its piped text.
pub(super) fn prose(text: &str) -> String {
    spared(text, |letter| match letter {
        letter if letter.is_uppercase() => 'X',
        letter if letter.is_alphabetic() => 'x',
        other => other,
    })
}

/// The same with digits and marks too: nothing of a secret is left but its length and what is piped into it.
pub(super) fn hidden(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, piped)) = rest.split_once("${") {
        let Some((token, behind)) = piped.split_once('}') else { break };
        out.extend(before.chars().map(|_| 'x'));
        out.push_str("${");
        out.push_str(token);
        out.push('}');
        rest = behind;
    }
    out.extend(rest.chars().map(|_| 'x'));
    out
}

/// Changes each character that is no markup, no reference and no piped text. An e-mail address stays whole, for whoever replaces
/// it.
fn spared(text: &str, change: impl Fn(char) -> char) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let piece = match first {
            '<' => rest.find('>').map(|end| end + 1),
            '$' if rest.starts_with("${") || rest.starts_with("$e{") => rest.find('}').map(|end| end + 1),
            '&' => {
                let end = rest.bytes().skip(1).position(|byte| !byte.is_ascii_alphanumeric() && byte != b'#');
                end.filter(|end| rest.as_bytes().get(end + 1) == Some(&b';')).map(|end| end + 2)
            }
            _ => None,
        };
        match piece {
            Some(end) => {
                out.push_str(&rest[..end]);
                rest = &rest[end..];
            }
            None => {
                out.push(change(first));
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    out
}

/// Addresses of the web in a text without users and passwords, and with the values of their queries hidden; the brand in a
/// host's name becomes `brand`.
pub(super) fn addresses(text: &str, brand: Option<&str>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(place) = rest.find("://") {
        let (before, after) = rest.split_at(place + 3);
        out.push_str(before);
        // Piped text has the same form and is no address.
        let is_web = ["http", "https", "ftp"].iter().any(|scheme| {
            before[..place].strip_suffix(scheme).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
        });
        if !is_web {
            rest = after;
            continue;
        }
        let end = after.find(|letter: char| letter.is_whitespace() || "\"'<>\\".contains(letter));
        let (address, behind) = after.split_at(end.unwrap_or(after.len()));
        out.push_str(&address_without(address, brand));
        rest = behind;
    }
    out.push_str(rest);
    out
}

fn address_without(address: &str, brand: Option<&str>) -> String {
    let (place, query) = match address.split_once('?') {
        Some((place, query)) => (place, Some(query)),
        None => (address, None),
    };
    let (host, path) = place.split_at(place.find('/').unwrap_or(place.len()));
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let host = match brand {
        Some(brand) if host.split('.').any(|part| part == brand) => host
            .split('.')
            .map(|part| if part == brand { "brand" } else { part })
            .collect::<Vec<_>>()
            .join("."),
        _ => host.to_owned(),
    };
    let mut out = format!("{host}{path}");
    if let Some(query) = query {
        let value = |pair: &str| match pair.split_once('=') {
            Some((name, value)) => format!("{name}={}", hidden(value)),
            None => pair.to_owned(),
        };
        out.push('?');
        out.push_str(&query.split('&').map(value).collect::<Vec<_>>().join("&"));
    }
    out
}
