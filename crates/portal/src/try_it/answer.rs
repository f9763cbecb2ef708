//! The Output tab: JSON in slices, or a file with its size, hash and entries.

use contract::{Description, Part, Verb, catalogue};
use maud::{Markup, html};
use serde_json::Value;

use super::leads::address;
use super::outcome::TryOutcome;
use super::zip;
use crate::highlight::{self, Language};
use crate::shell;

/// The largest file that is put into the page to be saved from there, in bytes.
const LARGEST_FILE: u64 = 1 << 20;
/// Lines of a slice. The style sheet lets browsers skip slices that are not in view, so megabytes do not hang the page.
const SLICE: usize = 200;

pub(crate) fn markup(description: &Description, parts: &[Part], outcome: &TryOutcome) -> Markup {
    let content_type = outcome.header("content-type").unwrap_or("application/octet-stream");
    if !content_type.starts_with("application/json") || outcome.header("content-disposition").is_some() {
        return file(content_type, outcome);
    }
    html! {
        (json("Output", &outcome.output, &|id| uses(id, parts)))
        @if !outcome.tail.is_empty() {
            p.muted { "The answer is longer than what is shown. \"Save the answer\" gives all of it." }
        }
        @if let Some(rest) = next_page(description, &outcome.output) {
            p { "There is more: " a href=(rest) { "the next page" } "." }
        }
    }
}

/// A body that was sent, as it is or as JSON in lines.
pub(crate) fn plain(label: &str, bytes: &[u8]) -> Markup {
    json(label, bytes, &|_| None)
}

fn file(content_type: &str, outcome: &TryOutcome) -> Markup {
    let name = outcome.header("content-disposition").and_then(|header| header.split("filename=").nth(1));
    let name = name.and_then(|name| name.split(';').next()).unwrap_or("answer").trim_matches('"');
    let whole = if outcome.tail.is_empty() { &outcome.output } else { &outcome.tail };
    let entries = zip::entries(whole, outcome.length);
    html! {
        dl.facts.file {
            dt { "File" } dd { strong { (name) } }
            dt { "Size" } dd { (outcome.length) " bytes" }
            dt { "Type" } dd { code { (content_type) } }
            dt { "SHA-256" } dd { code.hash { (outcome.sha256) } }
        }
        @if outcome.tail.is_empty() && outcome.length <= LARGEST_FILE {
            p {
                a.button.primary download=(name) href={ "data:" (content_type) ";base64," (base64(&outcome.output)) } {
                    "Save the file"
                }
            }
        } @else {
            p { button.primary type="submit" form="try-form" name="download" value="yes" { "Save the file" } }
            p.muted { "The call is made again, and its answer is saved as it comes. It needs your token in the form." }
        }
        @if let Some(entries) = entries {
            (shell::scrolling("Entries of the zip", &html! {
                table.entries {
                    thead { tr { th scope="col" { "Entry" } th scope="col" { "Bytes" } th scope="col" { "In the zip" } } }
                    tbody {
                        @for entry in entries {
                            tr { th scope="row" { (entry.name) } td { (entry.size) } td { (entry.packed) } }
                        }
                    }
                }
            }))
        } @else if let Ok(text) = std::str::from_utf8(&outcome.output) {
            p.muted { "It begins with:" }
            (shell::code("The beginning of the file", text.get(..text.floor_char_boundary(2000)).unwrap_or_default()))
        }
    }
}

fn json(label: &str, bytes: &[u8], link: &dyn Fn(&str) -> Option<String>) -> Markup {
    let text = match serde_json::from_slice::<Value>(bytes) {
        Ok(value) => serde_json::to_string_pretty(&value).unwrap_or_default(),
        Err(_) => String::from_utf8_lossy(bytes).into_owned(),
    };
    shell::code_of(
        label,
        &html! {
            @for (place, slice) in slices(&text).enumerate() {
                span.slice { @if place == 0 { (linked(slice, link)) } @else { (slice) } }
            }
        },
    )
}

/// The text in pieces of [`SLICE`] lines, their line breaks with them.
fn slices(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.match_indices('\n').nth(SLICE - 1).map_or(rest.len(), |(place, _)| place + 1);
        let (slice, after) = rest.split_at(end);
        rest = after;
        Some(slice)
    })
}

