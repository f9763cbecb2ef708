//! Addresses of pages, and what lies behind them.

use contract::{Category, Description};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// The address of a category's page.
pub(crate) fn of_category(category: Category) -> String {
    format!("/docs/reference/{}", category.slug())
}

/// The address of an operation's page.
pub(crate) fn of_operation(description: &Description) -> String {
    let operation = &description.operation;
    format!("/docs/reference/{}/{}", operation.category.slug(), slug(operation.name))
}

/// A name as the last part of an address: `List Surveys` is `list-surveys`.
pub(crate) fn slug(name: &str) -> String {
    let words = name.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-")
}

/// The category with this slug.
pub(crate) fn category(wanted: &str) -> Option<Category> {
    Category::ALL.into_iter().find(|known| known.slug() == wanted)
}

/// The part of an operation page's address that leads to one parameter: `p-query-offset`.
pub(crate) fn parameter_anchor(place: &str, name: &str) -> String {
    format!("p-{place}-{name}")
}

/// Where a status code is explained.
pub(crate) fn of_status(status: u16) -> String {
    format!("/docs/guides/responses#status-{status}")
}

/// Where an error code is explained.
pub(crate) fn of_error(error: &contract::ErrorCode) -> String {
    format!("/docs/guides/responses#{}", error_anchor(error))
}

/// The part of the page address that leads to an error code; the unknown route has no code.
pub(crate) fn error_anchor(error: &contract::ErrorCode) -> String {
    if error.code.is_empty() { format!("error-{}", error.status) } else { format!("error-{}", error.code) }
}

/// A value of an address's query; empty when it is not there.
pub(crate) fn asked(query: Option<&str>, wanted: &str) -> String {
    let mut pairs = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    pairs.find(|(name, _)| name == wanted).map_or_else(String::new, |(_, value)| value.into_owned())
}

/// The origin, when it is made of the letters an origin is made of. It comes from the Host header, so anything else is
/// somebody's trick and is left out of the page.
pub(crate) fn safe_origin(origin: &str) -> &str {
    let plain = |letter: u8| letter.is_ascii_alphanumeric() || b":/.-_[]".contains(&letter);
    if origin.bytes().all(plain) { origin } else { "http://localhost" }
}

/// The single values of an example: a repeated parameter is written as a JSON list.
pub(crate) fn values(example: &str) -> Vec<String> {
    match serde_json::from_str(example) {
        Ok(serde_json::Value::Array(list)) => {
            list.iter().map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)).collect()
        }
        _ => vec![example.to_owned()],
    }
}

/// Percent-encodes everything but the unreserved letters (RFC 3986 section 2.3).
pub(crate) fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
