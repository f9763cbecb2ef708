//! What programs show, what they are given, and why they are given nothing.

use model::scope::Scopes;
use model::text::{AccessToken, RefreshToken};

use crate::certificates::Lack;
use crate::error::Error;
use crate::fingerprint::Shown;

/// What a program shows to say which it is.
pub struct Credentials {
    /// Its id.
    pub id: String,
    /// Its secret; `None` where it shows none.
    pub secret: Option<String>,
    /// The certificate of its connection.
    pub certificate: Shown,
}

/// What a program was given.
#[derive(Debug)]
pub struct Granted {
    /// The access token.
    pub token: AccessToken,
    /// For how many seconds it is good.
    pub seconds: i64,
    /// What may be done with it.
    pub scopes: Scopes,
    /// What the next one is got with, where somebody let the program act.
    pub refresh: Option<RefreshToken>,
}

/// Why a program got no token.
#[derive(Debug)]
pub enum Refusal {
    /// There is no such program, its secret is another, or its user may not sign in.
    Client,
    /// Its organization demands a client certificate, and none that is good was shown.
    Certificate(Lack),
    /// It asks for a scope that it may not have, or for one that there is not.
    Scope(String),
    /// A program without a secret asks for what only those with one may have.
    Public,
    /// The code or the refresh token is good for nothing, which it was.
    Grant(&'static str),
    /// A fault.
    Fault(Error),
}

impl<E: Into<Error>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self::Fault(error.into())
    }
}
