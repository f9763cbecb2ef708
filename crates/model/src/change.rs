//! What a body that changes something says of a member: nothing, null, or a value.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A member that may be null: left out it keeps its value, null clears it, a value replaces it.
///
/// It needs `#[serde(default)]` on its struct, as serde cannot tell a member that is left out from null otherwise. A member
/// that is never null is an `Option`: both kinds are carried over by [`Onto::onto`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Change<T> {
    /// It was left out.
    #[default]
    Keep,
    /// It was null.
    Clear,
    /// It was given.
    Set(T),
}

impl<T> Change<T> {
    /// The value that was given, if one was.
    #[must_use]
    pub fn given(&self) -> Option<&T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Keep | Self::Clear => None,
        }
    }
}

/// A change that can be carried over to what it changes.
pub trait Onto<Target> {
    /// Carries it over; what was left out stays as it is.
    fn onto(self, target: &mut Target);
}

impl<T> Onto<Option<T>> for Change<T> {
    fn onto(self, target: &mut Option<T>) {
        match self {
            Self::Keep => {}
            Self::Clear => *target = None,
            Self::Set(value) => *target = Some(value),
        }
    }
}

impl<T> Onto<T> for Option<T> {
    fn onto(self, target: &mut T) {
        if let Some(value) = self {
            *target = value;
        }
    }
}

/// Reads a member that some clients send as an empty list where they mean null, as R does.
///
/// # Errors
/// When the value is neither an empty list nor of the wanted type.
pub fn or_empty_list<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Change<T>, D::Error> {
    match serde_json::Value::deserialize(deserializer)? {
        serde_json::Value::Null => Ok(Change::Clear),
        serde_json::Value::Array(list) if list.is_empty() => Ok(Change::Clear),
        value => T::deserialize(value).map(Change::Set).map_err(serde::de::Error::custom),
    }
}

impl<T: Serialize> Serialize for Change<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.given().serialize(serializer)
    }
}
impl<'de, T: Deserialize<'de>> Deserialize<'de> for Change<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Self::Clear, Self::Set))
    }
}
impl<T: JsonSchema> JsonSchema for Change<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        format!("Change_{}", T::schema_name()).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Option::<T>::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(default)]
    struct Wanted {
        name: Option<String>,
        ends: Change<i64>,
        #[serde(deserialize_with = "or_empty_list")]
        starts: Change<i64>,
    }

    fn read(text: &str) -> Wanted {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn absent_null_and_a_value_are_three_things() {
        for (text, expected) in [("{}", Some(7)), (r#"{"ends":null}"#, None), (r#"{"ends":9}"#, Some(9))] {
            let mut ends = Some(7);
            read(text).ends.onto(&mut ends);
            assert_eq!(ends, expected, "{text}");
        }
        let mut name = "old".to_owned();
        read(r#"{"name":null}"#).name.onto(&mut name);
        assert_eq!(name, "old", "what cannot be null keeps its value");
    }

    #[test]
    fn an_empty_list_is_no_value_where_clients_send_one() {
        assert_eq!(read(r#"{"starts":[]}"#).starts, Change::Clear);
        assert_eq!(read(r#"{"starts":null}"#).starts, Change::Clear);
        assert_eq!(read(r#"{"starts":3}"#).starts, Change::Set(3));
        assert!(serde_json::from_str::<Wanted>(r#"{"starts":[3]}"#).is_err());
    }
}
