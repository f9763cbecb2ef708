//! The identifier with a kind.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::{ErrorCode, codes};

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// 2020-01-01T00:00:00Z in milliseconds: ids count from here, so that their first character stays within `0-9a-f`
/// as in the original's until 2038.
const EPOCH_MS: i64 = 1_577_836_800_000;

/// What an [`Id`] names.
pub trait IdKind: 'static {
    /// The characters every id of this kind begins with, the underscore included.
    const PREFIX: &'static str;
    /// The thing in words: `survey`.
    const NOUN: &'static str;
    /// How many characters follow the prefix, least and most. Old accounts hold ids shorter than 15.
    const LENGTH: (usize, usize) = (9, 27);
    /// Whether there may be hyphens among them.
    const HYPHENS: bool = false;
    /// What an id of this kind looks like, in words.
    const WORDS: &'static str;
    /// What is told of the id where it stands in a path: `The survey.`
    const TELLS: &'static str;
    /// What is answered when nothing has the id.
    const MISSING: ErrorCode = codes::NOT_FOUND;
    /// What is answered to whoever may not do with the thing what was asked.
    const FORBIDDEN: ErrorCode = codes::FORBIDDEN;
}

/// What stands in a path for a thing: an [`Id`], an organization's id, a file's id.
pub trait Identifier:
    Clone + fmt::Display + Serialize + for<'de> Deserialize<'de> + JsonSchema + Send + 'static
{
    /// The thing in words: `survey`.
    const NOUN: &'static str;
    /// What is told of the id where it stands in a path: `The survey.`
    const TELLS: &'static str;
    /// What is answered when nothing has the id.
    const MISSING: ErrorCode;
    /// What is answered to whoever may not do with the thing what was asked.
    const FORBIDDEN: ErrorCode;
}

impl<K: IdKind> Identifier for Id<K> {
    const NOUN: &'static str = K::NOUN;
    const TELLS: &'static str = K::TELLS;
    const MISSING: ErrorCode = K::MISSING;
    const FORBIDDEN: ErrorCode = K::FORBIDDEN;
}

/// An identifier that has been checked: holding one proves that its shape is right, not that the thing exists.
pub struct Id<K: IdKind> {
    text: Box<str>,
    kind: PhantomData<fn() -> K>,
}

/// Why a text is not an id of the wanted kind: what one looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdError(pub(super) &'static str);

impl fmt::Display for IdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is expected", self.0)
    }
}

impl std::error::Error for IdError {}

impl<K: IdKind> Id<K> {
    /// Reads an id from text.
    ///
    /// # Errors
    /// When the prefix is another, or what follows is not 9 to 27 of `[0-9A-Za-z]`, where the kind says nothing else.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let rest = text.strip_prefix(K::PREFIX).ok_or(IdError(K::WORDS))?;
        let (least, most) = K::LENGTH;
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || (K::HYPHENS && byte == b'-');
        if rest.len() < least || rest.len() > most || !rest.bytes().all(fits) {
            return Err(IdError(K::WORDS));
        }
        Ok(Self { text: text.into(), kind: PhantomData })
    }

    /// Makes a new id: `now_ms` in milliseconds since 1970, `sequence` a counter of the caller, `chance` random.
    #[must_use]
    pub fn generate(now_ms: i64, sequence: u64, chance: u64) -> Self {
        let clock = u64::try_from(now_ms.saturating_sub(EPOCH_MS)).unwrap_or(0);
        let first = clock.wrapping_mul(62).wrapping_add(sequence % 62);
        Self::of_chance(u128::from(first) << 64 | u128::from(chance))
    }

    /// Makes the id that belongs to 128 bits of chance: all 15 characters follow from them.
    #[must_use]
    pub fn of_chance(chance: u128) -> Self {
        let mut text = String::with_capacity(K::PREFIX.len() + 15);
        text.push_str(K::PREFIX);
        // 62^8 and 62^7 each fit into 64 bits.
        push_base62(&mut text, (chance >> 64) as u64, 8);
        push_base62(&mut text, chance as u64, 7);
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
        let words = K::NOUN.split(' ').map(|word| format!("{}{}", word[..1].to_uppercase(), &word[1..]));
        format!("{}Id", words.collect::<String>()).into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let (least, most) = K::LENGTH;
        let hyphen = if K::HYPHENS { "-" } else { "" };
        json_schema!({
            "type": "string",
            "pattern": format!("^{}[0-9A-Za-z{hyphen}]{{{least},{most}}}$", K::PREFIX),
            "x-words": K::WORDS,
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::{QuestionId, SurveyId};

    #[test]
    fn ids_made_later_sort_later() {
        let earlier = SurveyId::generate(1_795_000_000_000, 7, u64::MAX);
        let later = SurveyId::generate(1_795_000_000_001, 3, 0);
        assert!(earlier < later);
        assert_eq!(earlier.as_str().len(), 18);
        assert!(SurveyId::parse(earlier.as_str()).is_ok());
    }

    #[test]
    fn a_wrong_prefix_or_character_is_refused() {
        for text in ["", "SV_", "R_1a2B3c4D5e6F7g8", "SV_1a2B3c4D5e6F7g!", "sv_1a2B3c4D5e6F7g8"] {
            assert!(SurveyId::parse(text).is_err(), "{text} was taken");
        }
    }

    /// Files of other programs hold them (cases 01 and 02); an underscore would be taken for the end of a loop's row.
    #[test]
    fn a_question_may_have_a_hyphen_and_no_underscore() {
        for text in ["QID1", "QID-7", "Q1", "QID1a"] {
            assert!(QuestionId::parse(text).is_ok(), "{text}");
        }
        for text in ["Q", "status", "1", "QID_1", "QID1#2", "QID 1", "QID1/"] {
            assert!(QuestionId::parse(text).is_err(), "{text} was taken");
        }
    }
}
