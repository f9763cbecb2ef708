//! Texts with tokens: `${scheme://path}` (api/qsf.md section 11).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What a text with piped values is used as.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Usage {
    /// HTML: values are escaped, so that nobody's answer becomes markup.
    Html,
    /// Plain text.
    Text,
    /// A web address or a form: values are percent-encoded.
    Address,
    /// A text of JSON, whose author writes the quotation marks: values are escaped as within them.
    Json,
}

/// All but letters, digits and the marks that RFC 3986 calls unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// A text with its values in place.
pub(crate) struct Filled {
    pub(crate) text: String,
    /// How many bytes the values take.
    pub(crate) piped: usize,
    /// The values had no room and were cut.
    pub(crate) was_cut: bool,
}

/// The text with its tokens replaced by their values and its calculations (`$e{ }`, in languages that are written from the
/// right `{ }#$`) by what they come to; unknown ones by nothing. `value_of` gets a token without `${` and `}`, `result_of` a calculation without `$e{` and `}`. The values
/// together have `room` bytes; the one that does not fit is cut, those behind it are empty.
pub(crate) fn fill(
    source: &str,
    usage: Usage,
    room: usize,
    value_of: impl Fn(&str) -> Option<String>,
    result_of: impl Fn(&str) -> Option<String>,
) -> Filled {
    let mut out = String::with_capacity(source.len());
    let (mut piped, mut was_cut, mut open) = (0, false, 0);
    let mut rest = source;
    // Where the author's last tag began, and how much of the text has been looked at for it.
    let (mut tag, mut looked) = (None, 0);
    while let Some(start) = rest.find('$') {
        let behind = &rest[start + 1..];
        let before = &rest[..start];
        let from_the_right = before.strip_suffix("}#").and_then(|inner| inner.rsplit_once('{'));
        out.push_str(from_the_right.map_or(before, |(before, _)| before));
        let (value, length) = if let Some((_, written)) = from_the_right {
            (result_of(written), 0)
        } else if let Some(inner) = behind.strip_prefix('{') {
            let Some(length) = inner.find('}') else {
                rest = &rest[start..];
                break;
            };
            let name = &inner[..length];
            let is_token = name.contains("://");
            if !is_token {
                out.push_str(&rest[start..start + length + 3]);
            }
            (is_token.then(|| value_of(name)).flatten(), length + 2)
        } else if let Some(inner) = behind.strip_prefix("e{").filter(|_| open < OPEN_CALCULATIONS)
            && let Some(length) = end_of(inner)
        {
            (result_of(&inner[..length]), length + 3)
        } else {
            open += usize::from(behind.starts_with("e{"));
            out.push('$');
            rest = behind;
            continue;
        };
        let before = out.len();
        if usage == Usage::Html
            && let Some(mark) = out[looked..].rfind(['<', '>'])
        {
            tag = out[looked + mark..].starts_with('<').then_some(looked + mark);
        }
        looked = before;
        let within = tag.is_some_and(|tag| is_within_an_address(&out[tag..]));
        let usage = if within { Usage::Address } else { usage };
        was_cut |= !put(&value.unwrap_or_default(), usage, room - piped, &mut out);
        piped += out.len() - before;
        rest = &behind[length..];
    }
    out.push_str(rest);
    Filled { text: out, piped, was_cut }
}

/// After so many calculations that are never closed no further ones are looked for: looking has its price.
const OPEN_CALCULATIONS: usize = 20;

/// Where the bracket closes that a calculation opened; tokens in it have brackets of their own. One that is too long is still one,
/// and comes to nothing like any that cannot be worked out.
fn end_of(inner: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (place, character) in inner.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth == 0 => return Some(place),
            '}' => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Whether a tag that has begun is in the middle of an attribute that holds an address: a value there is a part of it. A value
/// with which the attribute begins is the whole address.
fn is_within_an_address(tag: &str) -> bool {
    if tag.len() > LONGEST_TAG {
        return false;
    }
    let mut quote: Option<(usize, char)> = None;
    for (place, character) in tag.char_indices() {
        match quote {
            Some((_, open)) if open == character => quote = None,
            None if ['"', '\''].contains(&character) => quote = Some((place, character)),
            _ => {}
        }
    }
    let (before, address) = match quote {
        Some((place, _)) => (&tag[..place], &tag[place + 1..]),
        None => {
            let begins = tag.rfind(|character: char| character.is_whitespace()).map_or(0, |place| place + 1);
            let equals = tag[begins..].find('=').map_or(tag.len(), |place| begins + place + 1);
            tag.split_at(equals)
        }
    };
    let Some(name) = before.trim_end().strip_suffix('=') else { return false };
    let name = name.trim_end().rsplit(|character: char| !character.is_ascii_alphabetic()).next();
    let is_address =
        name.is_some_and(|name| ["href", "src"].iter().any(|one| name.eq_ignore_ascii_case(one)));
    is_address && !address.is_empty()
}

/// Tags beyond are not looked into.
const LONGEST_TAG: usize = 4096;

/// A plain text as HTML.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    put(text, Usage::Html, usize::MAX, &mut out);
    out
}

