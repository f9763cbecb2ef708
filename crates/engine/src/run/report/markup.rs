//! What of an author's HTML no page shows.

use serde_json::Value;

use super::lines::Lines;
use super::words::each_text;
use crate::html::plain;

/// Tags that are left out with what they hold, or whose content alone stays (`pages`, which makes HTML safe).
const LEFT_OUT: &[&str] = &[
    "button", "embed", "form", "iframe", "input", "link", "meta", "object", "script", "select", "style",
    "svg", "textarea",
];
const LOOKS: &[&str] = &["style", "class", "id"];

/// Looks for HTML in every text of a value.
pub(super) fn within(value: &Value, lines: &mut Lines, place: &dyn Fn() -> String) {
    each_text(value, &mut |text| of_text(text, lines, place));
}

/// Each kind of thing is told once for a text.
fn of_text(text: &str, lines: &mut Lines, place: &dyn Fn() -> String) {
    let mut found = Vec::new();
    for tag in text.split('<').skip(1) {
        let end = tag.find('>').map_or(tag, |end| &tag[..end]);
        let length = end.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(end.len());
        let (name, attributes) = end.split_at(length);
        let name = name.to_ascii_lowercase();
        if let Some(known) = LEFT_OUT.iter().find(|known| **known == name) {
            found.push((format!("the tag {known} in a text"), "it is left out"));
        }
        let attributes = attributes.to_ascii_lowercase();
        if !name.is_empty() && LOOKS.iter().any(|look| value(&attributes, look).is_some()) {
            let what = "a style, class or id of a text's tag".to_owned();
            found.push((what, "the text has the look of this server"));
        }
        let address = value(&attributes, "src").map(plain);
        if name == "img"
            && address.is_some_and(|address| {
                !["http:", "https:", "data:image/", "${"]
                    .iter()
                    .any(|start| address.trim().starts_with(start))
            })
        {
            found.push(("a picture without a whole address".to_owned(), "it is not shown"));
        }
    }
    found.sort();
    found.dedup();
    for (what, instead) in found {
        lines.add(what, instead, place);
    }
}

/// The value of an attribute; none where it is not there or empty.
fn value<'t>(attributes: &'t str, name: &str) -> Option<&'t str> {
    attributes.match_indices(name).find_map(|(place, _)| {
        let begins = attributes[..place].ends_with(|letter: char| letter.is_whitespace() || letter == '"');
        let value = attributes[place + name.len()..].trim_start().strip_prefix('=')?.trim_start();
        let value = match value.chars().next()? {
            quote @ ('"' | '\'') => value[1..].split(quote).next()?,
            _ => value.split_whitespace().next()?,
        };
        (begins && !value.trim().is_empty()).then_some(value)
    })
}
