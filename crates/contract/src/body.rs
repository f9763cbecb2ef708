//! Request bodies: what arrives, and the types that read it.

use std::borrow::Cow;
use std::fmt;
use std::pin::Pin;

use bytes::Bytes;
use futures_util::Stream;
use schemars::JsonSchema;
use serde::de::{self, DeserializeOwned, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::parts::BodyDescription;
use crate::schema;
use model::Problem;
use model::error::codes;

/// A request body an operation can read.
pub trait Body: Sized + Send + 'static {
    /// The forms it comes in; the request's Content-Type picks one.
    const KINDS: &'static [BodyKind];
    /// What an example holds.
    type Example;

    /// Reads what arrived.
    ///
    /// # Errors
    /// What is missing or wrong, by name.
    fn decode(received: Received) -> Result<Self, Problem>;

    /// Tells of each form: media type, schema, example.
    fn describe(example: &Self::Example) -> Vec<BodyDescription>;
}

/// A form in which a body comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyKind {
    /// None; whatever is sent is passed over.
    Nothing,
    /// `application/json`, held whole.
    Json,
    /// `multipart/form-data`, held whole.
    Form,
    /// One of these media types, as a stream that is never held whole.
    Stream(&'static [&'static str]),
}

/// A body as it arrives, once the pipeline has picked its form and guarded its size.
pub enum Received {
    /// None.
    Nothing,
    /// JSON text.
    Json(Bytes),
    /// The parts of a form, in order.
    Form(Vec<Part>),
    /// A stream.
    Stream {
        /// The media type without parameters, in lower case.
        media_type: String,
        /// The `charset` parameter of the Content-Type, if any.
        charset: Option<String>,
        /// The bytes.
        stream: BodyStream,
    },
}

/// A body's bytes as they come in; an error ends it.
pub type BodyStream = Pin<Box<dyn Stream<Item = Result<Bytes, Problem>> + Send>>;

/// One part of a form. It can hold a secret, as the token of a Try It form, so `Debug` tells its length alone.
#[derive(Clone)]
pub struct Part {
    /// The part's name.
    pub name: String,
    /// The name of the file, when the part is one.
    pub file_name: Option<String>,
    /// The part's media type without parameters.
    pub media_type: Option<String>,
    /// What it holds.
    pub data: Bytes,
}

impl fmt::Debug for Part {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "Part({}, {} bytes)", self.name, self.data.len())
    }
}

impl Part {
    /// The part with the given name.
    ///
    /// # Errors
    /// When there is none.
    pub fn named<'a>(parts: &'a [Self], name: &str, accepted: &str) -> Result<&'a Self, Problem> {
        parts.iter().find(|part| part.name == name).ok_or_else(|| Problem::parameter(name, accepted))
    }

    /// The part as text.
    ///
    /// # Errors
    /// When it is not UTF-8.
    pub fn text(&self) -> Result<&str, Problem> {
        std::str::from_utf8(&self.data)
            .map_err(|_| Problem::parameter(&self.name, "text in UTF-8 is expected"))
    }
}

/// No body, no parameters.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, JsonSchema)]
pub struct Nothing {}

impl Body for Nothing {
    const KINDS: &'static [BodyKind] = &[BodyKind::Nothing];
    type Example = Self;

    fn decode(_: Received) -> Result<Self, Problem> {
        Ok(Self {})
    }
    fn describe(_: &Self) -> Vec<BodyDescription> {
        Vec::new()
    }
}

/// JSON, as a body and as a result.
#[derive(Debug, Clone)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned + Serialize + JsonSchema + Send + 'static> Body for Json<T> {
    const KINDS: &'static [BodyKind] = &[BodyKind::Json];
    type Example = T;

    fn decode(received: Received) -> Result<Self, Problem> {
        let Received::Json(text) = received else {
            return Err(Problem::parameter("body", "a JSON object is expected"));
        };
        read_json(&text).map(Self)
    }
    fn describe(example: &T) -> Vec<BodyDescription> {
        vec![describe_json(example)]
    }
}

/// Tells of a JSON body.
pub fn describe_json<T: Serialize + JsonSchema>(example: &T) -> BodyDescription {
    let example = without_nulls(serde_json::to_value(example).unwrap_or(Value::Null));
    let example = serde_json::to_string_pretty(&example).unwrap_or_default();
    BodyDescription { media_type: "application/json", schema: schema::of::<T>(), example }
}

/// An example of a body leaves out what it does not say.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let said = members.into_iter().filter(|(_, value)| !value.is_null());
            said.map(|(name, value)| (name, without_nulls(value))).collect()
        }
        other => other,
    }
}

