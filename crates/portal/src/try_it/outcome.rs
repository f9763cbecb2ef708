//! What a Try It call gave, in two tabs: Output and Metadata.

use bytes::Bytes;
use contract::description::status_text;
use maud::{Markup, html};
use serde_json::Value;

/// The largest file that is put into the page to be saved from there, in bytes.
const LARGEST_FILE: usize = 4 << 20;
/// The longest text that is shown, in bytes.
const LONGEST_TEXT: usize = 512 << 10;

/// A finished call, as the server saw it.
#[derive(Debug, Clone)]
pub struct TryOutcome {
    /// The verb.
    pub method: String,
    /// The absolute address.
    pub url: String,
    /// The headers as the server received them, the token among them: the page masks it.
    pub request_headers: Vec<(String, String)>,
    /// The body that was sent; empty when there was none.
    pub request_data: Bytes,
    /// The HTTP status.
    pub status: u16,
    /// The headers of the answer.
    pub response_headers: Vec<(String, String)>,
    /// The body of the answer, not compressed.
    pub output: Bytes,
}

/// Draws the tabs. They are radio buttons, so that they work without a script.
pub(crate) fn markup(outcome: &TryOutcome) -> Markup {
    html! {
        p.outcome role="status" {
            span class={ "status " (if outcome.status < 400 { "good" } else { "bad" }) } { (status_text(outcome.status)) }
            " " span.muted { (outcome.output.len()) " bytes" }
        }
        fieldset.tabs {
            legend.hidden { "Show" }
            input #tab-output type="radio" name="tab" checked;
            label for="tab-output" { "Output" }
            input #tab-metadata type="radio" name="tab";
            label for="tab-metadata" { "Metadata" }
            div.panel.output { (output(outcome)) }
            div.panel.meta { (metadata(outcome)) }
        }
    }
}

fn output(outcome: &TryOutcome) -> Markup {
    let content_type = header(outcome, "content-type").unwrap_or("application/octet-stream");
    if content_type.starts_with("application/json") {
        return block("Output", &pretty(&outcome.output));
    }
    let name = header(outcome, "content-disposition").and_then(|told| told.split("filename=").nth(1));
    let name = name.unwrap_or("file").trim_matches('"');
    html! {
        p { "The answer is a file, " strong { (name) } ", " (outcome.output.len()) " bytes of " code { (content_type) } "." }
        @if outcome.output.len() <= LARGEST_FILE {
            p { a.button download=(name) href={ "data:" (content_type) ";base64," (base64(&outcome.output)) } { "Save the file" } }
        } @else {
            p.muted { "It is too large to pass through this page. The cURL example saves it to disk." }
        }
    }
}

/// The six fields, in the order of the original.
fn metadata(outcome: &TryOutcome) -> Markup {
    html! {
        dl.metadata {
            dt { "Method" } dd { code { (outcome.method) } }
            dt { "URL" } dd { code { (outcome.url) } }
            dt { "Request Headers" } dd { (headers(&outcome.request_headers)) }
            dt { "Request Data" }
            dd {
                @if outcome.request_data.is_empty() { span.muted { "empty" } }
                @else { (block("Request data", &pretty(&outcome.request_data))) }
            }
            dt { "Status" }
            dd { a href={ "/docs/errors" } { (status_text(outcome.status)) } }
            dt { "Response Headers" } dd { (headers(&outcome.response_headers)) }
        }
    }
}

fn headers(headers: &[(String, String)]) -> Markup {
    html! {
        ul.headers {
            @for (name, value) in headers {
                li { code { (name) ": " } @if is_secret(name) { (masked(value)) } @else { code { (value) } } }
            }
        }
    }
}

fn is_secret(name: &str) -> bool {
    name.eq_ignore_ascii_case("x-api-token") || name.eq_ignore_ascii_case("authorization")
}

/// Only the end of a secret, until somebody asks for the whole.
fn masked(value: &str) -> Markup {
    let letters: Vec<char> = value.chars().collect();
    let end: String =
        if letters.len() > 12 { letters[letters.len() - 4..].iter().collect() } else { String::new() };
    html! { details.secret { summary { "••••" (end) span.hidden { " Show the whole" } } code { (value) } } }
}

fn header<'a>(outcome: &'a TryOutcome, wanted: &str) -> Option<&'a str> {
    let mut headers = outcome.response_headers.iter();
    headers.find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.as_str())
}

fn block(label: &str, text: &str) -> Markup {
    let (shown, cut) = match text.char_indices().find(|(place, _)| *place >= LONGEST_TEXT) {
        Some((place, _)) => (&text[..place], true),
        None => (text, false),
    };
    html! {
        (crate::shell::code(label, shown))
        @if cut { p.muted { "The rest is left out here: " (text.len()) " bytes in all." } }
    }
}

/// JSON set in lines; any other text as it is; anything else told by its size.
fn pretty(bytes: &[u8]) -> String {
    if let Ok(value) = serde_json::from_slice::<Value>(bytes) {
        return serde_json::to_string_pretty(&value).unwrap_or_default();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => format!("{} bytes that are not text", bytes.len()),
    }
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
    #[test]
    fn base64_is_padded() {
        let told: Vec<String> =
            ["", "f", "fo", "foo", "foob"].iter().map(|text| super::base64(text.as_bytes())).collect();
        assert_eq!(told, ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg=="]);
    }
}
