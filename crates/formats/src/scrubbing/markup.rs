//! Tags and references to characters, without what they say in words.

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
pub(super) fn reference(text: &str) -> Option<usize> {
    let end = text.find(';').filter(|end| *end <= 8)?;
    REFERENCES.contains(&&text[1..end]).then_some(end + 1)
}

/// The tag or comment with which the text begins: where it ends, and its parts, each with whether it may say something.
pub(super) fn tag(text: &str) -> Option<(usize, Vec<(&str, bool)>)> {
    if let Some(comment) = text.strip_prefix("<!--") {
        let end = 4 + comment.find("-->")?;
        return Some((end + 3, vec![("<!--", false), (&text[4..end], true), ("-->", false)]));
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
