//! Which part of a list is asked for: the query types that lists share.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A part of a list that the original pages by offset. Whoever asks with `pageSize` or `skipToken` gets the next page by
/// `skipToken`, whoever does not by `offset`: clients look for the one they know in `nextPage`.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ByOffset {
    /// How many elements to skip; take it from `nextPage`. Not together with `skipToken`.
    pub offset: Option<u32>,
    /// How many elements a page holds, 100 when left out.
    pub page_size: Option<PageSize>,
    /// Where the page begins; take it, or all of `nextPage`, from the page before.
    pub skip_token: Option<SkipToken>,
}

/// A part of a list that is paged by token.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ByKey {
    /// How many elements a page holds, 100 when left out.
    pub page_size: Option<PageSize>,
    /// Where the page begins; take it, or all of `nextPage`, from the page before.
    pub skip_token: Option<SkipToken>,
}

/// How many elements a page of a list holds: 1 to 100.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct PageSize(u32);

impl PageSize {
    /// The largest page, which is also the usual one.
    pub const MOST: Self = Self(model::limits::PAGE);

    /// The number of elements.
    #[must_use]
    pub fn get(self) -> u32 {
        self.0
    }
}

impl<'de> Deserialize<'de> for PageSize {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let size = u32::deserialize(deserializer)?;
        if (1..=Self::MOST.0).contains(&size) {
            Ok(Self(size))
        } else {
            Err(serde::de::Error::custom(format_args!("an integer from 1 to {} is expected", Self::MOST.0)))
        }
    }
}
impl JsonSchema for PageSize {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "PageSize".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "integer", "minimum": 1, "maximum": Self::MOST.0 })
    }
}

/// Where a page of a list begins: behind the element that it names. Some clients send all of `nextPage` back as its value;
/// the token is read out of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkipToken(String);

impl SkipToken {
    /// The token as it is sent, whatever it means.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Serialize for SkipToken {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}
impl<'de> Deserialize<'de> for SkipToken {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let token = text.rsplit_once("skipToken=").map_or(text.as_str(), |(_, token)| token);
        let token = token.split('&').next().unwrap_or_default();
        if token.is_empty() || token.len() > 200 {
            return Err(serde::de::Error::custom("the skipToken of a nextPage is expected"));
        }
        Ok(Self(token.to_owned()))
    }
}
impl JsonSchema for SkipToken {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "SkipToken".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "x-words": "the skipToken of a nextPage" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Place;
    use crate::parameters::decode;

    fn read(pairs: &[(&str, &str)]) -> Result<ByOffset, String> {
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        decode(Place::Query, &pairs).map_err(|problem| problem.message)
    }

    #[test]
    fn a_token_may_come_back_within_the_address_it_came_in() {
        for sent in
            ["UR_1", "https://x.example/API/v3/users?pageSize=2&skipToken=UR_1", "?skipToken=UR_1&a=b"]
        {
            assert_eq!(read(&[("skipToken", sent)]).unwrap().skip_token.unwrap().as_str(), "UR_1");
        }
        assert!(read(&[("skipToken", "x?skipToken=")]).unwrap_err().contains("skipToken"));
    }

    #[test]
    fn a_page_has_a_size_within_bounds() {
        assert_eq!(read(&[("pageSize", "7")]).unwrap().page_size.unwrap().get(), 7);
        for wrong in ["0", "101", "-1", "x"] {
            let told = read(&[("pageSize", wrong)]).unwrap_err();
            assert!(told.contains("pageSize: an integer from 1 to 100"), "{told}");
        }
    }
}
