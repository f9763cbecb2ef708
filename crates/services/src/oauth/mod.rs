//! OAuth 2 (RFC 6749): programs that act for people, and the tokens they get.
//!
//! An access token is 64 random letters and digits, and ends after an hour. Of tokens, codes and secrets only hashes are kept:
//! all are random, so that a hash that is quick to make tells nothing.

mod clients;
mod consent;
mod granting;
mod outcome;

pub use clients::{
    ClientOptions, NewClient, client, clients, make_client, make_public_client, remove_client, scopes,
};
pub use consent::{AskedFor, grant, is_challenge, sign_in};
pub use granting::{TOKEN_SECONDS, revoke, token_for_client, token_for_code, token_for_refresh};
pub use outcome::{Credentials, Granted, Refusal};
pub use store::oauth::Client;
