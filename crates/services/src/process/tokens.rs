//! API tokens: made from a secret, kept as a hash.
//!
//! The database holds only the hash of a token. A token is derived from the installation's secret (sealed with its key,
//! which is not in the database), the user and a counter, so that `GET …/apitoken` can show it as the original does
//! although it is stored nowhere. A token that was brought along (`CANVASS_ADMIN_TOKEN`) works, but cannot be shown.

use std::fmt;

use model::{OauthTokenId, UserId};
use store::{FileKey, Store};

use crate::error::Error;
use crate::id_generator::IdGenerator;
use crate::seal::{Sealed, SecretKey};
use crate::shared_secrets::{self, SharedSecrets};

/// The secret's name. Until 0.2.0 it was a file of the server in the file store, by the same name.
pub(crate) const SECRET_FILE: &str = "token-secret";
const SECRET_LENGTH: usize = 32;
const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// How many characters a user's own token has.
pub const TOKEN_LENGTH: usize = 40;
/// How many characters an access token of OAuth has.
const ACCESS_TOKEN_LENGTH: usize = 64;

/// The hash under which a token is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    /// The hash of a token.
    #[must_use]
    pub fn of(token: &str) -> Self {
        Self(*blake3::hash(token.as_bytes()).as_bytes())
    }

    /// Whether this is the hash that was kept as a text. It takes as long whatever differs.
    pub(crate) fn is(&self, kept: &str) -> bool {
        blake3::Hash::from_hex(kept).is_ok_and(|kept| kept == blake3::Hash::from_bytes(self.0))
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
    /// Reads the secret of this installation, or makes it. One that lies in the file store, as it did until 0.2.0, is moved
    /// from there.
    pub(crate) async fn load(store: &Store, ids: &IdGenerator, key: &SecretKey) -> Result<Self, Error> {
        let (secrets, file) = (SharedSecrets::of(store, key), FileKey::of_server(SECRET_FILE));
        let kept = match secrets.get(SECRET_FILE).await? {
            Some(kept) => kept,
            None => {
                let former = store.files().get(&file).await?.map(|kept| former(&kept, key)).transpose()?;
                let is_former = former.is_some();
                let kept = secrets.get_or_add(SECRET_FILE, &former.unwrap_or(ids.bytes())).await?;
                if is_former {
                    store.files().delete(&file).await?;
                }
                kept
            }
        };
        let kept = kept.try_into().map_err(|_| Error::internal("the secret of tokens has another length"))?;
        Ok(Self(kept))
    }

    /// The user's token of this generation: 40 letters and digits.
    pub(crate) fn token(&self, user: &UserId, generation: i64) -> String {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        hasher.update(user.as_str().as_bytes()).update(b"\n").update(&generation.to_le_bytes());
        letters_and_digits(hasher.finalize_xof(), TOKEN_LENGTH)
    }
}

/// A random text of 64 letters and digits: a token, a code, a secret of a program.
pub(crate) fn random(ids: &IdGenerator) -> String {
    letters_and_digits(blake3::Hasher::new_keyed(&ids.bytes()).finalize_xof(), ACCESS_TOKEN_LENGTH)
}

/// The id of a token, which is no part of it.
pub(crate) fn id(ids: &IdGenerator) -> OauthTokenId {
    let bytes = ids.bytes();
    OauthTokenId::of_chance(u128::from_le_bytes(std::array::from_fn(|place| bytes[place])))
}

fn letters_and_digits(mut stream: blake3::OutputReader, length: usize) -> String {
    let mut text = String::with_capacity(length);
    while text.len() < length {
        let mut byte = [0];
        stream.fill(&mut byte);
        // 248 is 4 x 62: taking the rest as well would favour some characters.
        if byte[0] < 248 {
            text.push(char::from(ALPHABET[usize::from(byte[0]) % 62]));
        }
    }
    text
}

