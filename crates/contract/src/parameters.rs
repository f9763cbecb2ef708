//! Decoding of path, query and header parameters: pairs of text into a struct, with errors that name the parameter.

use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeOwned, DeserializeSeed, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

use crate::parts::Place;
use crate::schema;
use model::Problem;
use model::error::codes;

/// Reads a struct from pairs. Unknown names are passed over, repeated ones gather in a `Vec`.
///
/// # Errors
/// The parameter that is missing, empty or not of its type, and what is accepted.
pub fn decode<T: DeserializeOwned + schemars::JsonSchema>(
    place: Place,
    pairs: &[(String, String)],
) -> Result<T, Problem> {
    if pairs.is_empty() {
        // The commonest case by far (no query): nothing to group.
        return T::deserialize(Pairs { groups: Vec::new() }).map_err(|wrong| tell::<T>(place, &wrong));
    }
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::with_capacity(pairs.len());
    for (name, value) in pairs {
        match groups.iter_mut().find(|(known, _)| known == name) {
            Some((_, values)) => values.push(value),
            None => groups.push((name, vec![value])),
        }
    }
    T::deserialize(Pairs { groups }).map_err(|wrong| tell::<T>(place, &wrong))
}

fn tell<T: schemars::JsonSchema>(place: Place, wrong: &Wrong) -> Problem {
    if wrong.empty {
        return Problem::told(
            codes::EMPTY_PARAMETER,
            format!("Parameter {} should not be empty.", wrong.name),
        );
    }
    let schema = schema::of::<T>();
    let accepted = schema::property(&schema, &wrong.name).map(schema::accepts);
    let accepted = accepted.unwrap_or_else(|| wrong.message.clone());
    Problem::parameter(&wrong.name, &format!("{accepted} is expected in the {}", place.as_str()))
}

/// What went wrong, and with which parameter.
#[derive(Debug, Default)]
struct Wrong {
    name: String,
    message: String,
    empty: bool,
}

impl std::fmt::Display for Wrong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.name, self.message)
    }
}
impl std::error::Error for Wrong {}
impl de::Error for Wrong {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Self { message: message.to_string(), ..Self::default() }
    }
    fn missing_field(field: &'static str) -> Self {
        Self { name: field.into(), message: "it is missing".into(), empty: false }
    }
}

struct Pairs<'a> {
    groups: Vec<(&'a str, Vec<&'a str>)>,
}

impl<'de> de::Deserializer<'de> for Pairs<'de> {
    type Error = Wrong;
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_map(Groups { groups: self.groups.into_iter(), current: None })
    }
    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        visitor.visit_unit()
    }
    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit newtype_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}

struct Groups<'a> {
    groups: std::vec::IntoIter<(&'a str, Vec<&'a str>)>,
    current: Option<(&'a str, Vec<&'a str>)>,
}

impl<'de> MapAccess<'de> for Groups<'de> {
    type Error = Wrong;
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Wrong> {
        self.current = self.groups.next();
        let Some((name, _)) = &self.current else { return Ok(None) };
        let name: StrDeserializer<'_, Wrong> = (*name).into_deserializer();
        seed.deserialize(name).map(Some)
    }
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Wrong> {
        let (name, values) = self.current.take().unwrap_or_default();
        seed.deserialize(Values(values)).map_err(|wrong| Wrong { name: name.to_owned(), ..wrong })
    }
}

/// The values one name was sent with.
struct Values<'a>(Vec<&'a str>);

impl<'a> Values<'a> {
    fn one(&self) -> Result<&'a str, Wrong> {
        match self.0.as_slice() {
            [""] => Err(Wrong { empty: true, ..Wrong::default() }),
            [one] => Ok(one),
            _ => Err(de::Error::custom("it was sent more than once")),
        }
    }
}

impl<'de> de::Deserializer<'de> for Values<'de> {
    type Error = Wrong;
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_borrowed_str(self.one()?)
    }
    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        match self.one()? {
            "true" => visitor.visit_bool(true),
            "false" => visitor.visit_bool(false),
            _ => Err(de::Error::custom("true or false")),
        }
    }
    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_i64(self.one()?.parse().map_err(de::Error::custom)?)
    }
    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_u64(self.one()?.parse().map_err(de::Error::custom)?)
    }
    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_u32(self.one()?.parse().map_err(de::Error::custom)?)
    }
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_some(self)
    }
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_seq(Repeated(self.0.into_iter()))
    }
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        let word: StrDeserializer<'_, Wrong> = self.one()?.into_deserializer();
        visitor.visit_enum(word)
    }
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Wrong> {
        visitor.visit_unit()
    }
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Wrong> {
        visitor.visit_newtype_struct(self)
    }
    forward_to_deserialize_any! {
        i8 i16 i32 u8 u16 f32 f64 char str string bytes byte_buf unit unit_struct tuple tuple_struct map struct
        identifier
    }
}

struct Repeated<'a>(std::vec::IntoIter<&'a str>);

impl<'de> SeqAccess<'de> for Repeated<'de> {
    type Error = Wrong;
    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Wrong> {
        self.0.next().map(|value| seed.deserialize(Values(vec![value]))).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use schemars::JsonSchema;
    use serde::Deserialize;

    #[derive(Debug, PartialEq, Deserialize, JsonSchema)]
    #[serde(rename_all = "camelCase")]
    struct Wanted {
        survey_id: String,
        offset: Option<u64>,
        #[serde(default)]
        only: Vec<String>,
        deep: Option<bool>,
    }

    fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect()
    }

    fn wanted(list: &[(&str, &str)]) -> Result<Wanted, String> {
        decode(Place::Query, &pairs(list)).map_err(|problem| problem.message)
    }

    #[test]
    fn unknown_names_are_passed_over_and_repeated_ones_gather() {
        let read =
            wanted(&[("surveyId", "a"), ("only", "x"), ("limit", "9"), ("only", "y"), ("offset", "7")])
                .unwrap();
        assert_eq!(read.only, ["x", "y"]);
        assert_eq!(read.offset, Some(7));
        assert_eq!(read.deep, None);
    }

    #[test]
    fn what_is_wrong_is_named_with_what_is_accepted() {
        for (list, named) in [
            (&[("surveyid", "a")][..], "surveyId"),
            (&[("surveyId", "a"), ("offset", "minus")], "offset"),
            (&[("surveyId", "a"), ("offset", "99999999999999999999999")], "offset"),
            (&[("surveyId", "a"), ("deep", "TRUE")], "deep"),
            (&[("surveyId", "a"), ("offset", "1"), ("offset", "2")], "offset"),
        ] {
            let message = wanted(list).unwrap_err();
            assert!(message.contains(&format!("parameter {named}: ")), "{message}");
        }
        assert_eq!(wanted(&[("surveyId", "")]).unwrap_err(), "Parameter surveyId should not be empty.");
    }
}
