//! An answer of the server, as tests look at it.

use bytes::Bytes;
use http::HeaderMap;
use serde_json::Value;

/// An answer, held whole.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Answer {
    /// The body as JSON. Fails the test where it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|why| panic!("{why}: {}", self.text()))
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The `result` of a success. Fails the test where it is an error.
    pub fn result(&self) -> Value {
        assert!((200..300).contains(&self.status), "{}: {}", self.status, self.text());
        let mut json = self.json();
        json["result"].take()
    }

    /// The `errorCode` of an error; empty where there is none.
    #[must_use]
    pub fn error_code(&self) -> String {
        self.json()["meta"]["error"]["errorCode"].as_str().unwrap_or_default().to_owned()
    }

    /// The `errorMessage` of an error; empty where there is none.
    #[must_use]
    pub fn error_message(&self) -> String {
        self.json()["meta"]["error"]["errorMessage"].as_str().unwrap_or_default().to_owned()
    }

    /// A header as text; empty where it is missing.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}
