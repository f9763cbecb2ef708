//! Identifiers: a prefix that says what is meant, then base-62 characters.
//!
//! Shapes and lengths are those of the original (api/conventions.md section 2). New ids hold 15 characters
//! behind the prefix: eight of clock and sequence, so that ids made one after the other sort one after the
//! other and land on the same database page, then seven of chance, so that nobody guesses a neighbour's.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// 2020-01-01T00:00:00Z in milliseconds: ids count from here, so that their first character stays within `0-9a-f`
/// as in the original's until 2038.
const EPOCH_MS: i64 = 1_577_836_800_000;

/// What an [`Id`] names: its prefix and the word a person would use.
pub trait IdKind: 'static {
    /// The characters every id of this kind begins with, the underscore included.
    const PREFIX: &'static str;
    /// The kind in words, as in "a survey id".
    const NAME: &'static str;
    /// How many characters follow the prefix, least and most. Old accounts hold ids shorter than 15.
    const LENGTH: (usize, usize) = (9, 27);
}

/// An identifier that has been checked: holding one proves that its shape is right, not that the thing exists.
pub struct Id<K: IdKind> {
    text: Box<str>,
    kind: PhantomData<fn() -> K>,
}

/// Why a text is not an id of the wanted kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdError {
    prefix: &'static str,
    name: &'static str,
}

impl fmt::Display for IdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is expected: {} and 15 letters or digits", self.name, self.prefix)
    }
}

impl std::error::Error for IdError {}

impl<K: IdKind> Id<K> {
    /// Reads an id from text.
    ///
    /// # Errors
    /// When the prefix is another, or what follows is not 9 to 27 of `[0-9A-Za-z]`.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let wrong = IdError { prefix: K::PREFIX, name: K::NAME };
        let rest = text.strip_prefix(K::PREFIX).ok_or_else(|| wrong.clone())?;
        let (least, most) = K::LENGTH;
        if rest.len() < least || rest.len() > most || !rest.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(wrong);
        }
        Ok(Self { text: text.into(), kind: PhantomData })
    }

    /// Makes a new id: `now_ms` in milliseconds since 1970, `sequence` a counter of the caller, `chance` random.
    #[must_use]
    pub fn mint(now_ms: i64, sequence: u64, chance: u64) -> Self {
        let clock = u64::try_from(now_ms.saturating_sub(EPOCH_MS)).unwrap_or(0);
        let mut text = String::with_capacity(K::PREFIX.len() + 15);
        text.push_str(K::PREFIX);
        push_base62(&mut text, clock.wrapping_mul(62).wrapping_add(sequence % 62), 8);
        push_base62(&mut text, chance, 7);
        Self { text: text.into(), kind: PhantomData }
    }

    /// The id as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

fn push_base62(text: &mut String, mut value: u64, digits: usize) {
    let mut buffer = [b'0'; 16];
    for place in buffer[..digits].iter_mut().rev() {
        *place = ALPHABET[usize::try_from(value % 62).unwrap_or(0)];
        value /= 62;
    }
    text.extend(buffer[..digits].iter().map(|b| char::from(*b)));
}

impl<K: IdKind> Clone for Id<K> {
    fn clone(&self) -> Self {
        Self { text: self.text.clone(), kind: PhantomData }
    }
}
impl<K: IdKind> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}
impl<K: IdKind> Eq for Id<K> {}
impl<K: IdKind> std::hash::Hash for Id<K> {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}
impl<K: IdKind> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<K: IdKind> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.text.cmp(&other.text)
    }
}
impl<K: IdKind> fmt::Debug for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
impl<K: IdKind> fmt::Display for Id<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
impl<K: IdKind> FromStr for Id<K> {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        Self::parse(text)
    }
}
impl<K: IdKind> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}
impl<'de, K: IdKind> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}
impl<K: IdKind> JsonSchema for Id<K> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        K::PREFIX.into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let (least, most) = K::LENGTH;
        json_schema!({
            "type": "string",
            "pattern": format!("^{}[0-9A-Za-z]{{{least},{most}}}$", K::PREFIX),
        })
    }
}

/// Marks the kinds of [`Id`].
pub mod kind {
    use super::IdKind;

