//! Texts that mean something: each kind has one rule, one schema and one set of words.
//!
//! ```
//! use model::text::{Email, Name};
//!
//! assert_eq!(Name::parse("Panel team").unwrap().as_str(), "Panel team");
//! assert_eq!(Email::parse("nobody").unwrap_err().to_string(), "an e-mail address is expected");
//! ```
//!
//! A text never holds control characters: PostgreSQL cannot keep all of them, and nobody means them. A new kind is a line
//! of `texts!`.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What a kind of [`Text`] takes.
pub trait Rule: 'static {
    /// The kind, as schemas name it.
    const NAME: &'static str;
    /// What is accepted, in words.
    const WORDS: &'static str;
    /// How many characters, least and most.
    const LENGTH: (usize, usize);
    /// Whether it is shown to nobody: not in logs, links, histories and pages.
    const SECRET: bool = false;
    /// What a text must be besides its length, and free of control characters.
    fn fits(text: &str) -> bool;
}

/// A text that has been checked.
pub struct Text<R: Rule> {
    text: Box<str>,
    rule: PhantomData<fn() -> R>,
}

/// Why a text is not of the wanted kind: what is accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextError(&'static str);

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is expected", self.0)
    }
}
impl std::error::Error for TextError {}

impl<R: Rule> Text<R> {
    /// Reads a text.
    ///
    /// # Errors
    /// When it is too short, too long, holds a control character or is not of the kind.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let (least, most) = R::LENGTH;
        // A character has four bytes at most, so that a long text is refused without being read.
        let fits = text.len() <= most * 4
            && (least..=most).contains(&text.chars().count())
            && !text.contains(char::is_control)
            && R::fits(text);
        if fits { Ok(Self::stored(text)) } else { Err(TextError(R::WORDS)) }
    }

    /// Takes a text that was checked before it was stored, or that stands in our own code. Never what a caller sent.
    #[must_use]
    pub fn stored(text: impl Into<Box<str>>) -> Self {
        Self { text: text.into(), rule: PhantomData }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<R: Rule> Deref for Text<R> {
    type Target = str;
    fn deref(&self) -> &str {
        &self.text
    }
}
impl<R: Rule> Clone for Text<R> {
    fn clone(&self) -> Self {
        Self::stored(self.text.clone())
    }
}
impl<R: Rule> PartialEq for Text<R> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}
impl<R: Rule> Eq for Text<R> {}
impl<R: Rule> PartialEq<str> for Text<R> {
    fn eq(&self, other: &str) -> bool {
        *self.text == *other
    }
}
impl<R: Rule> fmt::Debug for Text<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if R::SECRET { f.write_str("********") } else { fmt::Debug::fmt(&self.text, f) }
    }
}
impl<R: Rule> Serialize for Text<R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}
impl<'de, R: Rule> Deserialize<'de> for Text<R> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}
impl<R: Rule> JsonSchema for Text<R> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        R::NAME.into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let (least, most) = R::LENGTH;
        let mut schema =
            json_schema!({ "type": "string", "minLength": least, "maxLength": most, "x-words": R::WORDS });
        if R::SECRET {
            schema.insert("format".into(), "password".into());
        }
        schema
    }
}

/// A text as somebody typed it: line ends as LF, whichever way they were written, and no other control characters but tabs.
#[must_use]
pub fn as_typed(text: &str) -> String {
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    lines.chars().filter(|character| !character.is_control() || matches!(character, '\n' | '\t')).collect()
}

