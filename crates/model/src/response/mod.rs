//! A response: when, how and by whom a survey was answered, and the answers.

pub mod body;

use indexmap::IndexMap;

use crate::{Moment, ResponseId};

pub use body::{BodyError, BodyReader, Encoder, Slot, encode};

/// One recorded response.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// Its id.
    pub id: ResponseId,
    /// When it was recorded; exports filter by it.
    pub recorded: Moment,
    /// When it was last changed; equal to `recorded` until an edit.
    pub modified: Moment,
    /// Everything else about how it was given.
    pub meta: ResponseMeta,
    /// The answers by field key.
    pub answers: IndexMap<String, Answer>,
    /// Keys of the fields that were shown. `None` where nobody knows (imported files do not tell).
    pub displayed: Option<Vec<String>>,
}

/// How a response was given.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ResponseMeta {
    /// When the respondent began, in milliseconds since 1970.
    pub started_ms: i64,
    /// When the respondent ended, in milliseconds since 1970.
    pub ended_ms: i64,
    /// 0 to 100.
    pub progress: i64,
    /// Seconds between beginning and end.
    pub duration: i64,
    /// Answered to the end.
    pub finished: bool,
    /// What sort of response it is, as the wire's number (0 a respondent, 1 preview, 2 test, 4 imported, …).
    pub status: i64,
    /// `anonymous`, `email`, `preview`, `test`, …
    pub channel: String,
    /// Language code; empty for generated responses.
    pub language: String,
    /// The respondent's address, empty where it is not kept.
    pub ip_address: String,
    /// Latitude, as text so that no digit is lost; empty where unknown.
    pub latitude: String,
    /// Longitude, likewise.
    pub longitude: String,
    /// Last name of the invited person; empty for an anonymous link.
    pub recipient_last_name: String,
    /// First name, likewise.
    pub recipient_first_name: String,
    /// E-mail address, likewise.
    pub recipient_email: String,
    /// The reference of one's own system, likewise.
    pub external_reference: String,
}

/// One answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// One picked choice, by choice id.
    Choice(String),
    /// Several picked choices, by choice id.
    Choices(Vec<String>),
    /// A number, in decimal text.
    Number(String),
    /// Text.
    Text(String),
}

/// What the number of a response's status means (api/responses.md section 4).
#[must_use]
pub fn status_label(status: i64) -> &'static str {
    match status {
        1 => "Survey Preview",
        2 => "Survey Test",
        4 => "Imported",
        8 => "Spam",
        9 => "Spam Preview",
        12 => "Imported Spam",
        16 => "Offline",
        17 => "Offline Preview",
        32 => "EX",
        256 => "Synthetic",
        _ => "IP Address",
    }
}
