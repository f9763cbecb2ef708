//! Who calls: the token in the headers, found or refused (api/conventions.md section 3).

use contract::errors::codes;
use http::request::Parts;
use http::{HeaderMap, StatusCode, header};
use model::account::Caller;
use services::{App, tokens};

use crate::connection;
use crate::pipeline::failure::Failure;

/// A token as it was sent. It has no `Debug`, so that no log line can show it.
#[derive(PartialEq, Eq)]
enum Credential<'a> {
    ApiToken(&'a str),
    Bearer(&'a str),
}

/// The caller.
///
/// # Errors
/// 400 without a credential, 401 with one that nobody has.
pub(crate) async fn caller(app: &App, headers: &HeaderMap) -> Result<Caller, Failure> {
    #[cfg(feature = "fixed-caller")]
    if let Some(caller) = super::fixed_caller::known() {
        return Ok(caller);
    }
    let found = found(app, headers).await;
    #[cfg(feature = "fixed-caller")]
    if let Ok(caller) = &found {
        super::fixed_caller::keep(caller);
    }
    found
}

async fn found(app: &App, headers: &HeaderMap) -> Result<Caller, Failure> {
    let credential = credential(headers).ok_or(codes::NO_CREDENTIAL)?;
    // What has not the shape of a token is nobody's: guesses cost no look into the store.
    let (found, refusal) = match credential {
        Credential::ApiToken(token) if tokens::is_token(token) => {
            (app.caller_by_token(token).await?, codes::BAD_TOKEN)
        }
        Credential::ApiToken(_) => (None, codes::BAD_TOKEN),
        Credential::Bearer(token) if tokens::is_access_token(token) => {
            (app.caller_by_access_token(token).await?, codes::BAD_BEARER)
        }
        // A user's own token does as a bearer token too.
        Credential::Bearer(token) if tokens::is_token(token) => {
            (app.caller_by_token(token).await?, codes::BAD_BEARER)
        }
        Credential::Bearer(_) => (None, codes::BAD_BEARER),
    };
    found.ok_or_else(|| refusal.into())
}

/// Who has this token, for forms of the documentation, which show what the API does; what is wrong with it in words, with the
/// status.
pub(crate) async fn holder(
    app: &App,
    head: &Parts,
    token: &str,
) -> Result<Caller, (StatusCode, &'static str)> {
    if token.is_empty() {
        return Err((StatusCode::BAD_REQUEST, "Authentication is required: enter an API token first."));
    }
    let unknown = (StatusCode::UNAUTHORIZED, "Nobody on this server has this API token.");
    if !tokens::is_token(token) {
        return Err(unknown);
    }
    let found = app.caller_by_token(token).await;
    let caller = found.map_err(|error| unavailable(&error))?.ok_or(unknown)?;
    with_certificate(app, head, &caller).await?;
    Ok(caller)
}

/// Holds that the browser has shown the certificate that the caller's organization may demand.
async fn with_certificate(
    app: &App,
    head: &Parts,
    caller: &Caller,
) -> Result<(), (StatusCode, &'static str)> {
    if !caller.needs_certificate {
        return Ok(());
    }
    let demanded = Box::pin(app.demand_certificate(caller, connection::shown(head))).await;
    demanded.map(drop).map_err(|error| match error.is(codes::NO_CERTIFICATE) {
        true => NO_CERTIFICATE,
        false => unavailable(&error),
    })
}

/// A page is read by a person, in whose browser the certificate must be.
const NO_CERTIFICATE: (StatusCode, &str) = (
    StatusCode::UNAUTHORIZED,
    "Your organization demands a client certificate, and this browser has shown none that is good: open this page by https, \
     with a certificate of your organization.",
);

/// Whether somebody has this token or access token, which is all that is asked of who wants to see the calls made with it;
/// what is wrong with it as [`holder`] tells it.
pub(crate) async fn shown(app: &App, head: &Parts, token: &str) -> Result<(), (StatusCode, &'static str)> {
    if !tokens::is_access_token(token) {
        return holder(app, head, token).await.map(drop);
    }
    let found = app.caller_by_access_token(token).await.map_err(|error| unavailable(&error))?;
    let caller = found.ok_or((StatusCode::UNAUTHORIZED, "This access token is not known, or has ended."))?;
    with_certificate(app, head, &caller).await
}

/// A fault while a form of the documentation was answered; the cause goes to the log.
pub(crate) fn unavailable(error: &services::Error) -> (StatusCode, &'static str) {
    tracing::error!(%error, "a form of the documentation failed");
    (StatusCode::SERVICE_UNAVAILABLE, "This server cannot answer at the moment. Try again in a while.")
}

/// The token as it was sent in either header.
pub(crate) fn token(headers: &HeaderMap) -> Option<&str> {
    credential(headers).map(|(Credential::ApiToken(token) | Credential::Bearer(token))| token)
}

/// `X-API-TOKEN` first, then `Authorization: Bearer`, whose first word is compared without case. A header that is not
/// text is a credential that nobody has.
fn credential(headers: &HeaderMap) -> Option<Credential<'_>> {
    if let Some(token) = headers.get("x-api-token") {
        return Some(Credential::ApiToken(token.to_str().unwrap_or_default().trim()));
    }
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| Credential::Bearer(token.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(list: &[(&'static str, &'static str)], wanted: Option<Credential<'_>>) -> bool {
        let headers: HeaderMap =
            list.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        credential(&headers) == wanted
    }

    #[test]
    fn the_credential_is_found_in_either_header() {
        assert!(is(&[("X-API-TOKEN", " abc ")], Some(Credential::ApiToken("abc"))));
        assert!(is(&[("authorization", "bEARER abc")], Some(Credential::Bearer("abc"))));
        assert!(is(&[("authorization", "Bearer b"), ("x-api-token", "a")], Some(Credential::ApiToken("a"))));
        assert!(is(&[("x-api-token", "")], Some(Credential::ApiToken(""))));
        assert!(is(&[("authorization", "Basic abc")], None));
        assert!(is(&[("authorization", "Bearer")], None));
        assert!(is(&[], None));
    }
}