/// Makes kinds of text: name, words, length, rule, and `secret` where it is one.
macro_rules! texts {
    ($($(#[$doc:meta])+ $name:ident = $words:expr, $least:literal..=$most:literal, $fits:expr $(, $secret:ident)?;)+) => {
        /// Marks the kinds of [`Text`].
        pub mod rule {
            use super::*;
            $(
                $(#[$doc])+
                pub enum $name {}
                impl Rule for $name {
                    const NAME: &'static str = stringify!($name);
                    const WORDS: &'static str = $words;
                    const LENGTH: (usize, usize) = ($least, $most);
                    $(const SECRET: bool = stringify!($secret).len() == 6;)?
                    fn fits(text: &str) -> bool {
                        let fits: fn(&str) -> bool = $fits;
                        fits(text)
                    }
                }
            )+
        }
        $($(#[$doc])+ pub type $name = Text<rule::$name>;)+
    };
}

texts! {
    /// The name of a thing that people made: a survey, a group, a division.
    Name = "text of 1 to 100 characters without control characters", 1..=100, |text| !text.trim().is_empty();
    /// A person's first or last name.
    PersonName = "text of at most 100 characters without control characters", 0..=100, |_| true;
    /// An e-mail address.
    Email = "an e-mail address", 3..=254, is_mail;
    /// The name somebody signs in with: an e-mail address, optionally followed by `#` and the organization.
    UserName = "an e-mail address of at most 100 characters", 3..=100, |text| {
        is_mail(text.split('#').next().unwrap_or_default()) && !text.contains(char::is_whitespace)
    };
    /// The type of a user: `UT_BRANDADMIN`, `UT_FULLUSER` or the id of another one.
    UserType = "UT_BRANDADMIN, UT_FULLUSER or another user type id", 4..=30, |text| {
        text.strip_prefix("UT_").is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_alphanumeric()))
    };
    /// A language code.
    LanguageCode = "a language code, such as EN or pt-BR", 1..=35, |text| {
        text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    /// A time zone.
    TimeZone = "an IANA time zone id, such as America/Denver", 1..=64, |text| jiff::tz::TimeZone::get(text).is_ok();
    /// A password.
    Password = "text of 8 to 256 characters", 8..=256, |_| true, secret;
    /// An API token.
    ApiToken = "40 letters and digits", 40..=40, |text| text.bytes().all(|byte| byte.is_ascii_alphanumeric()), secret;
    /// The id of a program that acts for a user by OAuth 2.
    ClientId = "32 digits and letters from a to f", 32..=32, |text| {
        text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    /// The secret of such a program.
    ClientSecret = "64 letters and digits", 64..=64, |text| text.bytes().all(|byte| byte.is_ascii_alphanumeric()), secret;
    /// What such a program calls with, for an hour.
    AccessToken = "64 letters and digits", 64..=64, |text| text.bytes().all(|byte| byte.is_ascii_alphanumeric()), secret;
    /// What such a program gets new access tokens with, once.
    RefreshToken = "64 letters and digits", 64..=64, |text| text.bytes().all(|byte| byte.is_ascii_alphanumeric()), secret;
    /// What such a program gets its first tokens for, after somebody let it act.
    AuthorizationCode = "64 letters and digits", 64..=64, |text| text.bytes().all(|byte| byte.is_ascii_alphanumeric()), secret;
    /// Where somebody is led back to after letting such a program act.
    RedirectUri = crate::redirect::WORDS, 1..=1000, crate::redirect::fits;
    /// A URL that may hold a password, such as that of a database.
    SecretUrl = "a URL", 1..=2048, |_| true, secret;
    /// The name of a field of embedded data.
    FieldName = "text of 1 to 100 characters", 1..=100, |text| !text.trim().is_empty();
    /// What an author says of a version of a survey.
    VersionDescription = "text of up to 1,000 characters", 0..=1000, |_| true;
    /// A key of a caller's own that tells attempts at the same thing from attempts at another.
    IdempotencyKey = "text of 1 to 200 characters", 1..=200, |_| true;
}

fn is_mail(text: &str) -> bool {
    let parts = text.split_once('@');
    parts.is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
        && !text.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_and_lengths_are_refused_in_every_kind() {
        for text in ["", " ", "a\0b", "line\nbreak", &"x".repeat(101), "\u{85}"] {
            assert!(Name::parse(text).is_err(), "{text:?} was taken");
        }
        assert!(Name::parse(&"é".repeat(100)).is_ok(), "characters count, not bytes");
        assert!(PersonName::parse("").is_ok());
        assert!(PersonName::parse("a\u{7}").is_err());
        assert!(Password::parse("1234567").is_err());
    }

    #[test]
    fn each_kind_has_its_rule() {
        assert!(UserName::parse("ana@example.org#example").is_ok());
        assert!(UserName::parse("ana").is_err());
        assert!(Email::parse("ana@example.org").is_ok());
        assert!(Email::parse("ana @example.org").is_err());
        assert!(UserType::parse("UT_FULLUSER").is_ok());
        for text in ["FULLUSER", "UT_", "UT_a-b", "UT_0123456789012345678901234567"] {
            assert!(UserType::parse(text).is_err(), "{text}");
        }
        assert!(LanguageCode::parse("pt-BR").is_ok());
        assert!(LanguageCode::parse("e n").is_err());
        assert!(TimeZone::parse("America/Denver").is_ok());
        assert!(TimeZone::parse("Mars/Olympus").is_err());
    }

    #[test]
    fn a_secret_is_never_printed() {
        let password = Password::parse("open sesame").unwrap();
        assert_eq!(format!("{password:?}"), "********");
        assert_eq!(serde_json::to_value(schemars::schema_for!(Password)).unwrap()["format"], "password");
        assert_eq!(format!("{:?}", Name::stored("Ana")), "\"Ana\"");
    }

    #[test]
    fn what_is_wrong_is_told_in_the_words_of_the_schema() {
        let told = serde_json::from_str::<Email>("\"nobody\"").unwrap_err().to_string();
        assert!(told.starts_with("an e-mail address is expected"), "{told}");
        assert_eq!(
            serde_json::to_value(schemars::schema_for!(Email)).unwrap()["x-words"],
            "an e-mail address"
        );
    }
}