    /// A survey.
    pub enum Survey {}
    impl IdKind for Survey {
        const PREFIX: &'static str = "SV_";
        const NAME: &'static str = "a survey id";
    }
    /// A recorded response.
    pub enum Response {}
    impl IdKind for Response {
        const PREFIX: &'static str = "R_";
        const NAME: &'static str = "a response id";
    }
    /// A user; also the user's library and an owner.
    pub enum User {}
    impl IdKind for User {
        const PREFIX: &'static str = "UR_";
        const NAME: &'static str = "a user id";
    }
    /// A division of a brand.
    pub enum Division {}
    impl IdKind for Division {
        const PREFIX: &'static str = "DV_";
        const NAME: &'static str = "a division id";
    }
    /// A block of a survey.
    pub enum Block {}
    impl IdKind for Block {
        const PREFIX: &'static str = "BL_";
        const NAME: &'static str = "a block id";
    }
    /// The progress of a response export.
    pub enum Export {}
    impl IdKind for Export {
        const PREFIX: &'static str = "ES_";
        const NAME: &'static str = "an export progress id";
    }
    /// The progress of an import.
    pub enum Import {}
    impl IdKind for Import {
        const PREFIX: &'static str = "PGRS_";
        const NAME: &'static str = "an import progress id";
    }
    /// An answer to whether a page of the documentation was helpful.
    pub enum Feedback {}
    impl IdKind for Feedback {
        const PREFIX: &'static str = "FB_";
        const NAME: &'static str = "a feedback id";
    }
}

/// A survey: `SV_` and 15 characters.
pub type SurveyId = Id<kind::Survey>;
/// A recorded response: `R_` and 15 characters.
pub type ResponseId = Id<kind::Response>;
/// A user: `UR_` and 15 characters.
pub type UserId = Id<kind::User>;
/// A division: `DV_` and 15 characters.
pub type DivisionId = Id<kind::Division>;
/// A block: `BL_` and 15 characters.
pub type BlockId = Id<kind::Block>;
/// A response export's progress: `ES_` and 15 characters.
pub type ExportId = Id<kind::Export>;
/// An import's progress: `PGRS_` and 15 characters.
pub type ImportId = Id<kind::Import>;
/// An answer to whether a page of the documentation was helpful: `FB_` and 15 characters.
pub type FeedbackId = Id<kind::Feedback>;

/// A question within its survey: `QID` and letters or digits, with no underscore.
pub type QuestionId = Id<question::Question>;

/// The question id is the one kind without an underscore and with a counter instead of characters of chance.
pub mod question {
    use super::IdKind;

    /// A question.
    pub enum Question {}
    impl IdKind for Question {
        const PREFIX: &'static str = "QID";
        const NAME: &'static str = "a question id";
        const LENGTH: (usize, usize) = (1, 27);
    }
}

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
            return Err(IdError { prefix: "lower-case letters", name: "an organization id" });
        }
        Ok(Self(text.into()))
    }

    /// The brand id as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
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
        json_schema!({ "type": "string", "pattern": "^[a-z0-9_-]{1,64}$" })
    }
}

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
            return Err(IdError { prefix: "a UUID", name: "a file id" });
        }
        Ok(Self(text.into()))
    }

    /// Makes a new file id out of 128 random bits.
    #[must_use]
    pub fn mint(chance: u128) -> Self {
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
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_made_later_sort_later() {
        let earlier = SurveyId::mint(1_795_000_000_000, 7, u64::MAX);
        let later = SurveyId::mint(1_795_000_000_001, 3, 0);
        assert!(earlier < later);
        assert_eq!(earlier.as_str().len(), 18);
        assert!(SurveyId::parse(earlier.as_str()).is_ok());
    }

    #[test]
    fn a_wrong_prefix_or_character_is_refused() {
        for text in ["", "SV_", "R_1a2B3c4D5e6F7g8", "SV_1a2B3c4D5e6F7g!", "sv_1a2B3c4D5e6F7g8"] {
            assert!(SurveyId::parse(text).is_err(), "{text} was taken");
        }
        assert!(QuestionId::parse("QID1").is_ok());
    }

    #[test]
    fn a_file_id_reads_back() {
        let id = FileId::mint(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef);
        assert_eq!(FileId::parse(id.as_str()).unwrap(), id);
        assert!(FileId::parse("../../etc/passwd").is_err());
    }
}
