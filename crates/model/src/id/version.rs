//! The id of a version of a survey.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};

use super::typed::{IdError, Identifier};
use crate::error::{ErrorCode, codes};

const WORDS: &str = "digits";
/// New ids have sixteen digits, as the original's have.
const SMALLEST: u64 = 1_000_000_000_000_000;
/// The most digits that are read.
const LENGTH: usize = 19;

/// A version of a survey that can be published: digits (api/surveys.md section 7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct VersionId(i64);

impl VersionId {
    /// Makes a new id out of a random number.
    #[must_use]
    pub fn of_chance(chance: u64) -> Self {
        Self((SMALLEST + chance % (9 * SMALLEST)) as i64)
    }

    /// The id that the store keeps as this number.
    #[must_use]
    pub fn stored(number: i64) -> Self {
        Self(number)
    }

    /// The id as the store keeps it.
    #[must_use]
    pub fn number(self) -> i64 {
        self.0
    }

    /// Reads an id.
    ///
    /// # Errors
    /// When it is not 1 to 19 digits.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let digits = (1..=LENGTH).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = digits.then(|| text.parse().ok()).flatten();
        number.map(Self).ok_or(IdError(WORDS))
    }
}

impl std::str::FromStr for VersionId {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        Self::parse(text)
    }
}
impl fmt::Display for VersionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl Serialize for VersionId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for VersionId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}
impl JsonSchema for VersionId {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "VersionId".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[0-9]{1,19}$", "x-words": WORDS })
    }
}

impl Identifier for VersionId {
    const NOUN: &'static str = "version";
    const TELLS: &'static str = "The `versionID` of one of the survey's versions.";
    const MISSING: ErrorCode = codes::VERSION_NOT_FOUND;
    const FORBIDDEN: ErrorCode = codes::SURVEY_FORBIDDEN;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_and_has_sixteen_digits() {
        for chance in [0, 1, u64::MAX, 9 * SMALLEST - 1] {
            let id = VersionId::of_chance(chance);
            assert_eq!(id.to_string().len(), 16);
            assert_eq!(VersionId::parse(&id.to_string()), Ok(id));
        }
        for wrong in ["", "-1", "1a", "99999999999999999999", "9999999999999999999"] {
            assert!(VersionId::parse(wrong).is_err(), "{wrong}");
        }
    }
}
