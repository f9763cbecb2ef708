//! From the submitted form to the call it asks for.

use bytes::Bytes;
use contract::{BodyDescription, Description, Part, Place, schema};

use super::fill;
use crate::{assets, links};

/// A call to make. It holds a token and what was written, so nothing prints it.
#[derive(Clone, PartialEq, Eq)]
pub struct TryCall {
    /// The verb.
    pub method: &'static str,
    /// Path and query, percent-encoded.
    pub path_and_query: String,
    /// The headers that the form asks for: the token, header parameters, the body's media type.
    pub headers: Vec<(String, String)>,
    /// The body; empty where there is none.
    pub body: Bytes,
}

/// Reads the form. A field that was left empty is not sent, except for an id of the path: it stays as its name in
/// braces, which the API refuses by name; leaving it out would ask another request.
pub(crate) fn of(description: &Description, parts: &[Part]) -> TryCall {
    let mut path = description.operation.path.to_owned();
    for parameter in description.placed(Place::Path) {
        let mark = format!("{{{}}}", parameter.name);
        let given = text(parts, &format!("path.{}", parameter.name));
        path = path.replace(&mark, &links::encode(given.unwrap_or(&mark)));
    }
    let mut query = Vec::new();
    for parameter in description.placed(Place::Query) {
        let Some(given) = text(parts, &format!("query.{}", parameter.name)) else { continue };
        let several = schema::is_type(&parameter.schema, "array");
        let values: Vec<&str> = if several { given.split(',').map(str::trim).collect() } else { vec![given] };
        query.extend(
            values.iter().map(|value| format!("{}={}", links::encode(&parameter.name), links::encode(value))),
        );
    }
    if !query.is_empty() {
        path = format!("{path}?{}", query.join("&"));
    }
    let mut headers = Vec::new();
    if let Some(token) = text(parts, "token") {
        headers.push(credential(token));
    }
    for parameter in description.placed(Place::Header) {
        if let Some(given) = text(parts, &format!("header.{}", parameter.name)) {
            headers.push((parameter.name.clone(), given.to_owned()));
        }
    }
    let chosen = text(parts, "form").and_then(|number| number.parse().ok()).unwrap_or(0);
    let mut body = Bytes::new();
    if let Some(form) = description.bodies.get(chosen) {
        let (media_type, data) = data(form, chosen, parts);
        headers.push(("Content-Type".to_owned(), media_type));
        body = data;
    }
    TryCall { method: description.operation.verb.as_str(), path_and_query: path, headers, body }
}

/// The header that a token is sent in, by its length: a user's own, or an access token of OAuth.
pub(crate) fn credential(token: &str) -> (String, String) {
    if token.len() == ACCESS_TOKEN {
        ("Authorization".to_owned(), format!("Bearer {token}"))
    } else {
        ("X-API-TOKEN".to_owned(), token.to_owned())
    }
}

/// How many characters an access token has; a user's own has 40.
const ACCESS_TOKEN: usize = 64;

/// The field's text without blanks around it; `None` when it is absent or empty. Control characters (a line break in a
/// header) end it.
pub(crate) fn text<'a>(parts: &'a [Part], name: &str) -> Option<&'a str> {
    let part = parts.iter().find(|part| part.name == name)?;
    let text = std::str::from_utf8(&part.data).ok()?;
    let text = text.split(char::is_control).next().unwrap_or_default().trim();
    (!text.is_empty()).then_some(text)
}

/// The text of a JSON body: put together from its single fields, or as it was typed.
pub(crate) fn json(form: &BodyDescription, number: usize, parts: &[Part]) -> Option<String> {
    if text(parts, &format!("as.{number}")) == Some("form") {
        let typed = |path: &str| whole(parts, &format!("field.{number}.{path}"));
        return Some(fill::body(&form.schema, typed));
    }
    whole(parts, &format!("body.{number}")).map(str::to_owned)
}

/// The field's text with its line breaks; `None` when it is absent or blank.
pub(crate) fn whole<'a>(parts: &'a [Part], name: &str) -> Option<&'a str> {
    let part = parts.iter().find(|part| part.name == name)?;
    let text = std::str::from_utf8(&part.data).ok()?.trim();
    (!text.is_empty()).then_some(text)
}

fn data(form: &BodyDescription, number: usize, parts: &[Part]) -> (String, Bytes) {
    if form.media_type == "multipart/form-data" {
        return multipart(number, parts);
    }
    if form.media_type == "application/json" {
        return (form.media_type.to_owned(), json(form, number, parts).unwrap_or_default().into());
    }
    let name = format!("body.{number}");
    let data = parts.iter().find(|part| part.name == name).map(|part| part.data.clone());
    (form.media_type.to_owned(), data.unwrap_or_default())
}

/// Writes the parts again, with a boundary that none of them contains.
fn multipart(number: usize, parts: &[Part]) -> (String, Bytes) {
    let prefix = format!("part.{number}.");
    let given: Vec<(&str, &Part)> = parts
        .iter()
        .filter_map(|part| Some((part.name.strip_prefix(&prefix)?, part)))
        .filter(|(_, part)| !part.data.is_empty())
        .collect();
    let mut seed = given.iter().fold(0, |seed, (_, part)| seed ^ assets::hash(&part.data));
    let mut boundary = format!("canvass-{seed:016x}");
    while given.iter().any(|(_, part)| contains(&part.data, boundary.as_bytes())) {
        seed = seed.wrapping_add(1);
        boundary = format!("canvass-{seed:016x}");
    }
    let mut body = Vec::new();
    for (name, part) in given {
        body.extend(format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"").into_bytes());
        if let Some(file_name) = &part.file_name {
            let safe: String =
                file_name.chars().filter(|letter| *letter != '"' && !letter.is_control()).collect();
            let media_type = part.media_type.as_deref().unwrap_or("application/octet-stream");
            body.extend(format!("; filename=\"{safe}\"\r\nContent-Type: {media_type}").into_bytes());
        }
        body.extend(b"\r\n\r\n");
        body.extend(&part.data);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{boundary}--\r\n").into_bytes());
    (format!("multipart/form-data; boundary={boundary}"), Bytes::from(body))
}

fn contains(data: &[u8], wanted: &[u8]) -> bool {
    data.windows(wanted.len()).any(|window| window == wanted)
}
