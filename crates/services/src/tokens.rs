//! API tokens: made from a secret, kept as a hash.
//!
//! The database holds only the hash of a token. A token is derived from the process's secret (a file in the file
//! store, away from the database), the user and a counter, so that `GET …/apitoken` can show it as the original does
//! although it is stored nowhere. A token that was brought along (`CANVASS_ADMIN_TOKEN`) works, but cannot be shown.

use std::fmt;

use model::UserId;
use store::{FileKey, Store};

use crate::error::Error;
use crate::id_generator::IdGenerator;

const SECRET_FILE: &str = "token-secret";
const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// How many characters a token has.
pub const TOKEN_LENGTH: usize = 40;

/// The hash under which a token is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    /// The hash of a token.
    #[must_use]
    pub fn of(token: &str) -> Self {
        Self(*blake3::hash(token.as_bytes()).as_bytes())
    }
}

impl fmt::Display for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&blake3::Hash::from_bytes(self.0).to_hex())
    }
}

/// What tokens are derived from. It is never printed.
pub(crate) struct TokenSecret([u8; 32]);

impl TokenSecret {
    /// Reads the secret of this installation, or makes it.
    pub(crate) async fn load(store: &Store, ids: &IdGenerator) -> Result<Self, Error> {
        let files = store.files();
        let key = FileKey::of_server(SECRET_FILE);
        // Two processes that start at once must end up with one secret: whoever comes second reads the first's.
        let made = ids.bytes();
        if files.create(&key, made.to_vec().into()).await? {
            return Ok(Self(made));
        }
        let kept = files.get(&key).await?.unwrap_or_default();
        let kept: [u8; 32] =
            kept.as_ref().try_into().map_err(|_| Error::internal("the token secret is damaged"))?;
        Ok(Self(kept))
    }

    /// The user's token of this generation: 40 letters and digits.
    pub(crate) fn token(&self, user: &UserId, generation: i64) -> String {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        hasher.update(user.as_str().as_bytes()).update(b"\n").update(&generation.to_le_bytes());
        let mut stream = hasher.finalize_xof();
        let mut token = String::with_capacity(TOKEN_LENGTH);
        while token.len() < TOKEN_LENGTH {
            let mut byte = [0];
            stream.fill(&mut byte);
            // 248 is 4 x 62: taking the rest as well would favour some characters.
            if byte[0] < 248 {
                token.push(char::from(ALPHABET[usize::from(byte[0]) % 62]));
            }
        }
        token
    }
}

/// Whether a text has the shape of a token.
#[must_use]
pub fn is_token(text: &str) -> bool {
    text.len() == TOKEN_LENGTH && text.bytes().all(|b| b.is_ascii_alphanumeric())
}
