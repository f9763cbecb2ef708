//! What programs are told by OAuth.

use axum::body::Body;
use axum::response::Response;
use http::header::{self, HeaderValue};
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use services::oauth::Refusal;

/// So many characters of what was sent are repeated at the most.
const REPEATED: usize = 100;

/// Why there is no token, as OAuth tells it.
pub(super) struct Problem {
    pub(super) status: StatusCode,
    pub(super) error: &'static str,
    pub(super) words: String,
    pub(super) retry_after: Option<u64>,
}

impl Problem {
    pub(super) fn new(error: &'static str, words: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, error, words: words.into(), retry_after: None }
    }

    pub(super) fn request(words: impl Into<String>) -> Self {
        Self::new("invalid_request", words)
    }

    pub(super) fn client() -> Self {
        let words = "The client is unknown, or its secret is another.";
        Self { status: StatusCode::UNAUTHORIZED, ..Self::new("invalid_client", words) }
    }

    pub(super) fn later(status: StatusCode, words: &str, seconds: u64) -> Self {
        Self { status, retry_after: Some(seconds), ..Self::new("temporarily_unavailable", words) }
    }

    /// What is told of a refusal. The log tells a fault in `failed`: what could not be done.
    pub(super) fn of(refusal: Refusal, failed: &str) -> Self {
        match refusal {
            Refusal::Client => Self::client(),
            Refusal::Certificate(lack) => {
                Self { status: StatusCode::UNAUTHORIZED, ..Self::new("invalid_client", lack.words()) }
            }
            Refusal::Scope(scope) => Self::new("invalid_scope", scope_words(&scope)),
            Refusal::Grant(words) => Self::new("invalid_grant", words),
            Refusal::Public => {
                let words = "A client without a secret gets tokens only for a code or a refresh token.";
                Self::new("unauthorized_client", words)
            }
            Refusal::Fault(error) => {
                tracing::error!(%error, "{failed}");
                let words = "This server cannot answer at the moment. Try again in a while.";
                Self::later(StatusCode::SERVICE_UNAVAILABLE, words, 5)
            }
        }
    }
}

/// What is told of a scope that a program may not have.
pub(super) fn scope_words(scope: &str) -> String {
    let scope: String = scope.chars().take(REPEATED).collect();
    format!("The client may not have the scope {scope}, or there is none of this name.")
}

pub(super) fn answer(outcome: Result<Value, Problem>) -> Response {
    match outcome {
        Ok(answer) => told(StatusCode::OK, &answer),
        Err(problem) => {
            let mut response =
                told(problem.status, &json!({ "error": problem.error, "error_description": problem.words }));
            let headers = response.headers_mut();
            if problem.status == StatusCode::UNAUTHORIZED {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"oauth2\""));
            }
            if let Some(seconds) = problem.retry_after {
                headers.insert(header::RETRY_AFTER, seconds.into());
            }
            response
        }
    }
}

/// JSON of ours.
pub(super) fn json_of(status: StatusCode, answer: &Value) -> Response {
    let mut response = Response::new(Body::from(answer.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// An answer that nobody keeps.
fn told(status: StatusCode, answer: &Value) -> Response {
    let mut response = json_of(status, answer);
    kept_by_nobody(response.headers_mut());
    response
}

/// Marks an answer as one that nobody keeps.
pub(super) fn kept_by_nobody(headers: &mut HeaderMap) {
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
}
