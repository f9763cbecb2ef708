//! What names tokens of OAuth in the API: which kind, and which one.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};

use super::typed::{IdError, Identifier};
use crate::error::{ErrorCode, codes};

const WORDS: &str = "32 digits and letters from a to f";

/// The id of an access token, or of what a user granted together with its refresh token. It is random and no part of the
/// token, so that whoever sees it can do nothing with it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct OauthTokenId(Box<str>);

impl OauthTokenId {
    /// Reads an id.
    ///
    /// # Errors
    /// When it is not 32 hexadecimal digits in lower case.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let fits = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if text.len() != 32 || !text.bytes().all(fits) {
            return Err(IdError(WORDS));
        }
        Ok(Self(text.into()))
    }

    /// Makes an id out of 128 random bits.
    #[must_use]
    pub fn of_chance(chance: u128) -> Self {
        Self(format!("{chance:032x}").into())
    }

    /// The id as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OauthTokenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl<'de> Deserialize<'de> for OauthTokenId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}
impl JsonSchema for OauthTokenId {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "OauthTokenId".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "minLength": 32, "maxLength": 32, "x-words": WORDS })
    }
}
impl Identifier for OauthTokenId {
    const NOUN: &'static str = "OAuth token";
    const TELLS: &'static str = "The token's id.";
    const MISSING: ErrorCode = codes::NOT_FOUND;
    const FORBIDDEN: ErrorCode = codes::FORBIDDEN;
}

const KINDS: &str = "access or refresh";

/// A kind of token of OAuth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum OauthTokenType {
    /// What a program calls with, for an hour.
    Access,
    /// What it gets new ones with.
    Refresh,
}

impl fmt::Display for OauthTokenType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Access => "access",
            Self::Refresh => "refresh",
        })
    }
}
impl<'de> Deserialize<'de> for OauthTokenType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match &*Cow::<'de, str>::deserialize(deserializer)? {
            "access" => Ok(Self::Access),
            "refresh" => Ok(Self::Refresh),
            _ => Err(serde::de::Error::custom(IdError(KINDS))),
        }
    }
}
impl JsonSchema for OauthTokenType {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "OauthTokenType".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "enum": ["access", "refresh"] })
    }
}
impl Identifier for OauthTokenType {
    const NOUN: &'static str = "kind of token";
    const TELLS: &'static str = "Which kind of tokens is meant.";
    // A word that is none of the two names nothing that could be missing.
    const MISSING: ErrorCode = codes::BAD_PARAMETER;
    const FORBIDDEN: ErrorCode = codes::FORBIDDEN;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_kinds_are_read_as_they_are_written() {
        let id = OauthTokenId::of_chance(u128::MAX >> 100);
        assert_eq!(id.as_str(), "0000000000000000000000000fffffff");
        assert_eq!(OauthTokenId::parse(id.as_str()), Ok(id));
        for wrong in ["", "0", &"F".repeat(32), &"0".repeat(33)] {
            assert!(OauthTokenId::parse(wrong).is_err(), "{wrong}");
        }
        for kind in [OauthTokenType::Access, OauthTokenType::Refresh] {
            let written = serde_json::to_string(&kind).unwrap();
            assert_eq!(written, format!("\"{kind}\""));
            assert_eq!(serde_json::from_str::<OauthTokenType>(&written).unwrap(), kind);
        }
        let told = serde_json::from_str::<OauthTokenType>("\"Access\"").unwrap_err().to_string();
        assert!(told.starts_with("access or refresh is expected"), "{told}");
    }
}
