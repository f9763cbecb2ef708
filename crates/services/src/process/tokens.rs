//! API tokens: made from a secret, kept as a hash.
//!
//! The database holds only the hash of a token. A token is derived from the process's secret (a file in the file
//! store, away from the database, sealed with the installation's key), the user and a counter, so that `GET …/apitoken` can show it as the original does
//! although it is stored nowhere. A token that was brought along (`CANVASS_ADMIN_TOKEN`) works, but cannot be shown.

use std::fmt;

use model::UserId;
use store::{FileKey, Store};

use crate::error::Error;
use crate::id_generator::IdGenerator;
use crate::seal::{Sealed, SecretKey};

const SECRET_FILE: &str = "token-secret";
/// What the secret is sealed for.
const OWNER: &str = "server/token-secret";
const SECRET_LENGTH: usize = 32;
const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// What is told at the start when the secret does not open.
const WRONG_KEY: &str = "the secret key is not the one that the secrets of this installation were sealed with, or the file \
                         server/token-secret of the file store is damaged; nothing was changed";

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
pub(crate) struct TokenSecret([u8; SECRET_LENGTH]);

impl TokenSecret {
    /// Reads the secret of this installation, or makes it. One that lies there in clear, as it did before there was a
    /// key, is sealed first.
    pub(crate) async fn load(store: &Store, ids: &IdGenerator, key: &SecretKey) -> Result<Self, Error> {
        let (files, name) = (store.files(), FileKey::of_server(SECRET_FILE));
        let seal = |secret: &[u8]| {
            let sealed = key.seal(ids, OWNER, secret).map_err(Error::internal)?;
            Ok::<_, Error>(sealed.to_string().into())
        };
        // Two processes that start at once must end up with one secret: whoever comes second reads the first's.
        let made = ids.bytes();
        if files.create(&name, seal(&made)?).await? {
            return Ok(Self(made));
        }
        let mut kept = files.get(&name).await?.unwrap_or_default();
        if kept.len() == SECRET_LENGTH {
            files.put(&name, seal(&kept)?).await?;
            // Another process may have sealed it at the same time: what lies there now is what both must open.
            kept = files.get(&name).await?.unwrap_or_default();
        }
        let opened = std::str::from_utf8(&kept).ok().and_then(|text| Sealed::parse(text).ok());
        let opened = opened.and_then(|sealed| key.open(OWNER, &sealed).ok());
        opened.and_then(|secret| secret.try_into().ok()).map(Self).ok_or_else(|| Error::internal(WRONG_KEY))
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

/// Whether this installation has secrets that a key was needed to seal: they open with that key alone.
///
/// # Errors
/// When the file store fails.
pub async fn are_sealed(store: &Store) -> Result<bool, Error> {
    let kept = store.files().get(&FileKey::of_server(SECRET_FILE)).await?;
    Ok(kept.is_some_and(|kept| kept.len() != SECRET_LENGTH))
}

/// Whether a text has the shape of a token.
#[must_use]
pub fn is_token(text: &str) -> bool {
    text.len() == TOKEN_LENGTH && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use store::{DatabaseUrl, FilesUrl, Settings};

    use super::*;

    fn key(byte: u8) -> SecretKey {
        SecretKey::parse(&format!("{byte:02x}").repeat(32)).unwrap()
    }

    async fn store() -> Store {
        let settings = Settings { database: DatabaseUrl::SqliteInMemory, files: FilesUrl::Memory };
        Store::open(&settings).await.unwrap()
    }

    async fn kept(store: &Store) -> bytes::Bytes {
        store.files().get(&FileKey::of_server(SECRET_FILE)).await.unwrap().unwrap()
    }

    #[tokio::test]
    async fn the_secret_is_made_once_sealed_and_read_with_its_key_alone() {
        let (store, ids) = (store().await, IdGenerator::seeded().unwrap());
        assert!(!are_sealed(&store).await.unwrap());
        let made = TokenSecret::load(&store, &ids, &key(1)).await.unwrap();
        assert!(are_sealed(&store).await.unwrap());
        let sealed = kept(&store).await;
        assert!(!sealed.windows(SECRET_LENGTH).any(|bytes| bytes == made.0));
        let again = TokenSecret::load(&store, &ids, &key(1)).await.unwrap();
        assert_eq!(again.0, made.0);
        let refused = TokenSecret::load(&store, &ids, &key(2)).await.err().unwrap();
        assert!(refused.to_string().starts_with("the secret key is not the one"), "{refused}");
        assert_eq!(kept(&store).await, sealed, "a wrong key changes nothing");
    }

    #[tokio::test]
    async fn a_secret_that_lay_in_clear_is_sealed_and_its_tokens_go_on() {
        let (store, ids) = (store().await, IdGenerator::seeded().unwrap());
        let before = TokenSecret([7; SECRET_LENGTH]);
        let clear = before.0.to_vec().into();
        store.files().put(&FileKey::of_server(SECRET_FILE), clear).await.unwrap();
        assert!(!are_sealed(&store).await.unwrap());
        let user = UserId::parse("UR_3acmeAdmin00000").unwrap();
        for _ in 0..2 {
            let after = TokenSecret::load(&store, &ids, &key(1)).await.unwrap();
            assert_eq!(after.token(&user, 3), before.token(&user, 3));
            assert!(are_sealed(&store).await.unwrap());
            assert!(!kept(&store).await.windows(8).any(|bytes| bytes == [7; 8]));
        }
    }
}
