//! Tags and references to characters in a text of HTML.

/// Tags that a text may hold; another one is words.
const TAGS: &[&str] = &[
    "a",
    "abbr",
    "audio",
    "b",
    "big",
    "blockquote",
    "body",
    "br",
    "button",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "figure",
    "font",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "label",
    "li",
    "link",
    "main",
    "mark",
    "meta",
    "nav",
    "object",
    "ol",
    "option",
    "p",
    "param",
    "pre",
    "q",
    "s",
    "script",
    "section",
    "select",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "video",
    "wbr",
];
/// How far the end of a tag is looked for, and of piped text.
const LONGEST_TAG: usize = 8192;
const LONGEST_PIPED: usize = 2048;
/// How many beginnings of tags and piped text without an end are looked at in one text; behind them there are none.
pub(crate) const MISSED: usize = 1000;
/// Tags whose content stands on lines of its own.
const LINES: &[&str] = &[
    "blockquote",
    "br",
    "center",
    "div",
    "dl",
    "dt",
    "dd",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];
/// Attributes that say nothing of anybody.
const ATTRIBUTES: &[&str] = &[
    "align",
    "bgcolor",
    "border",
    "cellpadding",
    "cellspacing",
    "clear",
    "color",
    "colspan",
    "dir",
    "height",
    "nowrap",
    "rel",
    "rowspan",
    "scope",
    "size",
    "start",
    "target",
    "type",
    "valign",
    "width",
];
/// References that stay; another one may be a letter of a name.
const REFERENCES: &[&str] = &[
    "amp", "apos", "bull", "copy", "euro", "gt", "hellip", "larr", "ldquo", "lsquo", "lt", "mdash", "middot",
    "nbsp", "ndash", "quot", "rarr", "rdquo", "reg", "rsquo", "times", "trade",
];

/// Where a reference to a character ends that stays, with which the text begins.
pub(crate) fn reference(text: &str) -> Option<usize> {
    let end = text.find(';').filter(|end| *end <= 8)?;
    REFERENCES.contains(&&text[1..end]).then_some(end + 1)
}

/// The tag or comment with which the text begins: where it ends, and its parts, each with whether it may say something.
pub(crate) fn tag(text: &str) -> Option<(usize, Vec<(&str, bool)>)> {
    let text = within(text, LONGEST_TAG);
    if let Some(comment) = text.strip_prefix("<!--") {
        let end = 4 + comment.find("-->")?;
        return Some((end + 3, vec![("<!--", false), (&text[4..end], true), ("-->", false)]));
    }
    if !text.starts_with('<') {
        return None;
    }
    let slash = usize::from(text[1..].starts_with('/'));
    let named = &text[1 + slash..];
    let mut place = 1 + slash + named.find(|letter: char| !letter.is_ascii_alphanumeric())?;
    if !TAGS.contains(&text[1 + slash..place].to_ascii_lowercase().as_str()) {
        return None;
    }
    let mut parts = vec![(&text[..place], false)];
    loop {
        let rest = &text[place..];
        let first = rest.chars().next()?;
        if first == '>' {
            parts.push((&rest[..1], false));
            return Some((place + 1, parts));
        }
        if first.is_whitespace() || "/=".contains(first) {
            parts.push((&rest[..first.len_utf8()], false));
            place += first.len_utf8();
            continue;
        }
        let end = rest.find(|letter: char| letter.is_whitespace() || "=>/".contains(letter))?;
        let name = &rest[..end];
        let plain = name.len() <= 20 && name.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-');
        parts.push((name, !plain));
        place += end;
        let Some((lead, start, value)) = value(&rest[end..]) else { continue };
        parts.push((lead, false));
        parts.push((value, !is_quiet(name, value)));
        place += start + value.len();
        if lead.ends_with(['"', '\'']) {
            parts.push((&text[place..=place], false));
            place += 1;
        }
    }
}

