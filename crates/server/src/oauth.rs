//! `POST /oauth2/token`: a program shows its credentials and gets an access token (RFC 6749; api/conventions.md section 3.2).
//! `POST /oauth2/revoke`: it ends one (RFC 7009).
//! Answers are as OAuth has them, without the envelope of the API.

use axum::body::Body;
use axum::response::Response;
use contract::Part;
use data_encoding::BASE64;
use http::header::{self, HeaderValue};
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use services::oauth::{self, Refusal, TOKEN_SECONDS};

use crate::connection;
use crate::pipeline::body::{Form, read_fields};
use crate::server::Server;

/// Where a program asks for a token.
pub(crate) const TOKEN: &str = "/oauth2/token";
/// Where it ends one.
pub(crate) const REVOKE: &str = "/oauth2/revoke";
/// So many characters of what was sent are repeated at the most.
const REPEATED: usize = 100;
/// The largest body of such a request.
const LIMIT: u64 = 64 << 10;

/// Answers `POST /oauth2/token`.
pub(crate) async fn token(server: &Server, head: &Parts, body: Body) -> Response {
    answer(granted(server, head, body).await)
}

/// Answers `POST /oauth2/revoke`.
pub(crate) async fn revoke(server: &Server, head: &Parts, body: Body) -> Response {
    answer(revoked(server, head, body).await)
}

fn answer(outcome: Result<Value, Problem>) -> Response {
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

/// Why there is no token, as OAuth tells it.
struct Problem {
    status: StatusCode,
    error: &'static str,
    words: String,
    retry_after: Option<u64>,
}

impl Problem {
    fn new(status: StatusCode, error: &'static str, words: impl Into<String>) -> Self {
        Self { status, error, words: words.into(), retry_after: None }
    }

    fn request(words: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_request", words)
    }

    fn client() -> Self {
        let words = "The client is unknown, or its secret is another.";
        Self::new(StatusCode::UNAUTHORIZED, "invalid_client", words)
    }

    fn later(status: StatusCode, words: &str, seconds: u64) -> Self {
        Self { retry_after: Some(seconds), ..Self::new(status, "temporarily_unavailable", words) }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Client => Self::client(),
            Refusal::Certificate(lack) => Self::new(StatusCode::UNAUTHORIZED, "invalid_client", lack.words()),
            Refusal::Scope(scope) => {
                let scope: String = scope.chars().take(REPEATED).collect();
                let words =
                    format!("The client may not have the scope {scope}, or there is none of this name.");
                Self::new(StatusCode::BAD_REQUEST, "invalid_scope", words)
            }
            Refusal::Fault(error) => {
                tracing::error!(%error, "an access token could not be made");
                Self::later(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "This server cannot answer at the moment. Try again in a while.",
                    5,
                )
            }
        }
    }
}

/// The form of a request that an address may still make.
async fn form_of(server: &Server, head: &Parts, body: Body) -> Result<Form, Problem> {
    if !server.token_requests.take(head, server.app.now()) {
        let words = "Your address has asked for many tokens within a minute. Try again in a minute.";
        return Err(Problem::later(StatusCode::TOO_MANY_REQUESTS, words, 60));
    }
    let form = read_fields(&server.bodies, &head.headers, body, LIMIT).await;
    form.map_err(|problem| Problem {
        status: StatusCode::from_u16(problem.code.status).unwrap_or(StatusCode::BAD_REQUEST),
        ..Problem::request(problem.message)
    })
}

async fn revoked(server: &Server, head: &Parts, body: Body) -> Result<Value, Problem> {
    let form = form_of(server, head, body).await?;
    let (id, secret) = credentials(&head.headers, &form)?;
    let token = field(&form, "token")?.ok_or_else(|| Problem::request("The parameter token is missing."))?;
    oauth::revoke(&server.app, &id, &secret, &token, connection::shown(head)).await?;
    Ok(json!({}))
}

async fn granted(server: &Server, head: &Parts, body: Body) -> Result<Value, Problem> {
    let form = form_of(server, head, body).await?;
    match field(&form, "grant_type")?.as_deref() {
        Some("client_credentials") => {}
        Some(_) => {
            let words = "The grant type client_credentials is expected.";
            return Err(Problem::new(StatusCode::BAD_REQUEST, "unsupported_grant_type", words));
        }
        None => return Err(Problem::request("The parameter grant_type is missing.")),
    }
    let (id, secret) = credentials(&head.headers, &form)?;
    let scope = field(&form, "scope")?;
    let granted =
        oauth::token_for_client(&server.app, &id, &secret, scope.as_deref(), connection::shown(head)).await?;
    Ok(json!({
        "access_token": granted.token,
        "token_type": "bearer",
        "expires_in": TOKEN_SECONDS,
        "scope": granted.scopes.to_string(),
    }))
}

/// Id and secret: of the header `Authorization: Basic`, else of the body. Both ways at once are refused, as OAuth asks.
fn credentials(headers: &HeaderMap, form: &[Part]) -> Result<(String, String), Problem> {
    let of_body = (field(form, "client_id")?, field(form, "client_secret")?);
    let Some(sent) = headers.get(header::AUTHORIZATION) else {
        return match of_body {
            (Some(id), Some(secret)) => Ok((id, secret)),
            _ => Err(Problem::client()),
        };
    };
    let (id, secret) = sent.to_str().ok().and_then(basic).ok_or_else(Problem::client)?;
    match of_body {
        (_, Some(_)) => Err(Problem::request(
            "The client's secret is expected in the header or in the body, not in both.",
        )),
        (Some(other), None) if other != id => {
            Err(Problem::request("The parameter client_id is another than the header's."))
        }
        _ => Ok((id, secret)),
    }
}

/// What stands in `Basic …`: both are encoded as in forms before they are joined (RFC 6749 section 2.3.1).
fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(BASE64.decode(encoded.trim().as_bytes()).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    let plain = |text: &str| percent_decode_str(text).decode_utf8().ok().map(std::borrow::Cow::into_owned);
    Some((plain(id)?, plain(secret)?))
}

/// A field of the form, once; none where it is empty.
fn field(form: &[Part], name: &str) -> Result<Option<String>, Problem> {
    let mut found = form.iter().filter(|part| part.name == name);
    let (first, second) = (found.next(), found.next());
    if second.is_some() {
        return Err(Problem::request(format!("The parameter {name} is given more than once.")));
    }
    let Some(part) = first else { return Ok(None) };
    let text = std::str::from_utf8(&part.data)
        .map_err(|_| Problem::request(format!("The parameter {name} is no text.")))?;
    Ok(Some(text.to_owned()).filter(|text| !text.is_empty()))
}

/// An answer that nobody keeps.
fn told(status: StatusCode, answer: &Value) -> Response {
    let mut response = Response::new(Body::from(answer.to_string()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basic_credentials_are_read_as_oauth_writes_them() {
        let sent = |text: &str| basic(&format!("bAsIc {}", BASE64.encode(text.as_bytes())));
        let both = |id: &str, secret: &str| Some((id.to_owned(), secret.to_owned()));
        assert_eq!(sent("abc:def"), both("abc", "def"));
        assert_eq!(sent("a%3Ac:d:e"), both("a:c", "d:e"));
        assert_eq!(sent("abc"), None);
        assert_eq!(basic("Basic !!!"), None);
        assert_eq!(basic("Bearer abc"), None);
    }
}