/// A value as a part of a web address or a form.
pub(crate) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// Puts as much of a value into the text as there is room for, in bytes; false where that is not all.
fn put(value: &str, usage: Usage, room: usize, out: &mut String) -> bool {
    let most = out.len() + room;
    for character in value.chars() {
        let mut own = [0; 4];
        let own = &*character.encode_utf8(&mut own);
        let before = out.len();
        match (usage, character) {
            (Usage::Text, _) => out.push_str(own),
            (Usage::Address, _) => out.extend(utf8_percent_encode(own, RESERVED)),
            (Usage::Json, '"' | '\\') => out.extend(['\\', character]),
            (Usage::Json, control) if control.is_control() => {
                out.push_str(&format!("\\u{:04x}", u32::from(control)));
            }
            (Usage::Json, _) => out.push_str(own),
            (Usage::Html, '&') => out.push_str("&amp;"),
            (Usage::Html, '<') => out.push_str("&lt;"),
            (Usage::Html, '>') => out.push_str("&gt;"),
            (Usage::Html, '"') => out.push_str("&quot;"),
            (Usage::Html, '\'') => out.push_str("&#39;"),
            (Usage::Html, _) => out.push_str(own),
        }
        if out.len() > most {
            out.truncate(before);
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_their_room_and_the_authors_text_stays() {
        let of =
            |usage, room| fill("<b>${e://a}</b>${e://a}!", usage, room, |_| Some("ä<ö".to_owned()), |_| None);
        let all = of(Usage::Html, 100);
        assert_eq!((all.text.as_str(), all.piped, all.was_cut), ("<b>ä&lt;ö</b>ä&lt;ö!", 16, false));
        let some = of(Usage::Html, 7);
        assert_eq!((some.text.as_str(), some.piped, some.was_cut), ("<b>ä&lt;</b>!", 6, true));
        assert_eq!(of(Usage::Text, 3).text, "<b>ä<</b>!");
        assert_eq!(of(Usage::Address, 6).text, "<b>%C3%A4</b>!");
        let json =
            fill("{\"a\": \"${e://a}\"}", Usage::Json, 100, |_| Some("\"\\\n\u{1}ä".to_owned()), |_| None);
        let read: serde_json::Value = serde_json::from_str(&json.text).unwrap();
        assert_eq!(read["a"], "\"\\\n\u{1}ä");
    }

    #[test]
    fn a_value_within_the_address_of_a_tag_is_a_part_of_it() {
        let of = |source: &str| {
            fill(source, Usage::Html, 1_000, |_| Some("a&b c/".to_owned()), |_| Some("1+1".to_owned())).text
        };
        let (shown, part) = ("a&amp;b c/", "a%26b%20c%2F");
        for (source, text) in [
            (
                "<a href=\"https://x.org/?id=${e://a}&n=${e://a}\">${e://a}</a>",
                format!("<a href=\"https://x.org/?id={part}&n={part}\">{shown}</a>"),
            ),
            ("<img alt='${e://a}' SRC = '/p/${e://a}'>", format!("<img alt='{shown}' SRC = '/p/{part}'>")),
            ("<a href=https://x.org/?${e://a}>", format!("<a href=https://x.org/?{part}>")),
            ("<a href='/$e{x}'>$e{x}", "<a href='/1%2B1'>1+1".to_owned()),
            ("<a href=\"${e://a}\">", format!("<a href=\"{shown}\">")),
            ("<a title=\"href=x${e://a}\">", format!("<a title=\"href=x{shown}\">")),
            ("<b> href='${e://a}", format!("<b> href='{shown}")),
            ("1 < 2 ${e://a}", format!("1 < 2 {shown}")),
        ] {
            assert_eq!(of(source), text, "{source}");
        }
    }

    #[test]
    fn tokens_and_calculations_are_found_and_what_is_neither_stays() {
        let of = |source: &str| {
            let named = |kind: &str, name: &str| Some(format!("[{kind} {name}]"));
            fill(source, Usage::Text, 1_000, |name| named("t", name), |written| named("c", written)).text
        };
        for (source, text) in [
            ("a ${e://Field/x} b", "a [t e://Field/x] b"),
            ("$e{ 1 + 2 }%", "[c  1 + 2 ]%"),
            ("$e{ ${e://Field/x} * 2 }$e{3}", "[c  ${e://Field/x} * 2 ][c 3]"),
            ("5$ and ${no} and $e and $e{ open", "5$ and ${no} and $e and $e{ open"),
            ("$${e://a}$", "$[t e://a]$"),
            ("${e://open", "${e://open"),
            ("$e{a}}ö", "[c a]}ö"),
            ("a { 4 + 4 }#$ b", "a [c  4 + 4 ] b"),
            ("${e://a}}#$ {b} c#$", "[t e://a]}#$ {b} c#$"),
        ] {
            assert_eq!(of(source), text, "{source}");
        }
    }

    #[test]
    fn a_calculation_that_is_too_long_is_not_shown_as_it_is_written() {
        let long = format!("a $e{{ {}1 }} b", "1 + ".repeat(10_000));
        let value = |written: &str| crate::run::logic::calculate::calculate(written, |_| None);
        assert_eq!(fill(&long, Usage::Text, 1_000, |_| None, value).text, "a  b");
    }
}
