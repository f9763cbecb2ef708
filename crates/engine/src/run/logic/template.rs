//! Texts with tokens: `${scheme://path}` (api/qsf.md section 11).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What a text with piped values is used as.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Usage {
    /// HTML: values are escaped, so that nobody's answer becomes markup.
    Html,
    /// Plain text.
    Text,
    /// A web address: values are percent-encoded.
    Address,
}

/// All but letters, digits and the marks that RFC 3986 calls unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The text with its tokens replaced by their values; unknown ones by nothing. `value_of` gets a token without `${` and
/// `}`.
pub(crate) fn fill(source: &str, usage: Usage, value_of: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(start) = rest.find("${") {
        let Some(length) = rest[start..].find('}') else { break };
        let name = &rest[start + 2..start + length];
        out.push_str(&rest[..start]);
        if name.contains("://") {
            let value = value_of(name).unwrap_or_default();
            match usage {
                Usage::Html => escape(&value, &mut out),
                Usage::Text => out.push_str(&value),
                Usage::Address => out.extend(utf8_percent_encode(&value, RESERVED)),
            }
        } else {
            out.push_str(&rest[start..=start + length]);
        }
        rest = &rest[start + length + 1..];
    }
    out.push_str(rest);
    out
}

fn escape(value: &str, out: &mut String) {
    for character in value.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(character),
        }
    }
}
