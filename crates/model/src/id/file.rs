//! The id of a stored file.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize};

use super::typed::{IdError, Identifier};
use crate::error::{ErrorCode, codes};

const WORDS: &str = "a UUID, with or without a suffix of three letters";

/// A stored file: a lower-case UUID, a hyphen and three letters, as the original's finished exports have.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct FileId(Box<str>);

impl FileId {
    /// Reads a file id.
    ///
    /// # Errors
    /// When it is not 36 to 40 characters of a UUID with an optional suffix.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let shaped = text.bytes().enumerate().all(|(place, b)| match place {
            8 | 13 | 18 | 23 | 36 => b == b'-',
            0..36 => b.is_ascii_digit() || (b'a'..=b'f').contains(&b),
            _ => b.is_ascii_lowercase(),
        });
        if !(text.len() == 36 || text.len() == 40) || !shaped {
            return Err(IdError(WORDS));
        }
        Ok(Self(text.into()))
    }

    /// Makes a new file id out of 128 random bits.
    #[must_use]
    pub fn generate(chance: u128) -> Self {
        let hex = format!("{chance:032x}");
        let text =
            format!("{}-{}-4{}-a{}-{}-def", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..]);
        Self(text.into())
    }

    /// The file id as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for FileId {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        Self::parse(text)
    }
}
impl fmt::Display for FileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl<'de> Deserialize<'de> for FileId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}
impl JsonSchema for FileId {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "FileId".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(-[a-z]{3})?$",
            "x-words": WORDS,
        })
    }
}

impl Identifier for FileId {
    const NOUN: &'static str = "file";
    const TELLS: &'static str = "The `fileId` that the finished export's progress told.";
    const MISSING: ErrorCode = codes::EXPORT_NOT_FOUND;
    const FORBIDDEN: ErrorCode = codes::SURVEY_FORBIDDEN;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_id_reads_back() {
        let id = FileId::generate(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef);
        assert_eq!(FileId::parse(id.as_str()).unwrap(), id);
        assert!(FileId::parse("../../etc/passwd").is_err());
    }
}