/// Reads JSON: no member twice, no text that is not UTF-8, nothing nested beyond 128 levels.
///
/// # Errors
/// The path of the member that is missing or wrong, and what was expected there.
pub fn read_json<T: DeserializeOwned>(text: &[u8]) -> Result<T, Problem> {
    check(text)?;
    // Keeping the path costs a copy of every key, so it is kept only once something is known to be wrong.
    if let Ok(read) = serde_json::from_slice(text) {
        return Ok(read);
    }
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    serde_path_to_error::deserialize(&mut deserializer).map_err(|wrong| {
        let told = wrong.inner().to_string();
        let told = told.split(" at line ").next().unwrap_or_default();
        // serde tells of an absent member at its parent: the member itself is the parameter.
        let absent = told.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`'));
        let path = wrong.path().to_string();
        match (absent, path.as_str()) {
            (Some(name), ".") => Problem::parameter(name, "it must be given"),
            (Some(name), path) => Problem::parameter(&format!("{path}.{name}"), "it must be given"),
            (None, ".") => Problem::parameter("body", told),
            (None, path) => Problem::parameter(path, told),
        }
    })
}

fn check(text: &[u8]) -> Result<(), Problem> {
    // A list would be taken for a struct's members in their order.
    if text.iter().find(|byte| !byte.is_ascii_whitespace()).is_none_or(|first| *first != b'{') {
        return Err(Problem::parameter("body", "a JSON object is expected"));
    }
    if let Err(wrong) = std::str::from_utf8(text) {
        let message = format!("text in UTF-8 is expected, byte {} is not", wrong.valid_up_to());
        return Err(Problem::parameter("body", &message));
    }
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let checked = Unique.deserialize(&mut deserializer).and_then(|()| deserializer.end());
    checked.map_err(|wrong| {
        let told = wrong.to_string();
        match told.strip_prefix("twice: ").and_then(|rest| rest.split(" at line ").next()) {
            Some(name) => Problem::parameter(name, "it was given twice"),
            None => Problem::told(
                codes::BAD_PARAMETER,
                format!("Invalid request. The body is not valid JSON: {told}."),
            ),
        }
    })
}

/// Walks any JSON value and refuses an object that has a member twice: the later one would silently win.
struct Unique;

impl<'de> DeserializeSeed<'de> for Unique {
    type Value = ();
    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Unique {
    type Value = ();
    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a JSON value")
    }
    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }
    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }
    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }
    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(Unique)?.is_some() {}
        Ok(())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let mut names: Vec<Cow<'de, str>> = Vec::new();
        while let Some(name) = members.next_key_seed(Name)? {
            members.next_value_seed(Unique)?;
            names.push(name);
        }
        names.sort_unstable();
        match names.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Err(de::Error::custom(format_args!("twice: {}", pair[0]))),
            None => Ok(()),
        }
    }
}

/// A member's name, copied only where it holds an escape.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Cow<'de, str>;
    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = Cow<'de, str>;
    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a name")
    }
    fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(name))
    }
    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    struct Wanted {
        #[serde(rename = "values")]
        _values: std::collections::BTreeMap<String, i64>,
        #[serde(rename = "name")]
        _name: String,
    }

    #[test]
    fn a_part_does_not_print_what_it_holds() {
        let data = Bytes::from_static(b"a token");
        let part = Part { name: "token".into(), file_name: None, media_type: None, data };
        assert_eq!(format!("{part:?}"), "Part(token, 7 bytes)");
    }

    fn told(text: &str) -> String {
        read_json::<Wanted>(text.as_bytes()).unwrap_err().message
    }

    #[test]
    fn what_is_wrong_in_json_is_named() {
        assert!(told(r#"{"values":{"QID1":"x"},"name":"a"}"#).contains("parameter values.QID1: "));
        assert!(told(r#"{"values":{}}"#).contains("parameter name: "));
        assert!(told(r#"{"values":{"a":1,"a":2},"name":"a"}"#).contains("parameter a: it was given twice"));
        assert!(
            told(r#"{"values":{"a":1,"\u0061":2},"name":"a"}"#).contains("parameter a: it was given twice")
        );
        assert!(told(r#"{"values":{"#).contains("not valid JSON"));
        assert!(told("").contains("parameter body"));
        assert!(told(&format!("{{\"a\":{}", "[".repeat(100_000))).contains("recursion limit"));
        assert!(told("[]").contains("parameter body"));
        assert!(read_json::<Wanted>(b"{\"name\":\"\xff\"}").unwrap_err().message.contains("UTF-8"));
    }
}