/// Opens what lay in the file store: sealed, or in clear as it was before there was a key.
fn former(kept: &[u8], key: &SecretKey) -> Result<[u8; SECRET_LENGTH], Error> {
    if let Ok(clear) = kept.try_into() {
        return Ok(clear);
    }
    let opened = std::str::from_utf8(kept).ok().and_then(|text| Sealed::parse(text).ok());
    let opened = opened.and_then(|sealed| key.open(&shared_secrets::owner(SECRET_FILE), &sealed).ok());
    opened.and_then(|secret| secret.try_into().ok()).ok_or_else(|| Error::internal(shared_secrets::WRONG_KEY))
}

/// Whether this installation has secrets that a key was needed to seal: they open with that key alone.
///
/// # Errors
/// When the store fails.
pub async fn are_sealed(store: &Store) -> Result<bool, Error> {
    if SharedSecrets::has(store, SECRET_FILE).await? {
        return Ok(true);
    }
    let kept = store.files().get(&FileKey::of_server(SECRET_FILE)).await?;
    Ok(kept.is_some_and(|kept| kept.len() != SECRET_LENGTH))
}

/// Whether a text has the shape of a user's own token.
#[must_use]
pub fn is_token(text: &str) -> bool {
    text.len() == TOKEN_LENGTH && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// Whether a text has the shape of an access token, which is that of a refresh token too.
#[must_use]
pub fn is_access_token(text: &str) -> bool {
    text.len() == ACCESS_TOKEN_LENGTH && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::store;

    fn key(byte: u8) -> SecretKey {
        SecretKey::parse(&format!("{byte:02x}").repeat(32)).unwrap()
    }

    #[tokio::test]
    async fn the_secret_is_made_once_sealed_and_read_with_its_key_alone() {
        let (store, ids) = (store().await, IdGenerator::seeded().unwrap());
        assert!(!are_sealed(&store).await.unwrap());
        let made = TokenSecret::load(&store, &ids, &key(1)).await.unwrap();
        assert!(are_sealed(&store).await.unwrap());
        let again = TokenSecret::load(&store, &ids, &key(1)).await.unwrap();
        assert_eq!(again.0, made.0);
        let refused = TokenSecret::load(&store, &ids, &key(2)).await.err().unwrap();
        assert!(refused.to_string().starts_with("the secret key is not the one"), "{refused}");
        assert_eq!(TokenSecret::load(&store, &ids, &key(1)).await.unwrap().0, made.0);
        assert!(store.files().get(&FileKey::of_server(SECRET_FILE)).await.unwrap().is_none());
    }

    #[tokio::test]
    async fn a_secret_that_lay_in_the_file_store_is_moved_and_its_tokens_go_on() {
        let ids = IdGenerator::seeded().unwrap();
        let (before, file) = (TokenSecret([7; SECRET_LENGTH]), FileKey::of_server(SECRET_FILE));
        let sealed = key(1).seal(&ids, "server/token-secret", &before.0).unwrap().to_string();
        let user = UserId::parse("UR_3acmeAdmin00000").unwrap();
        for (kept, is_sealed) in [(before.0.to_vec(), false), (sealed.into_bytes(), true)] {
            let store = store().await;
            store.files().put(&file, kept.into()).await.unwrap();
            assert_eq!(are_sealed(&store).await.unwrap(), is_sealed);
            if is_sealed {
                assert!(TokenSecret::load(&store, &ids, &key(2)).await.is_err());
                assert!(store.files().get(&file).await.unwrap().is_some(), "a wrong key changes nothing");
            }
            for _ in 0..2 {
                let after = TokenSecret::load(&store, &ids, &key(1)).await.unwrap();
                assert_eq!(after.token(&user, 3), before.token(&user, 3));
                assert!(are_sealed(&store).await.unwrap());
                assert!(store.files().get(&file).await.unwrap().is_none());
            }
        }
    }
}
