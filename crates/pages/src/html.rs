//! Author's HTML made safe: formatting, lists, tables, links, pictures, sound and film; no script, no style, no frame.

use std::collections::HashSet;
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use maud::{Markup, PreEscaped};

/// The HTML without anything that could act or reach beyond its place.
pub(crate) fn safe(html: &str) -> Markup {
    if !html.contains(['<', '&', '>']) {
        return PreEscaped(html.to_owned());
    }
    PreEscaped(with_alt(&CLEANER.clean(html).to_string()))
}

/// [`safe`], without the empty lines that editors leave at the end of a text.
pub(crate) fn block(html: &str) -> Markup {
    let clean = safe(html).into_string();
    let mut text = clean.as_str();
    let mut closing = Vec::new();
    loop {
        let before = text.len();
        text = text.trim_end();
        for blank in ["<br>", "&nbsp;", "\u{a0}"] {
            text = text.strip_suffix(blank).unwrap_or(text);
        }
        if let Some(tag) =
            ["</div>", "</p>", "</span>", "</b>", "</strong>"].into_iter().find(|tag| text.ends_with(tag))
        {
            let inside = &text[..text.len() - tag.len()];
            text = match inside.strip_suffix(tag.replace('/', "").as_str()) {
                // An element with nothing in it goes as a whole.
                Some(outside) => outside,
                None => {
                    closing.push(tag);
                    inside
                }
            };
        }
        if let Some(tag) = closing.last()
            && let Some(outside) = text.strip_suffix(tag.replace('/', "").as_str())
        {
            text = outside;
            closing.pop();
        }
        if text.len() == before {
            break;
        }
    }
    PreEscaped(closing.into_iter().rev().fold(text.to_owned(), |text, tag| text + tag))
}

/// The HTML as one line of plain text, for places that hold no markup.
pub(crate) fn line(html: &str) -> String {
    engine::html::plain(html).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The language that a whole text says it is in, as the engine writes it where it is not the page's.
pub(crate) fn language_of(html: &str) -> Option<&str> {
    html.strip_prefix("<span lang=\"")?.split('"').next()
}

/// Whether nothing of the HTML is said to who does not see it: no text, and no picture with a text in its place.
pub(crate) fn is_silent(html: &str) -> bool {
    if !line(html).is_empty() {
        return false;
    }
    let clean = safe(html).into_string();
    const ALT: &str = " alt=\"";
    clean.match_indices(ALT).all(|(place, _)| clean[place + ALT.len()..].starts_with('"'))
}

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::default();
    builder
        .add_tags(["u", "video", "audio", "source", "figure", "figcaption"])
        .rm_tags(["map", "area", "nav", "header", "footer", "aside", "article", "main", "hgroup"])
        .add_generic_attributes(["dir"])
        .add_tag_attributes("video", ["src", "controls", "width", "height", "poster", "loop", "muted"])
        .add_tag_attributes("audio", ["src", "controls", "loop"])
        .add_tag_attributes("source", ["src", "type"])
        .url_schemes(HashSet::from(["http", "https", "mailto", "data"]))
        .attribute_filter(|element, attribute, value| match (element, attribute) {
            // Pictures may be given in place; nothing else may, least of all a link.
            (_, "href" | "src" | "poster" | "cite") if starts_with(value, "data:") => {
                let is_picture = ["data:image/png", "data:image/jpeg", "data:image/gif", "data:image/webp"];
                let fits = element == "img" && is_picture.iter().any(|kind| starts_with(value, kind));
                fits.then(|| value.into())
            }
            // Direction and language say something; the rest of the looks is the page's.
            (_, "align" | "valign" | "bgcolor" | "char" | "charoff") => None,
            _ => Some(value.into()),
        })
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer"))
        .set_tag_attribute_value("a", "target", "_blank");
    builder
});

fn starts_with(value: &str, prefix: &str) -> bool {
    let value = value.trim_start();
    value.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// Pictures without a text in place of them are decoration: they get an empty one, so that nobody is read a file name.
fn with_alt(clean: &str) -> String {
    let mut out = String::with_capacity(clean.len());
    let mut rest = clean;
    while let Some(start) = rest.find("<img") {
        let (before, tag) = rest.split_at(start + 4);
        out.push_str(before);
        let mut quoted = false;
        let end = tag.find(|character| {
            quoted ^= character == '"';
            character == '>' && !quoted
        });
        let (attributes, after) = tag.split_at(end.unwrap_or(tag.len()));
        if !attributes.contains(" alt=\"") {
            out.push_str(" alt=\"\"");
        }
        out.push_str(attributes);
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_act_is_gone_and_formatting_stays() {
        let safe = |html: &str| safe(html).into_string();
        assert_eq!(safe("<b>bold</b> &amp; <u>more</u>"), "<b>bold</b> &amp; <u>more</u>");
        for evil in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "<a href=\"javascript:alert(1)\">x</a>",
            "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
            "<iframe src=\"https://example.org\"></iframe>",
            "<style>*{display:none}</style>",
            "<form action=\"https://example.org\"><input name=x></form>",
            "<p style=\"position:fixed\" onclick=alert(1)>x</p>",
            "<svg onload=alert(1)>",
            "<object data=x>",
            "<img src=\"data:image/svg+xml,<svg onload=alert(1)>\">",
        ] {
            let clean = safe(evil).to_ascii_lowercase();
            for word in [
                "script", "onerror", "onclick", "onload", "<iframe", "<style", "style=", "<form", "<input",
                "data:",
            ] {
                assert!(!clean.contains(word), "{evil} became {clean}");
            }
        }
    }

    #[test]
    fn empty_lines_at_the_end_are_dropped() {
        for (html, expected) in [
            ("<div>Why?<br></div><div>&nbsp;</div><div><br></div> ", "<div>Why?</div>"),
            ("a <b>b</b><br>\n<br>", "a <b>b</b>"),
            ("<div><div><br></div></div>", ""),
            ("plain", "plain"),
            ("<ul><li>x</li></ul>", "<ul><li>x</li></ul>"),
        ] {
            assert_eq!(block(html).into_string(), expected, "{html}");
        }
    }

    #[test]
    fn links_open_beside_the_survey_and_pictures_have_a_text() {
        let link = safe("<a href=\"https://example.org\">x</a>").into_string();
        assert!(link.contains("rel=\"noopener noreferrer\"") && link.contains("target=\"_blank\""), "{link}");
        let picture = safe(
            "<img src=\"https://example.org/a.png\"> <img alt=\"a > b\" src=\"https://example.org/b.png\">",
        );
        assert_eq!(picture.into_string().matches(" alt=\"").count(), 2);
    }
}