/// Lines of JSON in colours, in which ids lead to the request that reads them.
fn linked(text: &str, link: &dyn Fn(&str) -> Option<String>) -> Markup {
    let mut begin = 0;
    let mut at = 0;
    let mut parts: Vec<(&str, Option<(&str, String)>)> = Vec::new();
    for (place, piece) in text.split('"').enumerate() {
        if let Some(address) = (place % 2 == 1).then(|| link(piece)).flatten() {
            // The quotes around the id go with it.
            parts.push((&text[begin..at - 1], Some((piece, address))));
            begin = at + piece.len() + 1;
        }
        at += piece.len() + 1;
    }
    parts.push((text.get(begin..).unwrap_or_default(), None));
    html! {
        @for (plain, id) in &parts {
            (highlight::markup(Language::Json, plain))
            @if let Some((id, address)) = id { span.tk-s { "\"" a href=(address) { (id) } "\"" } }
        }
    }
}

/// Where an id of the answer can be used: the request that reads one such thing by its last path parameter. What kind
/// of id it is follows from the prefix of that parameter's example (`SV_`).
fn uses(id: &str, parts: &[Part]) -> Option<String> {
    let (prefix, rest) = id.split_once('_')?;
    if prefix.is_empty() || !prefix.bytes().all(|letter| letter.is_ascii_uppercase()) || rest.len() < 9 {
        return None;
    }
    let reads = |known: &&Description| {
        let last = known.operation.path_parameters().last();
        let example = known.parameters.iter().find(|parameter| Some(parameter.name.as_str()) == last);
        known.operation.verb == Verb::Get
            && known.operation.path.ends_with('}')
            && example
                .and_then(|parameter| parameter.example.as_deref()?.split_once('_'))
                .is_some_and(|(kind, _)| kind == prefix)
    };
    let reader = catalogue().iter().find(reads)?;
    let last = reader.operation.path_parameters().last()?;
    Some(address(reader, parts, Some((last, id))))
}

/// The same page with the place where the next page of the list begins.
fn next_page(description: &Description, answer: &[u8]) -> Option<String> {
    let answer: Value = serde_json::from_slice(answer).ok()?;
    let next = answer["result"]["nextPage"].as_str()?;
    let query = next.split_once('?')?.1;
    let known = |name: &str| description.parameters.iter().any(|parameter| parameter.name == name);
    let pairs: Vec<String> = url::form_urlencoded::parse(query.as_bytes())
        .filter(|(name, _)| known(name))
        .map(|(name, value)| format!("query.{name}={}", crate::links::encode(&value)))
        .collect();
    Some(format!("{}?{}#try-it", crate::links::of_operation(description), pairs.join("&")))
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let byte = |place: usize| u32::from(three.get(place).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let letter = char::from(LETTERS[(bits >> (18 - 6 * place) & 63) as usize]);
            text.push(if place <= three.len() { letter } else { '=' });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_padded() {
        let encoded: Vec<String> =
            ["", "f", "fo", "foo", "foob"].iter().map(|text| base64(text.as_bytes())).collect();
        assert_eq!(encoded, ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg=="]);
    }

    #[test]
    fn slices_lose_nothing() {
        let text: String = (0..450).map(|line| format!("{line}\n")).collect::<String>() + "end";
        let pieces: Vec<&str> = slices(&text).collect();
        assert_eq!(pieces.len(), 3);
        assert_eq!(pieces.concat(), text);
        assert_eq!(slices("").count(), 0);
    }

    #[test]
    fn ids_lead_to_their_reader() {
        let address = uses("SV_0123456789abcde", &[]).unwrap();
        assert_eq!(address, "/docs/reference/surveys/get-survey?path.surveyId=SV_0123456789abcde#try-it");
        assert_eq!(uses("XX_0123456789abcde", &[]), None);
        assert_eq!(uses("Library visit_of ours", &[]), None);
        let html = linked("{\"id\": \"SV_0123456789abcde\"}", &|id| uses(id, &[])).into_string();
        assert!(html.contains(">SV_0123456789abcde</a>"), "{html}");
    }
}
