//! `POST /oauth2/token`: a program shows its credentials and gets tokens (RFC 6749). `POST /oauth2/revoke`: it ends one
//! (RFC 7009).

use axum::body::Body;
use axum::response::Response;
use http::request::Parts;
use serde_json::{Value, json};
use services::oauth;

use super::answer::{Problem, answer};
use super::fields::Fields;
use crate::server::Server;

/// Answers `POST /oauth2/token`.
pub(crate) async fn token(server: &Server, head: &Parts, body: Body) -> Response {
    answer(granted(server, head, body).await)
}

/// Answers `POST /oauth2/revoke`.
pub(crate) async fn revoke(server: &Server, head: &Parts, body: Body) -> Response {
    answer(revoked(server, head, body).await)
}

async fn revoked(server: &Server, head: &Parts, body: Body) -> Result<Value, Problem> {
    let fields = Fields::read(server, head, body).await?;
    let shown = fields.credentials(head)?;
    let token = fields.needed("token")?;
    let revoked = oauth::revoke(&server.app, &shown, &token).await;
    revoked.map_err(|refusal| Problem::of(refusal, "a token of OAuth could not be ended"))?;
    Ok(json!({}))
}

async fn granted(server: &Server, head: &Parts, body: Body) -> Result<Value, Problem> {
    let fields = Fields::read(server, head, body).await?.with_query(head.uri.query())?;
    let kind = fields.needed("grant_type")?;
    let app = &server.app;
    let (given, failed) = match kind.as_str() {
        "client_credentials" => {
            let (shown, scope) = (fields.credentials(head)?, fields.one("scope")?);
            let given = oauth::token_for_client(app, &shown, scope.as_deref()).await;
            (given, "an access token could not be made")
        }
        "authorization_code" => {
            let shown = fields.credentials(head)?;
            let (code, redirect) = (fields.needed("code")?, fields.needed("redirect_uri")?);
            let verifier = fields.one("code_verifier")?;
            let given = oauth::token_for_code(app, &shown, &code, &redirect, verifier.as_deref()).await;
            (given, "a code could not be exchanged for tokens")
        }
        "refresh_token" => {
            let shown = fields.credentials(head)?;
            let (token, scope) = (fields.needed("refresh_token")?, fields.one("scope")?);
            let given = oauth::token_for_refresh(app, &shown, &token, scope.as_deref()).await;
            (given, "a refresh token could not be exchanged")
        }
        _ => {
            let words = "The grant type client_credentials, authorization_code or refresh_token is expected.";
            return Err(Problem::new("unsupported_grant_type", words));
        }
    };
    let given = given.map_err(|refusal| Problem::of(refusal, failed))?;
    let mut told = json!({
        "access_token": given.token,
        "token_type": "bearer",
        "expires_in": given.seconds,
        "scope": given.scopes.to_string(),
    });
    if let Some(refresh) = given.refresh {
        told["refresh_token"] = json!(refresh);
    }
    Ok(told)
}
