//! The organization's id.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};

use super::typed::{IdError, Identifier};
use crate::error::{ErrorCode, codes};

const WORDS: &str = "1 to 64 lower-case letters, digits, - or _";

/// A brand (organization): 1 to 64 of lower-case letters, digits, `-` and `_`; it is also a host label.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct BrandId(Box<str>);

impl BrandId {
    /// Reads a brand id.
    ///
    /// # Errors
    /// When it is empty, longer than 64 characters or holds any other character.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_';
        if text.is_empty() || text.len() > 64 || !text.bytes().all(fits) {
            return Err(IdError(WORDS));
        }
        Ok(Self(text.into()))
    }

    /// The brand id as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for BrandId {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        Self::parse(text)
    }
}
impl fmt::Display for BrandId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl<'de> Deserialize<'de> for BrandId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}
impl JsonSchema for BrandId {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "BrandId".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[a-z0-9_-]{1,64}$", "x-words": WORDS })
    }
}

impl Identifier for BrandId {
    const NOUN: &'static str = "organization";
    const TELLS: &'static str = "The organization (brand): your own, by its id or as `current`.";
    const MISSING: ErrorCode = codes::ORGANIZATION_NOT_FOUND;
    const FORBIDDEN: ErrorCode = codes::FORBIDDEN;
}
