//! The CA of an installation that several processes may serve: sealed in the database, so that whoever trusts one of them
//! trusts all.

use std::path::Path;
use std::time::SystemTime;

use services::SharedSecrets;

use crate::Failure;
use crate::tls::{Authority, AuthorityText};

/// The secret's name.
const NAME: &str = "ca";

/// Opens the CA, or makes it. One that lay in the data folder, as it did until 0.2.0, is taken over.
///
/// # Errors
/// When the store fails, or what it holds is no CA.
pub(super) async fn open(
    secrets: &SharedSecrets<'_>,
    folder: &Path,
    now: SystemTime,
) -> Result<Authority, Failure> {
    let failed = |why: services::Error| Failure::failed("the CA cannot be had from the database", why);
    let kept = match secrets.get(NAME).await.map_err(failed)? {
        Some(kept) => kept,
        None => {
            let first = match AuthorityText::is_in(folder) {
                true => AuthorityText::read(folder)?,
                false => AuthorityText::generate(folder, now)?,
            };
            secrets.get_or_add(NAME, &first.to_bytes()).await.map_err(failed)?
        }
    };
    let mut text = AuthorityText::from_bytes(&kept, folder)?;
    if text.is_near_its_end(now)? {
        tracing::warn!("the CA is near its end: made a new one, which clients must trust anew");
        let next = AuthorityText::generate(folder, now)?.to_bytes();
        text =
            AuthorityText::from_bytes(&secrets.replace(NAME, &kept, &next).await.map_err(failed)?, folder)?;
    }
    if let Err(why) = text.publish() {
        tracing::warn!(%why, "clients find no certificate to trust in the data folder");
    }
    Authority::of(&text)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::{Duration, UNIX_EPOCH};

    use services::seal::SecretKey;
    use store::Store;

    use super::*;

    #[tokio::test]
    async fn all_processes_have_one_authority_and_the_folder_its_certificate_alone() {
        let (store, key) =
            (Store::open(&store::Settings::in_memory()).await.unwrap(), SecretKey::generate().unwrap());
        let secrets = SharedSecrets::of(&store, &key);
        let now = UNIX_EPOCH + Duration::from_secs(1_800_000_000);
        let (former, one, two) =
            (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let certificate =
            |folder: &tempfile::TempDir| fs::read_to_string(folder.path().join("ca.pem")).unwrap();
        Authority::open(former.path(), now).unwrap();
        let trusted = certificate(&former);
        for folder in [&former, &one, &two] {
            open(&secrets, folder.path(), now).await.unwrap().leaf(now).unwrap();
            assert_eq!(certificate(folder), trusted);
        }
        assert!(!AuthorityText::is_in(one.path()), "no key lies there");

        let later = now + Duration::from_secs(10 * 365 * 86_400);
        for folder in [&one, &two] {
            open(&secrets, folder.path(), later).await.unwrap();
        }
        assert!(certificate(&one) != trusted && certificate(&one) == certificate(&two));
    }
}
