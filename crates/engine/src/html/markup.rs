//! What it costs to read and clean a text of HTML.
//!
//! A reader of HTML builds a tree, and the rules by which it mends what was left open make some texts cost with the square
//! of their length: thousands of elements in each other, formatting that is never closed, thousands of attributes.

use std::collections::HashMap;

/// About how many steps it takes to read the text; at least one for each of its tags. What the reader would not take for
/// a tag may be counted too, never the other way round.
#[must_use]
pub fn cost(html: &str) -> usize {
    let mut bytes = html.as_bytes();
    let mut open: HashMap<String, usize> = HashMap::new();
    let (mut depth, mut formatting, mut cost) = (0_usize, 0_usize, html.len() / 16);
    while let Some(at) = bytes.iter().position(|byte| *byte == b'<') {
        bytes = &bytes[at + 1..];
        let closes = bytes.first() == Some(&b'/');
        let rest = if closes { &bytes[1..] } else { bytes };
        if !rest.first().is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        let length = rest.iter().position(|byte| is_blank(*byte) || matches!(byte, b'/' | b'>'));
        let (name, rest) = rest.split_at(length.unwrap_or(rest.len()));
        let name = String::from_utf8_lossy(name).to_ascii_lowercase();
        let (attributes, rest) = self::attributes(rest);
        bytes = rest;
        if closes {
            if let Some(count) = open.get_mut(&name).filter(|count| **count > 0) {
                *count -= 1;
                depth -= 1;
            }
        } else if !VOID.contains(&name.as_str()) {
            formatting += usize::from(FORMATTING.contains(&name.as_str()));
            *open.entry(name).or_default() += 1;
            depth += 1;
        }
        let step = 1 + depth + formatting;
        cost = cost.saturating_add(step).saturating_add(attributes.saturating_mul(attributes));
    }
    cost
}

/// Elements that hold nothing and are never open.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];
/// Elements that go on behind the end of what they stand in, until they are closed.
const FORMATTING: [&str; 14] =
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0c)
}

/// How many attributes the tag has, and what follows the tag.
fn attributes(mut rest: &[u8]) -> (usize, &[u8]) {
    let mut count = 0;
    loop {
        let start = rest.iter().position(|byte| !is_blank(*byte) && *byte != b'/').unwrap_or(rest.len());
        rest = &rest[start..];
        match rest.first() {
            None => return (count, rest),
            Some(b'>') => return (count, &rest[1..]),
            Some(_) => count += 1,
        }
        // A name may begin with `=`; behind its first byte one ends it.
        let ends = |byte: &u8| is_blank(*byte) || matches!(byte, b'/' | b'>' | b'=');
        let end = rest[1..].iter().position(ends).map_or(rest.len(), |end| end + 1);
        let name_end =
            rest[end..].iter().position(|byte| !is_blank(*byte)).map_or(rest.len(), |next| end + next);
        if rest.get(name_end) != Some(&b'=') {
            rest = &rest[end..];
            continue;
        }
        let value = &rest[name_end + 1..];
        let value = &value[value.iter().position(|byte| !is_blank(*byte)).unwrap_or(value.len())..];
        rest = match value.first() {
            Some(quote @ (b'"' | b'\'')) => {
                let end = value[1..].iter().position(|byte| byte == quote).map_or(value.len(), |end| end + 2);
                &value[end..]
            }
            _ => {
                let end = value.iter().position(|byte| is_blank(*byte) || *byte == b'>');
                &value[end.unwrap_or(value.len())..]
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_authors_write_costs_about_its_length_and_what_multiplies_costs_its_square() {
        let usual = "<p>Why <b>do</b> you <a href=\"https://example.org/a?b=c\">ask</a>?<br></p>".repeat(200);
        assert!(cost(&usual) < 30 * usual.len(), "{}", cost(&usual));
        let picture = format!("<img alt=x src=\"data:image/png;base64,{}\">", "ab/= ".repeat(200_000));
        assert!(cost(&picture) < picture.len());
        for costly in [
            "<div>".repeat(4_000),
            "<b class=x></p></p></p>".repeat(4_000),
            "<b title=x><table><td></b></td></table>".repeat(4_000),
            format!("<a {}>", "a ".repeat(4_000)),
            format!("<a{}>", "/a".repeat(4_000)),
            format!("<a \" {}>", "a=1 ".repeat(4_000)),
        ] {
            assert!(cost(&costly) > 8_000_000, "{} for {}", cost(&costly), &costly[..30]);
        }
        assert_eq!(cost("a < b, 2<3 and <"), 1);
    }
}
