//! OAuth 2 over HTTP: a program is let act by somebody who signs in, gets tokens and ends them (RFC 6749, 7009, 7636, 8414
//! and 9207; api/conventions.md section 3). Answers are as OAuth has them, without the envelope of the API. No address that is
//! asked for here is logged, counted or kept in the history: codes and tokens stand in the queries.

mod answer;
mod authorize;
mod fields;
mod metadata;
mod token;

pub(crate) use authorize::{allow, ask};
pub(crate) use metadata::metadata;
pub(crate) use token::{revoke, token};

/// Where somebody lets a program act.
pub(crate) const AUTHORIZE: &str = "/oauth2/auth";
/// Where a program asks for a token.
pub(crate) const TOKEN: &str = "/oauth2/token";
/// Where it ends one.
pub(crate) const REVOKE: &str = "/oauth2/revoke";
/// Where programs read all this.
pub(crate) const METADATA: &str = "/.well-known/oauth-authorization-server";