/// Where piped text or a formula ends with which the text begins.
pub(crate) fn piped_end(text: &str) -> Option<usize> {
    let begins = text.starts_with("${") || text.starts_with("$e{");
    begins.then(|| within(text, LONGEST_PIPED).find('}').map(|end| end + 1))?
}

/// The beginning of a text, of so many bytes at most.
fn within(text: &str, most: usize) -> &str {
    &text[..text.floor_char_boundary(most)]
}

/// What stands before an attribute's value, where the value begins, and the value.
fn value(text: &str) -> Option<(&str, usize, &str)> {
    let value = text.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|quote| ['"', '\''].contains(quote));
    let start = text.len() - value.len() + usize::from(quote.is_some());
    let value = &text[start..];
    let end = match quote {
        Some(quote) => value.find(quote)?,
        None => value.find(|letter: char| letter.is_whitespace() || letter == '>')?,
    };
    Some((&text[..start], start, &value[..end]))
}

/// Whether an attribute's value tells of nobody.
fn is_quiet(name: &str, value: &str) -> bool {
    let name = name.to_ascii_lowercase();
    // A style may name a picture or hold a text.
    let style =
        name == "style" && !["url", "//", "content", "\"", "'"].iter().any(|part| value.contains(part));
    style && value.len() <= 400
        || ATTRIBUTES.contains(&name.as_str()) && value.len() <= 20 && !value.contains(['@', '/'])
}

/// A line of plain text as HTML: its known tags, references and piped text stay, and what only looks like one is a character.
///
/// What the original does with a `<` of its text files is not known; that a line is lost behind it can be meant by nobody.
pub(crate) fn escaped(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let (mut rest, mut missed) = (line, 0);
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '<' if missed < MISSED => tag(rest).map(|(end, _)| end),
            '&' => named(rest),
            '$' if missed < MISSED => piped_end(rest),
            _ => None,
        };
        missed += usize::from(end.is_none() && ['<', '$'].contains(&first));
        match (end, first) {
            (Some(end), _) => out.push_str(&rest[..end]),
            (None, '<') => out.push_str("&lt;"),
            (None, '>') => out.push_str("&gt;"),
            (None, '&') => out.push_str("&amp;"),
            (None, other) => out.push(other),
        }
        rest = &rest[end.unwrap_or(first.len_utf8())..];
    }
    out
}

/// Where a reference to any character ends with which the text begins.
fn named(text: &str) -> Option<usize> {
    let end = text.bytes().take(12).position(|byte| byte == b';')?;
    let whole = &text[..=end];
    (engine::html::plain(whole) != whole).then_some(end + 1)
}

/// Whether a line of HTML begins or ends with a tag that begins a line itself.
pub(crate) fn has_own_lines(line: &str, at_its_end: bool) -> bool {
    let text = if at_its_end { line.rfind('<').map_or("", |place| &line[place..]) } else { line };
    let Some((end, _)) = tag(text) else { return false };
    let name = text[1..].trim_start_matches('/');
    let name = &name[..name.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(name.len())];
    (!at_its_end || end == text.len()) && LINES.contains(&name.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_tag_is_text() {
        for (line, html) in [
            ("second <none> & x < 5", "second &lt;none&gt; &amp; x &lt; 5"),
            ("<b>a</b> &eacute; &nothing; <br/>", "<b>a</b> &eacute; &amp;nothing; <br/>"),
            ("<a href='x?a&b'>c</a> > <", "<a href='x?a&b'>c</a> &gt; &lt;"),
            ("${l://OptOutLink?d=a<b} & <b", "${l://OptOutLink?d=a<b} &amp; &lt;b"),
        ] {
            assert_eq!(escaped(line), html);
        }
    }

    #[test]
    fn a_tag_of_a_block_has_lines_of_its_own() {
        for (line, begins, ends) in [
            ("<li>a</li>", true, true),
            ("<b>a</b>", false, false),
            ("a<br>", false, true),
            ("a > b", false, false),
            ("<div", false, false),
            ("", false, false),
        ] {
            assert_eq!((has_own_lines(line, false), has_own_lines(line, true)), (begins, ends), "{line}");
        }
    }
}
