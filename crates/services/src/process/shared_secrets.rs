//! Secrets of the server itself that all its processes must have: sealed with the installation's key, in the database.

use store::{Store, secrets};

use crate::error::Error;
use crate::id_generator::IdGenerator;
use crate::seal::{Sealed, SecretKey};

/// What is told when a secret does not open.
pub(crate) const WRONG_KEY: &str = "the secret key is not the one that the secrets of this installation were sealed with, or the \
                         database is damaged; nothing was changed";

/// The sealed secrets of an installation, opened with its key.
pub struct SharedSecrets<'a> {
    store: &'a Store,
    key: &'a SecretKey,
}

impl<'a> SharedSecrets<'a> {
    /// Those of this store; `key` opens and seals them.
    #[must_use]
    pub fn of(store: &'a Store, key: &'a SecretKey) -> Self {
        Self { store, key }
    }

    /// The secret of this name, where there is one.
    ///
    /// # Errors
    /// When the key is another than that of the installation, or the store fails.
    pub async fn get(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        let kept = secrets::get(&mut self.store.read(), name).await?;
        kept.map(|sealed| self.opened(name, &sealed)).transpose()
    }

    /// The secret of this name; where there is none, `secret` from now on. Of several processes at once the first one's
    /// is everybody's.
    ///
    /// # Errors
    /// As [`SharedSecrets::get`].
    pub async fn get_or_add(&self, name: &str, secret: &[u8]) -> Result<Vec<u8>, Error> {
        let mut tx = self.store.begin_statement().await?;
        secrets::add(&mut tx, name, &self.sealed(name, secret)?).await?;
        tx.commit().await?;
        self.get(name).await?.ok_or_else(|| Error::internal(format_args!("{name} was not kept")))
    }

    /// Puts `secret` in the place of the one that is there, and gives what is there then: another process may have been
    /// quicker.
    ///
    /// # Errors
    /// As [`SharedSecrets::get`].
    pub async fn replace(&self, name: &str, former: &[u8], secret: &[u8]) -> Result<Vec<u8>, Error> {
        if let Some(kept) = secrets::get(&mut self.store.read(), name).await?
            && self.opened(name, &kept)? == former
        {
            let mut tx = self.store.begin_statement().await?;
            secrets::replace(&mut tx, name, &kept, &self.sealed(name, secret)?).await?;
            tx.commit().await?;
        }
        self.get_or_add(name, secret).await
    }

    /// Whether the installation has any secret: they open with its key alone.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn has(store: &Store, name: &str) -> Result<bool, Error> {
        Ok(secrets::get(&mut store.read(), name).await?.is_some())
    }

    fn sealed(&self, name: &str, secret: &[u8]) -> Result<String, Error> {
        let ids = IdGenerator::seeded().map_err(Error::internal)?;
        Ok(self.key.seal(&ids, &owner(name), secret).map_err(Error::internal)?.to_string())
    }

    fn opened(&self, name: &str, sealed: &str) -> Result<Vec<u8>, Error> {
        let sealed = Sealed::parse(sealed).map_err(Error::internal)?;
        self.key.open(&owner(name), &sealed).map_err(|_| Error::internal(WRONG_KEY))
    }
}

/// What a secret is sealed for.
pub(crate) fn owner(name: &str) -> String {
    format!("server/{name}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[tokio::test]
    async fn all_processes_have_the_first_ones_secret_and_it_opens_with_their_key_alone() {
        let store = testing::store().await;
        let key = SecretKey::generate().unwrap();
        let (one, two) = (SharedSecrets::of(&store, &key), SharedSecrets::of(&store, &key));
        assert_eq!(one.get("a").await.unwrap(), None);
        assert_eq!(one.get_or_add("a", b"first").await.unwrap(), b"first");
        assert_eq!(two.get_or_add("a", b"second").await.unwrap(), b"first");
        assert_eq!(one.replace("a", b"first", b"third").await.unwrap(), b"third");
        assert_eq!(two.replace("a", b"first", b"fourth").await.unwrap(), b"third");
        let kept = secrets::get(&mut store.read(), "a").await.unwrap().unwrap();
        assert!(!kept.contains("third"));
        let other = SecretKey::generate().unwrap();
        let told = SharedSecrets::of(&store, &other).get("a").await.unwrap_err().to_string();
        assert!(told.starts_with("the secret key is not the one") && told.contains("nothing was changed"));
    }
}
