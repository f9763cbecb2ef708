//! JSON text by hand: strings, numbers, commas.

/// A single code: a number where the recode value is one.
pub(super) fn json_code(recode: &str) -> Vec<u8> {
    match recode.parse::<i64>() {
        Ok(number) if number.to_string() == recode => recode.as_bytes().to_vec(),
        _ => json_string(recode),
    }
}

/// Text as a JSON string.
pub(super) fn json_string(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + 2);
    put_string(text, &mut out);
    out
}

/// Whether JSON would take the text for a number: no leading zeros, no bare point, no sign but minus.
pub(super) fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole) && digits(fraction) && (whole == "0" || !whole.starts_with('0'))
}

/// Appends text as a JSON string. What some readers take for the end of a line (U+0085, U+2028, U+2029) is escaped, so that a
/// line of NDJSON is one for them too.
pub(super) fn put_string(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    let plain = |byte: &u8| *byte >= 0x20 && !matches!(*byte, b'"' | b'\\' | 0xC2 | 0xE2);
    let mut rest = text.as_bytes();
    while let Some(place) = rest.iter().position(|byte| !plain(byte)) {
        out.extend_from_slice(&rest[..place]);
        match rest[place] {
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            byte @ (b'"' | b'\\') => out.extend_from_slice(&[b'\\', byte]),
            // The first bytes of those ends of lines and of other letters.
            byte @ (0xC2 | 0xE2) => match LINE_ENDS.iter().find(|(end, _)| rest[place..].starts_with(end)) {
                Some((end, written)) => {
                    out.extend_from_slice(written);
                    rest = &rest[place + end.len()..];
                    continue;
                }
                None => out.push(byte),
            },
            byte => {
                let hex = |digit: u8| if digit < 10 { b'0' + digit } else { b'a' + digit - 10 };
                out.extend_from_slice(b"\\u00");
                out.extend_from_slice(&[hex(byte >> 4), hex(byte & 15)]);
            }
        }
        rest = &rest[place + 1..];
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

/// The ends of lines beyond ASCII, in UTF-8, and how JSON escapes them.
const LINE_ENDS: [(&[u8], &[u8]); 3] =
    [(b"\xC2\x85", b"\\u0085"), (b"\xE2\x80\xA8", b"\\u2028"), (b"\xE2\x80\xA9", b"\\u2029")];

/// Appends a comma, unless nothing was written since `start`.
pub(super) fn put_comma(start: usize, out: &mut Vec<u8>) {
    if out.len() > start {
        out.push(b',');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_those_of_a_parser() {
        let ends = "a\u{85}\u{2028}b\u{2029}";
        for text in
            ["", "plain", "\"quoted\" \\ /", "a\r\n\tb", "\u{0}\u{1f}\u{7f}", "ü 🤷 “£‘…\u{84}\u{202a}", ends]
        {
            let json = String::from_utf8(json_string(text)).unwrap();
            assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        }
        assert_eq!(json_string(ends), br#""a\u0085\u2028b\u2029""#, "one line, whoever reads it");
    }

    #[test]
    fn numbers_are_those_of_a_parser() {
        for text in ["0", "-1", "10.50", "0.7", "", "-", "01", "1.", ".5", "+1", "1e5", "1,5", "NaN", "٣"] {
            let parsed = serde_json::from_str::<serde_json::Number>(text).is_ok();
            // An exponent never comes from us, and a text is no harm.
            assert_eq!(is_number(text), parsed && !text.contains('e'), "{text}");
        }
        assert_eq!(json_code("7"), b"7");
        assert_eq!(json_code("07"), b"\"07\"");
    }
}
