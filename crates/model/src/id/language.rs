//! The code of a survey's language, where it stands in a path.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};

use super::typed::{IdError, Identifier};
use crate::error::{ErrorCode, codes};

const WORDS: &str = "a language code such as EN, PT-BR or EN_GB";
/// The longest code, in characters.
const LENGTH: usize = 20;

/// The code of one of a survey's languages, as its files write them: `EN`, `PT-BR`, `EN_GB`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct SurveyLanguageCode(Box<str>);

impl SurveyLanguageCode {
    /// Reads a code.
    ///
    /// # Errors
    /// When it is not 2 to 20 letters, digits, hyphens and underscores, a letter or digit at its end.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let fits = (2..=LENGTH).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
            && text.ends_with(|last: char| last.is_ascii_alphanumeric());
        if fits { Ok(Self(text.into())) } else { Err(IdError(WORDS)) }
    }

    /// The code as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for SurveyLanguageCode {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        Self::parse(text)
    }
}
impl fmt::Display for SurveyLanguageCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl<'de> Deserialize<'de> for SurveyLanguageCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}
impl JsonSchema for SurveyLanguageCode {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "SurveyLanguageCode".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "minLength": 2, "maxLength": LENGTH, "x-words": WORDS })
    }
}

impl Identifier for SurveyLanguageCode {
    const NOUN: &'static str = "language";
    const TELLS: &'static str = "The code of one of the survey's languages.";
    const MISSING: ErrorCode = codes::LANGUAGE_NOT_FOUND;
    const FORBIDDEN: ErrorCode = codes::SURVEY_FORBIDDEN;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_survey_files() {
        for code in ["EN", "PT-BR", "EN_GB", "ZH-S"] {
            assert_eq!(SurveyLanguageCode::parse(code).unwrap().to_string(), code);
        }
        for wrong in ["", "E", "E N", "EN_", "../x", &"A".repeat(21)] {
            assert!(SurveyLanguageCode::parse(wrong).is_err(), "{wrong}");
        }
    }
}
