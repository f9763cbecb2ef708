//! What a program sends: the fields of its form, and its credentials.

use axum::body::Body;
use contract::Part;
use data_encoding::BASE64;
use http::request::Parts;
use http::{StatusCode, header};
use http_body::Body as _;
use percent_encoding::percent_decode_str;
use services::oauth::Credentials;

use super::answer::Problem;
use crate::connection;
use crate::pipeline::body::{Form, media_type, read_fields};
use crate::pipeline::urlencoded;
use crate::server::Server;

/// The largest body of such a request.
pub(super) const LIMIT: u64 = 64 << 10;

/// The fields of a request.
pub(super) struct Fields {
    form: Option<Form>,
    /// What stood in the address, where that is taken.
    query: Vec<(String, String)>,
}

impl Fields {
    /// Reads the form of a request that its address may still make.
    pub(super) async fn read(server: &Server, head: &Parts, body: Body) -> Result<Self, Problem> {
        if !server.token_requests.take(head, server.app.now()) {
            let words = "Your address has asked for many tokens within a minute. Try again in a minute.";
            return Err(Problem::later(StatusCode::TOO_MANY_REQUESTS, words, 60));
        }
        // What asks in the address alone sends nothing.
        if body.is_end_stream() && media_type(&head.headers).is_empty() {
            return Ok(Self { form: None, query: Vec::new() });
        }
        let form = read_fields(&server.bodies, &head.headers, body, LIMIT).await;
        let form = form.map_err(|problem| Problem {
            status: StatusCode::from_u16(problem.code.status).unwrap_or(StatusCode::BAD_REQUEST),
            ..Problem::request(problem.message)
        })?;
        Ok(Self { form: Some(form), query: Vec::new() })
    }

    /// Takes what stands in the address too, as the original does where a refresh token is sent. A secret is never read from
    /// there: addresses are written down by whoever passes them on.
    pub(super) fn with_query(mut self, query: Option<&str>) -> Result<Self, Problem> {
        let pairs = urlencoded::fields(query.unwrap_or_default());
        let kind = |(name, value): &(String, String)| name == "grant_type" && value == "refresh_token";
        if !pairs.iter().any(kind) && self.one("grant_type")?.as_deref() != Some("refresh_token") {
            return Ok(self);
        }
        if pairs.iter().any(|(name, _)| name == "client_secret") {
            return Err(Problem::request("The parameter client_secret is never read from the address."));
        }
        self.query = pairs;
        Ok(self)
    }

    /// The text of a field that is given once; none where it is empty.
    pub(super) fn one(&self, name: &str) -> Result<Option<String>, Problem> {
        let sent = self.form.iter().flat_map(|form| form.iter()).filter(|part| part.name == name);
        let mut found = sent
            .map(|part| text(part).ok_or(name))
            .chain(self.query.iter().filter(|(known, _)| known == name).map(|(_, value)| Ok(value.as_str())));
        let (first, second) = (found.next(), found.next());
        if second.is_some() {
            return Err(Problem::request(format!("The parameter {name} is given more than once.")));
        }
        let Some(first) = first else { return Ok(None) };
        let text = first.map_err(|name| Problem::request(format!("The parameter {name} is no text.")))?;
        Ok(Some(text.to_owned()).filter(|text| !text.is_empty()))
    }

    /// The text of a field that must be given.
    pub(super) fn needed(&self, name: &str) -> Result<String, Problem> {
        self.one(name)?.ok_or_else(|| Problem::request(format!("The parameter {name} is missing.")))
    }

    /// Id and secret: of the header `Authorization: Basic`, else of the body. Both ways at once are refused, as OAuth asks.
    pub(super) fn credentials(&self, head: &Parts) -> Result<Credentials, Problem> {
        let of_body = (self.one("client_id")?, self.one("client_secret")?);
        let certificate = connection::shown(head);
        let Some(sent) = head.headers.get(header::AUTHORIZATION) else {
            let id = of_body.0.ok_or_else(Problem::client)?;
            return Ok(Credentials { id, secret: of_body.1, certificate });
        };
        let (id, secret) = sent.to_str().ok().and_then(basic).ok_or_else(Problem::client)?;
        match of_body {
            (_, Some(_)) => Err(Problem::request(
                "The client's secret is expected in the header or in the body, not in both.",
            )),
            (Some(other), None) if other != id => {
                Err(Problem::request("The parameter client_id is another than the header's."))
            }
            _ => {
                let secret = Some(secret).filter(|secret| !secret.is_empty());
                Ok(Credentials { id, secret, certificate })
            }
        }
    }
}

fn text(part: &Part) -> Option<&str> {
    std::str::from_utf8(&part.data).ok()
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
