//! Objects that are kept as they come: parts of a survey's definition, of which the members are named that are looked at, and
//! every other one is kept too.

use std::marker::PhantomData;

use model::limits::surveys::NESTED;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::body::read_json;
use crate::parts::{BodyDescription, ResultDescription, ResultKind};
use crate::{Body, BodyKind, Outcome, Problem, Received, Reply, schema};

/// A JSON object, as a body and as a result, with all its members in their order. `T` names those that are looked at, and says
/// what they may be.
pub struct Whole<T> {
    /// The members.
    pub members: Map<String, Value>,
    fits: PhantomData<fn() -> T>,
}

impl<T> Whole<T> {
    /// An object that is given out.
    #[must_use]
    pub fn new(members: Map<String, Value>) -> Self {
        Self { members, fits: PhantomData }
    }
}

impl<T: DeserializeOwned + JsonSchema + Send + 'static> Body for Whole<T> {
    const KINDS: &'static [BodyKind] = &[BodyKind::Json];
    type Example = Value;

    fn decode(received: Received) -> Result<Self, Problem> {
        let Received::Json(text) = received else {
            return Err(Problem::parameter("body", "a JSON object is expected"));
        };
        read_json::<T>(&text)?;
        let members: Map<String, Value> = read_json(&text)?;
        match members.iter().find(|(_, value)| nests_deeper(value, NESTED)) {
            Some((name, _)) => {
                Err(Problem::parameter(name, &format!("it is nested more than {NESTED} levels deep")))
            }
            None => Ok(Self::new(members)),
        }
    }

    fn describe(example: &Value) -> Vec<BodyDescription> {
        let example = serde_json::to_string_pretty(example).unwrap_or_default();
        vec![BodyDescription { media_type: "application/json", schema: schema::of::<T>(), example }]
    }
}

impl<T: JsonSchema + 'static> Outcome for Whole<T> {
    type Example = Value;

    fn reply(self) -> Result<Reply, serde_json::Error> {
        Ok(Reply::Result(serde_json::to_string(&self.members)?))
    }

    fn describe(example: Value) -> ResultDescription {
        ResultDescription { kind: ResultKind::Json, schema: schema::of::<T>(), example }
    }
}

/// Whether a value holds others more than so many levels deep.
fn nests_deeper(value: &Value, levels: usize) -> bool {
    match value {
        Value::Array(list) => levels == 0 || list.iter().any(|inner| nests_deeper(inner, levels - 1)),
        Value::Object(map) => levels == 0 || map.values().any(|inner| nests_deeper(inner, levels - 1)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize, JsonSchema)]
    struct Named {
        #[serde(rename = "text")]
        _text: String,
    }

    fn decoded(text: String) -> Result<Whole<Named>, Problem> {
        Whole::decode(Received::Json(text.into()))
    }

    #[test]
    fn unknown_members_are_kept_in_their_order_and_known_ones_are_looked_at() {
        let whole = decoded(r#"{"z":1,"text":"a","b":{"y":null,"c":[2]}}"#.into()).ok().unwrap();
        let written = serde_json::to_string(&whole.members).unwrap();
        assert_eq!(written, r#"{"z":1,"text":"a","b":{"y":null,"c":[2]}}"#);
        assert!(decoded(r#"{"text":7}"#.into()).err().unwrap().message.contains("parameter text: "));
    }

    #[test]
    fn what_is_nested_too_deeply_to_be_kept_and_given_out_again_is_refused_by_name() {
        let nested = |levels| {
            let (open, close) = ("[".repeat(levels), "]".repeat(levels));
            decoded(format!(r#"{{"text":"a","deep":{open}{close}}}"#))
        };
        assert!(nested(NESTED).is_ok());
        assert!(nested(NESTED + 1).err().unwrap().message.contains("parameter deep: "));
    }
}
