//! A finished Try It call.

use bytes::Bytes;
use serde_json::Value;

/// A finished call, as the server saw it. It holds a token and what was written and answered, so nothing prints it.
#[derive(Clone)]
pub struct TryOutcome {
    /// The verb.
    pub method: String,
    /// The absolute address.
    pub url: String,
    /// The headers as the server received them, the token among them: the page masks it.
    pub request_headers: Vec<(String, String)>,
    /// The body that was sent; empty when there was none.
    pub request_data: Bytes,
    /// The HTTP status.
    pub status: u16,
    /// The headers of the answer.
    pub response_headers: Vec<(String, String)>,
    /// What the answer's body begins with, not compressed: all of it unless it is very large.
    pub output: Bytes,
    /// What the answer's body ends with; empty when `output` is all of it.
    pub tail: Bytes,
    /// The length of the whole body in bytes.
    pub length: u64,
    /// The SHA-256 of the whole body, in hexadecimal digits.
    pub sha256: String,
    /// The time from the request to the answer's head, inside the server, in microseconds.
    pub microseconds: u64,
    /// The id of the request, as the log tells it.
    pub request_id: String,
}

impl TryOutcome {
    /// The parameter that the answer says is wrong, and the message; `None` when it names none.
    pub(crate) fn problem(&self) -> Option<(String, String)> {
        if self.status != 400 {
            return None;
        }
        let answer: Value = serde_json::from_slice(&self.output).ok()?;
        let message = answer["meta"]["error"]["errorMessage"].as_str()?;
        let (_, rest) = message.split_once("arameter ")?;
        let name = rest.split([' ', ':']).next()?.trim_end_matches('.');
        Some((name.to_owned(), message.to_owned()))
    }

    pub(crate) fn header(&self, wanted: &str) -> Option<&str> {
        let mut headers = self.response_headers.iter();
        headers.find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value.as_str())
    }
}
