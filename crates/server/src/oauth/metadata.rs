//! `GET /.well-known/oauth-authorization-server`: what a program must know of this server to use OAuth here (RFC 8414).

use axum::response::Response;
use contract::scope::Scope;
use http::StatusCode;
use http::request::Parts;
use serde_json::json;

use super::answer::json_of;
use super::{AUTHORIZE, REVOKE, TOKEN};
use crate::server::Server;

/// Answers it.
pub(crate) fn metadata(server: &Server, head: &Parts) -> Response {
    let origin = server.origin(head);
    let ways = ["client_secret_basic", "client_secret_post", "none"];
    let told = json!({
        "issuer": origin,
        "authorization_endpoint": format!("{origin}{AUTHORIZE}"),
        "token_endpoint": format!("{origin}{TOKEN}"),
        "revocation_endpoint": format!("{origin}{REVOKE}"),
        "scopes_supported": Scope::all().map(|scope| scope.to_string()).collect::<Vec<_>>(),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["client_credentials", "authorization_code", "refresh_token"],
        "token_endpoint_auth_methods_supported": ways,
        "revocation_endpoint_auth_methods_supported": ways,
        "code_challenge_methods_supported": ["S256"],
        "authorization_response_iss_parameter_supported": true,
        "service_documentation": format!("{origin}/docs/guides/authentication#oauth-2"),
    });
    json_of(StatusCode::OK, &told)
}
